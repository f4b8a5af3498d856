import { randomUUID } from 'node:crypto'
import { chown, copyFile, link, lstat, realpath, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { sync } from '../../lib/system/descriptor.ts'
import { makePrivateFolder } from '../../lib/system/private-file.ts'
import { systemErrorCode } from '../../lib/system/system-error.ts'
import { fileTime } from '../../lib/time/clock.ts'
import { type CopyOptions, type CopySummary, copyDatabase } from './copy.ts'
import { DatabaseFileError, identityOf, isMissing, toFileError } from './database-file.ts'
import { type LockOptions, lockExclusively } from './lock-exclusively.ts'
import { removeDatabase, SIDE_FILES } from './side-files.ts'

export interface RestoreOptions extends LockOptions, Pick<CopyOptions, 'migrations' | 'signal'> {
  /** The backup, or any other database of this program. */
  readonly file: string
  /** Path of the database to replace; its folder is created if needed. */
  readonly database: string
}

export interface RestoreSummary extends CopySummary {
  /** Where the previous database is kept, if there was one. */
  readonly replaced: string | undefined
}

/**
 * Replaces the database with a copy of `file` atomically: a crash leaves either the old database or the new one.
 * @throws DatabaseFileError, MigrationError, or an error of SQLite; then nothing has changed
 */
export const restoreDatabase = async (options: RestoreOptions): Promise<RestoreSummary> => {
  const { file, database } = options
  try {
    await stat(file)
    await makePrivateFolder(dirname(database))
    const path = await followLink(database)
    if (identityOf(file) === identityOf(path))
      throw new DatabaseFileError('the backup is the database itself')
    const lock = lockExclusively(path, options)
    try {
      return await replace(path, options)
    } finally {
      lock?.close()
    }
  } catch (error) {
    throw toFileError(error)
  }
}

const followLink = async (path: string): Promise<string> => {
  const found = await unlessMissing(lstat(path))
  return found?.isSymbolicLink() ? realpath(path) : path
}

const replace = async (path: string, { file, now, migrations, signal }: RestoreOptions) => {
  const restored = `${path}.restoring-${randomUUID()}`
  const kept = `${path}.replaced-${fileTime(now)}`
  try {
    const summary = await copyDatabase({ from: file, to: restored, migrations, signal })
    const old = await unlessMissing(stat(path))
    if (old) {
      await chown(restored, old.uid, old.gid)
    }
    const isKept = await moveAside(path, kept)
    await rename(restored, path)
    await sync(dirname(path))
    return { ...summary, replaced: isKept ? kept : undefined }
  } catch (error) {
    await removeDatabase(restored)
    throw error
  }
}

/** Links the database to a second name, so that a rename can replace it; `false` when there is none. */
const moveAside = async (path: string, kept: string): Promise<boolean> => {
  const isKept = await keep(path, kept)
  // The logs of an intact database are empty, as `lockExclusively` has checkpointed them.
  for (const suffix of ['-wal', '-journal']) await keep(path + suffix, kept + suffix)
  await sync(dirname(path))
  // SQLite would replay an old log into the new database.
  for (const suffix of SIDE_FILES) await rm(path + suffix, { force: true })
  await sync(dirname(path))
  return isKept
}

const keep = async (path: string, kept: string): Promise<boolean> => {
  const { size = 0 } = (await unlessMissing(stat(path))) ?? {}
  if (size === 0) return false
  try {
    await link(path, kept)
  } catch (error) {
    // Some file systems have no hard links.
    if (systemErrorCode(error) !== 'EEXIST') await copy(path, kept)
    // The same file: left by an attempt in the same second that crashed.
    else if (identityOf(path) !== identityOf(kept)) throw new DatabaseFileError(`${kept} exists already`)
  }
  return true
}

const copy = async (from: string, to: string): Promise<void> => {
  await copyFile(from, to)
  await sync(to)
}

const unlessMissing = <T>(work: Promise<T>): Promise<T | undefined> =>
  work.catch((error: unknown) => {
    if (isMissing(error)) return undefined
    throw error
  })
