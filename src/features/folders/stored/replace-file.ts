import type { Stats } from 'node:fs'
import { rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '../../../domain/errors.ts'
import type { KeyedQueue } from '../../../lib/async/keyed-queue.ts'
import { writeAtomically } from '../files/atomic-write.ts'
import { statsIfExists } from '../files/entry-changes.ts'
import { unusablePath } from '../files/file-errors.ts'
import { FileGrowth, type GrowthLimits } from '../files/file-growth.ts'
import { checkRegular, followPath, type PinnedRoot } from '../files/file-path.ts'
import { toListed } from '../files/folder-listing.ts'
import { SafePathWalk } from '../files/safe-path-walk.ts'
import { targetKey, targetOf, targetPath, type WriteTarget } from '../files/write-target.ts'
import { fileTag, type StoredFile } from './stored-file.ts'

/** Whether a change may happen to the file with this ETag, or to a path without a file. */
export type FileCondition = (etag: string | undefined) => boolean

export interface Replacement {
  readonly path: string
  /** Fails when another one has created the file meanwhile, whatever process that is. */
  readonly createOnly: boolean
  readonly condition: FileCondition
  /** In bytes, if it is known before. */
  readonly size: number | undefined
  readonly signal: AbortSignal
  /** Writes the content, and reports the new size before each write. */
  readonly fill: (descriptor: number, grow: (size: number) => void) => Promise<void>
}

export interface ReplacingRoot extends PinnedRoot, GrowthLimits {
  readonly naming: KeyedQueue<string>
}

export interface ReplacedFile extends StoredFile {
  readonly isNew: boolean
}

/** Writes a whole file. Whatever fails, neither a part of it is left nor a folder that was created for it. */
export const replaceFile = async (
  root: ReplacingRoot,
  { path, createOnly, condition, size, signal, fill }: Replacement,
): Promise<ReplacedFile> => {
  if (path.endsWith('/')) throw unusablePath(path, 'is the path of a folder: add the name of the file')
  await using walk = await followPath(root, path)
  const depth = walk.names.length
  const existing = walk.missing.length === 0 ? walk.end.stats : undefined
  if (existing) checkRegular(existing, path)
  check(condition, existing)
  const growth = await FileGrowth.of(path, existing?.size ?? 0, root)
  // Counted as a whole, so that of several files that do not fit together one can be written.
  growth.grow(size ?? 0)
  let isNew = true
  try {
    const target = await targetOf(walk, path)
    const stats = await writeAtomically(target, {
      mode: createOnly ? 'create' : 'overwrite',
      signal,
      growth,
      fill: (descriptor) => fill(descriptor, (written) => growth.grow(written)),
      commit: (name) =>
        root.naming.run(targetKey(target), async () => {
          const current = await currentFile(target)
          check(condition, current)
          isNew = current === undefined
          await name()
        }),
    })
    return { entry: toListed(target.names, stats), etag: fileTag(stats), isNew }
  } catch (error) {
    growth.undo()
    await removeEmptyFolders(root, walk, walk.names.length - depth)
    throw error
  }
}

const currentFile = (target: WriteTarget): Promise<Stats | undefined> => statsIfExists(targetPath(target))

export const check = (condition: FileCondition, stats: Stats | undefined) => {
  if (!condition(stats && fileTag(stats))) throw new AppError('PRECONDITION_FAILED')
}

/** Removes the last folders of a path unless they have contents, which others may have added. */
const removeEmptyFolders = async (root: PinnedRoot, { names }: SafePathWalk, count: number) => {
  try {
    for (let left = names.length; left > names.length - count; left--) {
      await using walk = await SafePathWalk.along(names.slice(0, left), root.folder, root.pin)
      if (walk.missing.length === 0) await rmdir(join(walk.parent.path, walk.names.at(-1) ?? ''))
    }
  } catch {
    // The failure that is to be reported is the one before.
  }
}
