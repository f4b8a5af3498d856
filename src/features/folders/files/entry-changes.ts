import type { Stats } from 'node:fs'
import { lstat, rename, rmdir, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { MovePaths } from '../../../engine/ports.ts'
import { systemErrorCode } from '../../../lib/system/system-error.ts'
import { fileExists, fileNotFound, quote, unusablePath, withFileErrors } from './file-errors.ts'
import { followPath, type PinnedRoot, splitPath } from './file-path.ts'
import { SafePathWalk } from './safe-path-walk.ts'
import type { WorkspaceQuota } from './workspace-quota.ts'
import { targetOf, targetPath } from './write-target.ts'

export interface ChangedRoot extends PinnedRoot {
  readonly quota: WorkspaceQuota
}

/** `false` when there is no such entry. A link is removed itself, not its target. */
export const removeEntry = async (root: ChangedRoot, path: string): Promise<boolean> => {
  const { folder, name } = splitPath(root, path)
  await using walk = await SafePathWalk.along(folder, root.folder, root.pin)
  const entry = join(walk.end.path, name)
  const stats = walk.missing.length > 0 ? undefined : await statsIfExists(entry)
  if (!stats) return false
  await (stats.isDirectory() ? rmdir(entry) : unlink(entry))
  if (stats.isFile()) root.quota.give(stats.size)
  return true
}

/** Gives a file or a folder another path. */
export const moveEntry = async (
  root: ChangedRoot,
  { from, to, overwrite }: MovePaths,
  signal: AbortSignal,
): Promise<{ path: string }> => {
  const { folder, name } = splitPath(root, from)
  await using source = await SafePathWalk.along(folder, root.folder, root.pin)
  const entry = join(source.end.path, name)
  const moved = source.missing.length > 0 ? undefined : await statsIfExists(entry)
  if (!moved) throw fileNotFound(from)
  return await withFileErrors(to, signal, async () => {
    await using walk = await followPath(root, to)
    const replaced = walk.missing.length === 0 ? walk.end.stats : undefined
    if (replaced && (!overwrite || replaced.isDirectory())) throw fileExists(to)
    const target = await targetOf(walk, to)
    await rename(entry, targetPath(target)).catch((error: unknown) => {
      throw systemErrorCode(error) === 'EINVAL' ? unusablePath(to, `is inside ${quote(from)}`) : error
    })
    // A file that is moved to where it is stays there.
    if (replaced && !isSameFile(replaced, moved)) root.quota.give(replaced.size)
    return { path: target.names.join('/') }
  })
}

const isSameFile = (one: Stats, other: Stats): boolean => one.dev === other.dev && one.ino === other.ino

/** Of a link, its own. */
export const statsIfExists = async (path: string): Promise<Stats | undefined> => {
  try {
    return await lstat(path)
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT' || systemErrorCode(error) === 'ENOTDIR') return undefined
    throw error
  }
}
