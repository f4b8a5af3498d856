import { randomUUID } from 'node:crypto'
import { constants } from 'node:fs'
import { link, open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { PinnedEntry } from './pinned-entry.ts'

const { O_CREAT, O_DIRECTORY, O_EXCL, O_NOFOLLOW, O_RDONLY, O_WRONLY } = constants
const PERMISSIONS = 0o777

export interface WriteTarget {
  readonly folder: PinnedEntry
  /** From the root of the walk; the last one is the file's. */
  readonly names: readonly string[]
  /** The entry that has this name already. */
  readonly existing?: PinnedEntry
}

/** A path to the file by way of the pinned folder. */
export const targetPath = ({ folder, names }: WriteTarget): string => join(folder.path, names.at(-1) ?? '')

export interface AtomicWriteOptions {
  readonly mode: 'overwrite' | 'create'
  readonly signal: AbortSignal
}

/**
 * Gives the name to the new content only when that is complete and on disk; a write that fails leaves the old file in
 * place. The result is a new file: hard links of the old one keep the old content.
 */
export const writeAtomically = async (
  target: WriteTarget,
  bytes: Buffer,
  { mode, signal }: AtomicWriteOptions,
) => {
  const temporary = join(target.folder.path, `.${randomUUID()}.tmp`)
  try {
    await writeAndSync(temporary, bytes, { signal, existing: target.existing })
    signal.throwIfAborted()
    await (mode === 'create' ? link(temporary, targetPath(target)) : rename(temporary, targetPath(target)))
  } finally {
    await rm(temporary, { force: true })
  }
  await syncFolder(target.folder)
}

interface TemporaryFileOptions {
  readonly signal: AbortSignal
  /** The file that is to be replaced, whose owner and permissions are taken over. */
  readonly existing: PinnedEntry | undefined
}

const writeAndSync = async (file: string, bytes: Buffer, { signal, existing }: TemporaryFileOptions) => {
  await using handle = await open(file, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW)
  if (existing) {
    const { uid, gid, mode } = existing.stats
    // Only the superuser may change the owner; keeping our own is no reason to fail.
    await handle.chown(uid, gid).catch(() => undefined)
    await handle.chmod(mode & PERMISSIONS)
  }
  await handle.writeFile(bytes, { signal })
  await handle.sync()
}

/** Puts the file's name on disk, too, on systems that allow a folder to be opened. */
const syncFolder = async (folder: PinnedEntry) => {
  if (O_DIRECTORY === undefined) return
  await using handle = await folder.open(O_RDONLY | O_DIRECTORY)
  await handle.sync()
}
