import { existsSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { isBusy, isDamaged } from '../errors.ts'
import { observedLease } from '../lease/lease.ts'
import type { LeaseOwner } from '../lease/owner.ts'
import { DatabaseFileError } from './database-file.ts'

export interface LockOptions {
  readonly owner: LeaseOwner
  /** Milliseconds since the epoch. */
  readonly now: number
}

const LOCK_WAIT_MS = 250

/**
 * Locks a database exclusively and checkpoints its log: until the returned connection is closed, no other process can
 * open it. `undefined` when there is no file, or a corrupt one.
 * @throws DatabaseFileError when a server uses it, or an error of SQLite
 */
export const lockExclusively = (path: string, options: LockOptions): DatabaseSync | undefined => {
  if (!existsSync(path)) return undefined
  try {
    return lock(path, options)
  } catch (error) {
    if (isDamaged(error)) return undefined
    if (isBusy(error)) assertNoServer(path, options)
    throw error
  }
}

const lock = (path: string, options: LockOptions): DatabaseSync => {
  const database = new DatabaseSync(path, { timeout: LOCK_WAIT_MS })
  try {
    // Fails while a server on this machine has the database open; a server on another machine shows in the lease only.
    database.exec('PRAGMA locking_mode=EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT')
    assertNoLease(database, options)
    database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

/** Throws a better error than SQLite when a server holds the lock. */
const assertNoServer = (path: string, options: LockOptions): void => {
  const database = new DatabaseSync(path, { readOnly: true, timeout: LOCK_WAIT_MS })
  try {
    assertNoLease(database, options)
  } finally {
    database.close()
  }
}

const assertNoLease = (database: DatabaseSync, { owner, now }: LockOptions): void => {
  const table = database.prepare(`SELECT name FROM sqlite_schema WHERE name = '__lease'`).get()
  const row = table && database.prepare('SELECT holder, beat_at FROM __lease').get()
  const lease = row && observedLease(row, owner, now)
  if (!lease?.isFresh) return
  const { pid, host } = lease.holder
  throw new DatabaseFileError(`a server uses it, process ${pid} on ${host}, which must be stopped first`)
}
