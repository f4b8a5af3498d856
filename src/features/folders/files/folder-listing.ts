import type { Stats } from 'node:fs'
import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { NodeError } from '../../../engine/errors.ts'
import type { ListedFile, ListOptions } from '../../../engine/ports.ts'
import { systemErrorCode } from '../../../lib/system/system-error.ts'
import { fileNotFound, quote, unusablePath } from './file-errors.ts'
import { followPath, type PinnedRoot } from './file-path.ts'
import { OutsideRootError, SafePathWalk } from './safe-path-walk.ts'
import { isTemporaryName } from './temporary-name.ts'

/** Each link is followed with open handles, and a process has a limited number of them. */
const MAX_CONCURRENT_ENTRIES = 64

/** Folders first, in the order of their names; each folder's contents follow when they are listed, too. */
export const listFolder = async (
  root: PinnedRoot,
  { path, recursive, limit }: ListOptions,
  signal: AbortSignal,
): Promise<readonly ListedFile[]> => {
  const found: ListedFile[] = []
  const folders = [path]
  for (let folder = folders.shift(); folder !== undefined; folder = folders.shift()) {
    signal.throwIfAborted()
    const entries = await entriesOf(root, folder)
    if (found.length + entries.length > limit) throw tooMany(path, limit)
    for (const { entry, isLink } of entries) {
      found.push(entry)
      // A link may lead to a folder above, so that a listing of its contents would never end.
      if (recursive && entry.kind === 'folder' && !isLink) folders.push(entry.path)
    }
  }
  return found
}

const tooMany = (path: string, limit: number) =>
  new NodeError('TOO_MANY_FILES', `${quote(path)} has more than ${limit} entries. Raise \`limit\`.`, {
    retryable: false,
  })

export interface Found {
  readonly entry: ListedFile
  readonly isLink: boolean
}

const entriesOf = async (root: PinnedRoot, path: string): Promise<readonly Found[]> => {
  await using walk = await followPath(root, path)
  if (walk.missing.length > 0) throw fileNotFound(path)
  if (!walk.end.stats.isDirectory()) throw unusablePath(path, 'is not a folder')
  return await entriesBelow(root, walk)
}

/** The entries of the folder at the end of a walk. Links that lead out of the root or to nothing are left out. */
export const entriesBelow = async (root: PinnedRoot, walk: SafePathWalk): Promise<Found[]> => {
  const names = await readdir(walk.end.path)
  const found = await findEntries(
    root,
    walk,
    names.filter((name) => !isTemporaryName(name)),
  )
  return found.sort((a, b) => byKindThenName(a.entry, b.entry))
}

/** Those of these names in the folder at the end of a walk, in the same order. */
export const findEntries = async (
  root: PinnedRoot,
  walk: SafePathWalk,
  names: readonly string[],
): Promise<Found[]> => {
  const entries: (Found | undefined)[] = []
  for (let from = 0; from < names.length; from += MAX_CONCURRENT_ENTRIES) {
    const some = names.slice(from, from + MAX_CONCURRENT_ENTRIES)
    entries.push(...(await Promise.all(some.map((name) => findEntry(root, walk, name)))))
  }
  return entries.filter((found) => found !== undefined)
}

const findEntry = async (root: PinnedRoot, walk: SafePathWalk, name: string): Promise<Found | undefined> => {
  const path = [...walk.names, name]
  try {
    const stats = await lstat(join(walk.end.path, name))
    if (!stats.isSymbolicLink()) return found(path, stats, false)
    await using target = await SafePathWalk.along(path, root.folder, root.pin)
    return target.missing.length > 0 ? undefined : found(path, target.end.stats, true)
  } catch (error) {
    // The entry was removed since the folder was read, or it is a link to nothing.
    if (error instanceof OutsideRootError || systemErrorCode(error) !== undefined) return undefined
    throw error
  }
}

const found = (names: readonly string[], stats: Stats, isLink: boolean): Found | undefined =>
  stats.isFile() || stats.isDirectory() ? { entry: toListed(names, stats), isLink } : undefined

/** As it is listed, with the names that lead to it. */
export const toListed = (names: readonly string[], stats: Stats): ListedFile => ({
  name: names.at(-1) ?? '',
  path: names.join('/'),
  kind: stats.isFile() ? 'file' : 'folder',
  size: stats.isFile() ? stats.size : null,
  modified_at: stats.mtime.toISOString(),
})

const byKindThenName = (a: ListedFile, b: ListedFile): number => {
  if (a.kind !== b.kind) return a.kind === 'folder' ? -1 : 1
  return a.name < b.name ? -1 : 1
}
