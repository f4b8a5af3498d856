import { constants, type Stats } from 'node:fs'
import { link, open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { FileGrowth } from './file-growth.ts'
import type { PinnedEntry } from './pinned-entry.ts'
import { temporaryName } from './temporary-name.ts'
import { targetPath, type WriteTarget } from './write-target.ts'

const { O_CREAT, O_DIRECTORY, O_EXCL, O_NOFOLLOW, O_RDONLY, O_WRONLY } = constants
const PERMISSIONS = 0o777

export interface AtomicWriteOptions {
  readonly mode: 'overwrite' | 'create'
  readonly signal: AbortSignal
  /** Writes the content. */
  readonly fill: (descriptor: number) => Promise<void>
  readonly growth: FileGrowth
  /** Runs `name`, which gives the file its name; may refuse to. */
  readonly commit: (name: () => Promise<void>) => Promise<void>
}

/**
 * Gives the name to the new content only when that is complete and on disk; a write that fails leaves the old file in
 * place. The result is a new file: hard links of the old one keep the old content.
 */
export const writeAtomically = async (
  target: WriteTarget,
  { mode, signal, commit, ...writing }: AtomicWriteOptions,
): Promise<Stats> => {
  const temporary = join(target.folder.path, temporaryName())
  try {
    const stats = await writeAndSync(temporary, { ...writing, existing: target.existing })
    signal.throwIfAborted()
    const name = mode === 'create' ? link : rename
    await commit(() => name(temporary, targetPath(target)))
    await syncFolder(target.folder)
    return stats
  } catch (error) {
    writing.growth.undo()
    throw error
  } finally {
    await rm(temporary, { force: true })
  }
}

interface TemporaryFileOptions extends Pick<AtomicWriteOptions, 'fill' | 'growth'> {
  /** The file that is to be replaced, whose owner and permissions are taken over. */
  readonly existing: PinnedEntry | undefined
}

const writeAndSync = async (
  file: string,
  { fill, growth, existing }: TemporaryFileOptions,
): Promise<Stats> => {
  await using handle = await open(file, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW)
  if (existing) {
    const { uid, gid, mode } = existing.stats
    // Only the superuser may change the owner; keeping the current owner is acceptable.
    await handle.chown(uid, gid).catch(() => undefined)
    await handle.chmod(mode & PERMISSIONS)
  }
  await fill(handle.fd)
  const stats = await handle.stat()
  growth.settle(stats.size)
  await handle.sync()
  return stats
}

/** Puts the file's name on disk, too, on systems that allow a folder to be opened. */
const syncFolder = async (folder: PinnedEntry) => {
  if (O_DIRECTORY === undefined) return
  await using handle = await folder.open(O_RDONLY | O_DIRECTORY)
  await handle.sync()
}
