import type { Stats } from 'node:fs'
import { join } from 'node:path'
import type { KeyedQueue } from '../../../lib/async/keyed-queue.ts'
import { systemErrorCode } from '../../../lib/system/system-error.ts'
import { type ChangedRoot, removeEntry, statsIfExists } from '../files/entry-changes.ts'
import { fileNotFound, unusablePath } from '../files/file-errors.ts'
import { namesOf, splitPath } from '../files/file-path.ts'
import { OutsideRootError, SafePathWalk } from '../files/safe-path-walk.ts'
import { targetKey } from '../files/write-target.ts'
import { check, type FileCondition } from './replace-file.ts'

export interface RemovingRoot extends ChangedRoot {
  readonly naming: KeyedQueue<string>
}

/** Removes a file, an empty folder, or a link, whatever it leads to. Returns its path from the root. */
export const removeStored = async (
  root: RemovingRoot,
  path: string,
  condition: FileCondition,
): Promise<string> => {
  if (namesOf(root, path).length === 0) throw unusablePath(path, 'is the workspace itself')
  const { folder, name } = splitPath(root, path)
  await using walk = await SafePathWalk.along(folder, root.folder, root.pin)
  if (walk.missing.length > 0) throw fileNotFound(path)
  const names = [...walk.names, name]
  return await root.naming.run(targetKey({ folder: walk.end, names }), async () => {
    const stats = await statsIfExists(join(walk.end.path, name))
    if (!stats) throw fileNotFound(path)
    check(condition, stats.isFile() ? stats : await linkedFile(root, names))
    if (!(await removeEntry(root, path))) throw fileNotFound(path)
    return names.join('/')
  })
}

/** A link has the version of the file that it leads to; a folder has none. */
const linkedFile = async (root: RemovingRoot, names: readonly string[]): Promise<Stats | undefined> => {
  try {
    await using walk = await SafePathWalk.along(names, root.folder, root.pin)
    const { missing, end } = walk
    return missing.length === 0 && end.stats.isFile() ? end.stats : undefined
  } catch (error) {
    // It leads out of the workspace or in a circle, which must not prevent its removal.
    if (error instanceof OutsideRootError || systemErrorCode(error) !== undefined) return undefined
    throw error
  }
}
