import { opendir } from 'node:fs/promises'
import type { ListedFile } from '../../../engine/ports.ts'
import type { PinnedRoot } from '../files/file-path.ts'
import { type Found, findEntries } from '../files/folder-listing.ts'
import { SafePathWalk } from '../files/safe-path-walk.ts'
import { isTemporaryName } from '../files/temporary-name.ts'

export interface PageOptions {
  /** Whether the entries of the folders below are listed, too, each after its folder. */
  readonly recursive: boolean
  readonly limit: number
  /** The names that lead from the folder to the last entry of the page before. */
  readonly after: readonly string[]
}

export interface EntryPage {
  readonly entries: readonly ListedFile[]
  /** What the next page starts after; `undefined` on the last page. */
  readonly next: readonly string[] | undefined
}

const READ_AT_ONCE = 1024

/**
 * The next entries of the folder that the names lead to, in the order of their names. However many there are, only a
 * page of them is in memory.
 */
export const readPage = async (
  root: PinnedRoot,
  names: readonly string[],
  options: PageOptions,
  signal: AbortSignal,
): Promise<EntryPage> => {
  const { limit, recursive, after } = options
  const entries: ListedFile[] = []
  for await (const entry of entriesAfter(names, after, { root, recursive, atOnce: limit + 1, signal })) {
    if (entries.length === limit) {
      const last = entries.at(-1)?.path.split('/') ?? []
      return { entries, next: last.slice(names.length) }
    }
    entries.push(entry)
  }
  return { entries, next: undefined }
}

interface Listing {
  readonly root: PinnedRoot
  readonly recursive: boolean
  /** How many entries of one folder are looked at together. */
  readonly atOnce: number
  readonly signal: AbortSignal
}

async function* entriesAfter(
  names: readonly string[],
  [first, ...rest]: readonly string[],
  listing: Listing,
): AsyncGenerator<ListedFile> {
  if (first !== undefined && listing.recursive) yield* entriesAfter([...names, first], rest, listing)
  let last = first
  do {
    listing.signal.throwIfAborted()
    const { found, end } = await nextEntries(names, last, listing)
    for (const { entry, isLink } of found) {
      yield entry
      // A link may lead to a folder above, so that a listing of its contents would never end.
      if (listing.recursive && entry.kind === 'folder' && !isLink)
        yield* entriesAfter([...names, entry.name], [], listing)
    }
    last = end
  } while (last !== undefined)
}

interface NextEntries {
  readonly found: readonly Found[]
  /** The last name that was looked at; `undefined` when there are no more. */
  readonly end: string | undefined
}

const nextEntries = async (
  names: readonly string[],
  after: string | undefined,
  { root, atOnce, signal }: Listing,
): Promise<NextEntries> => {
  await using walk = await SafePathWalk.along(names, root.folder, root.pin)
  // It was removed or replaced since it was listed, or a link has taken its place.
  const isThere = walk.missing.length === 0 && walk.end.stats.isDirectory() && isSame(walk.names, names)
  if (!isThere) return { found: [], end: undefined }
  const next = await namesAfter(walk.end.path, after, { atOnce, signal })
  return {
    found: await findEntries(root, walk, next),
    end: next.length < atOnce ? undefined : next.at(-1),
  }
}

const isSame = (a: readonly string[], b: readonly string[]): boolean => a.join('/') === b.join('/')

/** The first names of a folder after one of them. */
const namesAfter = async (
  folder: string,
  after: string | undefined,
  { atOnce, signal }: Pick<Listing, 'atOnce' | 'signal'>,
): Promise<readonly string[]> => {
  let first: string[] = []
  const keepFirst = () => {
    first = first.sort(byCodeUnit).slice(0, atOnce)
  }
  for await (const { name } of await opendir(folder, { bufferSize: READ_AT_ONCE })) {
    if ((after !== undefined && name <= after) || isTemporaryName(name)) continue
    if (first.push(name) < 2 * atOnce) continue
    signal.throwIfAborted()
    keepFirst()
  }
  keepFirst()
  return first
}

const byCodeUnit = (a: string, b: string): number => (a < b ? -1 : 1)
