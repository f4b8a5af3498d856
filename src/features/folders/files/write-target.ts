import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { systemErrorCode } from '../../../lib/system/system-error.ts'
import { fileNotFound, unusablePath } from './file-errors.ts'
import { checkRegular } from './file-path.ts'
import type { PinnedEntry } from './pinned-entry.ts'
import { OutsideRootError, type SafePathWalk } from './safe-path-walk.ts'
import { isTemporaryName } from './temporary-name.ts'

export interface WriteTarget {
  readonly folder: PinnedEntry
  /** From the root of the walk; the last one is the file's. */
  readonly names: readonly string[]
  /** The entry that has this name already. */
  readonly existing?: PinnedEntry
}

/** A path to the file by way of the pinned folder. */
export const targetPath = ({ folder, names }: WriteTarget): string => join(folder.path, names.at(-1) ?? '')

/** The same for the same file, whatever path led to it. */
export const targetKey = ({ folder: { stats }, names }: WriteTarget): string =>
  `${stats.dev}:${stats.ino}/${names.at(-1)}`

/** Creates the missing folders of the path. */
export const targetOf = async (walk: SafePathWalk, path: string): Promise<WriteTarget> => {
  const missing = [...walk.missing]
  const name = missing.pop()
  if (name === undefined) {
    checkRegular(walk.end.stats, path)
    return { folder: walk.parent, names: walk.names, existing: walk.end }
  }
  if ([name, ...missing].includes('..')) throw fileNotFound(path)
  // No list would show it, and it would be taken for a leftover.
  if (isTemporaryName(name)) throw unusablePath(path, 'is a name of files that are being written')
  for (const folder of missing) {
    await mkdir(join(walk.end.path, folder)).catch((error: unknown) => {
      if (systemErrorCode(error) !== 'EEXIST') throw error
    })
    await walk.step(folder)
    // Another process may have created it in this moment, as something else than a folder.
    if (!walk.end.stats.isDirectory()) throw new OutsideRootError()
  }
  return { folder: walk.end, names: [...walk.names, name] }
}
