import type { Stats } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { namesBelow, type PathProblem, pathProblem } from '../../../lib/system/paths.ts'
import { unusablePath } from './file-errors.ts'
import type { PinEntry } from './pinned-entry.ts'
import { OutsideRootError, SafePathWalk, type WalkRoot } from './safe-path-walk.ts'

/**
 * When to look again whether a new file has lost its temporary name, which is a second one while `create` writes it: after
 * each of these times. The last are for busy machines.
 */
const TEMPORARY_NAME_MS = [50, 200, 800]

/** The folder that paths start in, and how its entries are pinned. */
export interface PinnedRoot {
  readonly folder: WalkRoot
  readonly pin: PinEntry
}

const reasons: Readonly<Record<PathProblem, string>> = {
  control_character: 'contains a control character',
  too_long: 'is too long',
  malformed_unicode: 'is not well-formed Unicode',
}

const reasonAgainst = (path: string): string | undefined => {
  if (path === '') return 'is not a path'
  const problem = pathProblem(path)
  return problem && reasons[problem]
}

/** @throws NodeError or OutsideRootError */
export const namesOf = ({ folder }: PinnedRoot, path: string): readonly string[] => {
  const reason = reasonAgainst(path)
  if (reason) throw unusablePath(path, reason)
  const names = namesBelow(folder.paths, path)
  if (!names) throw new OutsideRootError()
  return names
}

export const followPath = async (root: PinnedRoot, path: string): Promise<SafePathWalk> =>
  SafePathWalk.along(namesOf(root, path), root.folder, root.pin)

export interface NamedEntry {
  readonly folder: readonly string[]
  readonly name: string
}

/** The last name of a path apart from those of its folder. */
export const splitPath = (root: PinnedRoot, path: string): NamedEntry => {
  const folder = [...namesOf(root, path)]
  const name = folder.pop()
  if (name === undefined) throw unusablePath(path, 'is the selected folder itself')
  return { folder, name }
}

export const checkRegular = (stats: Stats, path: string) => {
  if (!stats.isFile()) throw unusablePath(path, 'is not a regular file')
}

/** Of a regular file. One with a second name may lie outside the folder as well: a hard link looks like any other name. */
export const statsOf = async (handle: FileHandle, path: string): Promise<Stats> => {
  const stats = await handle.stat()
  checkRegular(stats, path)
  if (stats.nlink <= 1) return stats
  for (const ms of TEMPORARY_NAME_MS) {
    await delay(ms)
    const later = await handle.stat()
    if (later.nlink <= 1) return later
  }
  throw unusablePath(path, 'is a hard link: the file has other names, too')
}
