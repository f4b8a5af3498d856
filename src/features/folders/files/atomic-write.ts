import { randomUUID } from 'node:crypto'
import { constants } from 'node:fs'
import { link, open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { PinnedEntry } from './pinned-entry.ts'
import { targetPath, type WriteTarget } from './write-target.ts'

const { O_CREAT, O_DIRECTORY, O_EXCL, O_NOFOLLOW, O_RDONLY, O_WRONLY } = constants
const PERMISSIONS = 0o777

export interface AtomicWriteOptions {
  readonly mode: 'overwrite' | 'create'
  readonly signal: AbortSignal
  /** Writes the content. */
  readonly fill: (descriptor: number) => Promise<void>
  /** Throws when the file has become too large. */
  readonly check: (size: number) => void
}

/**
 * Gives the name to the new content only when that is complete and on disk; a write that fails leaves the old file in
 * place. The result is a new file: hard links of the old one keep the old content. Returns its size.
 */
export const writeAtomically = async (
  target: WriteTarget,
  { mode, signal, ...writing }: AtomicWriteOptions,
): Promise<number> => {
  const temporary = join(target.folder.path, `.${randomUUID()}.tmp`)
  try {
    const size = await writeAndSync(temporary, { ...writing, existing: target.existing })
    signal.throwIfAborted()
    await (mode === 'create' ? link(temporary, targetPath(target)) : rename(temporary, targetPath(target)))
    await syncFolder(target.folder)
    return size
  } finally {
    await rm(temporary, { force: true })
  }
}

interface TemporaryFileOptions extends Pick<AtomicWriteOptions, 'fill' | 'check'> {
  /** The file that is to be replaced, whose owner and permissions are taken over. */
  readonly existing: PinnedEntry | undefined
}

const writeAndSync = async (
  file: string,
  { fill, check, existing }: TemporaryFileOptions,
): Promise<number> => {
  await using handle = await open(file, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW)
  if (existing) {
    const { uid, gid, mode } = existing.stats
    // Only the superuser may change the owner; keeping our own is no reason to fail.
    await handle.chown(uid, gid).catch(() => undefined)
    await handle.chmod(mode & PERMISSIONS)
  }
  await fill(handle.fd)
  const { size } = await handle.stat()
  check(size)
  await handle.sync()
  return size
}

/** Puts the file's name on disk, too, on systems that allow a folder to be opened. */
const syncFolder = async (folder: PinnedEntry) => {
  if (O_DIRECTORY === undefined) return
  await using handle = await folder.open(O_RDONLY | O_DIRECTORY)
  await handle.sync()
}
