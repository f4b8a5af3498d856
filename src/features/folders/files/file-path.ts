import type { Stats } from 'node:fs'
import { namesBelow, pathProblem } from '../../../lib/system/paths.ts'
import { unusablePath } from './file-errors.ts'
import type { PinEntry } from './pinned-entry.ts'
import { OutsideRootError, SafePathWalk, type WalkRoot } from './safe-path-walk.ts'

/** The folder that paths start in, and how its entries are pinned. */
export interface PinnedRoot {
  readonly folder: WalkRoot
  readonly pin: PinEntry
}

/** @throws NodeError or OutsideRootError */
export const namesOf = ({ folder }: PinnedRoot, path: string): readonly string[] => {
  const problem = path === '' ? 'is not a path' : pathProblem(path)
  if (problem) throw unusablePath(path, problem)
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
