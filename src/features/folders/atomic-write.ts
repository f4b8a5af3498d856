import { randomUUID } from 'node:crypto'
import { constants } from 'node:fs'
import { link, open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Held } from './pinned-entry.ts'

const { O_CREAT, O_DIRECTORY, O_EXCL, O_NOFOLLOW, O_RDONLY, O_WRONLY } = constants
const PERMISSIONS = 0o777

/** Where something is to be written. */
export interface Target {
  readonly folder: Held
  /** From the folder that the way began in; the last one is the file's. */
  readonly names: readonly string[]
  /** What has the name already. */
  readonly existing?: Held
}

/** Leads to the file by way of the folder that is held. */
export const fileOf = ({ folder, names }: Target): string => join(folder.path, names.at(-1) ?? '')

export interface WholeWrite {
  readonly mode: 'overwrite' | 'create'
  readonly signal: AbortSignal
}

/**
 * The file appears under its name only when it is complete and on disk; until then, and when that fails, there is what was
 * there before. It is a new file: other names of the old one keep that.
 */
export const writeWhole = async (target: Target, bytes: Buffer, { mode, signal }: WholeWrite) => {
  const unfinished = join(target.folder.path, `.${randomUUID()}.tmp`)
  try {
    await writeAndSync(unfinished, bytes, { signal, existing: target.existing })
    signal.throwIfAborted()
    await (mode === 'create' ? link(unfinished, fileOf(target)) : rename(unfinished, fileOf(target)))
  } finally {
    await rm(unfinished, { force: true })
  }
  await syncFolder(target.folder)
}

interface Unfinished {
  readonly signal: AbortSignal
  /** The file in whose place it comes, with the same owner and permissions. */
  readonly existing: Held | undefined
}

const writeAndSync = async (file: string, bytes: Buffer, { signal, existing }: Unfinished) => {
  await using handle = await open(file, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW)
  if (existing) {
    const { uid, gid, mode } = existing.stats
    // Only the superuser may give a file away, and it is no less written when it stays ours.
    await handle.chown(uid, gid).catch(() => undefined)
    await handle.chmod(mode & PERMISSIONS)
  }
  await handle.writeFile(bytes, { signal })
  await handle.sync()
}

/** So that the file's name is on disk, too; not every system lets a folder be opened for that. */
const syncFolder = async (folder: Held) => {
  if (O_DIRECTORY === undefined) return
  await using handle = await folder.open(O_RDONLY | O_DIRECTORY)
  await handle.sync()
}
