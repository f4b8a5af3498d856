import { existsSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { isBusy, isDamaged } from '../errors.ts'
import { type LeaseOwner, leaseIn } from '../lease/lease.ts'
import { DatabaseFileError } from './database-file.ts'

export interface LockOptions {
  readonly owner: LeaseOwner
  /** Milliseconds since the epoch. */
  readonly now: number
}

const LOCK_WAIT_MS = 250

/**
 * Takes a database away from everybody: until the connection is closed nobody else can open it, and all of it is
 * in its file. `undefined` when there is none, or none that can be read.
 * @throws DatabaseFileError when a server uses it, or an error of SQLite
 */
export const lockExclusively = (path: string, options: LockOptions): DatabaseSync | undefined => {
  if (!existsSync(path)) return undefined
  try {
    return take(path, options)
  } catch (error) {
    if (isDamaged(error)) return undefined
    if (isBusy(error)) refuseForServer(path, options)
    throw error
  }
}

const take = (path: string, options: LockOptions): DatabaseSync => {
  const database = new DatabaseSync(path, { timeout: LOCK_WAIT_MS })
  try {
    // A server keeps its database open, which is in the way of this lock; one of another machine has its lease only.
    database.exec('PRAGMA locking_mode=EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT')
    assertFree(database, options)
    database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

const refuseForServer = (path: string, options: LockOptions): void => {
  const database = new DatabaseSync(path, { readOnly: true, timeout: LOCK_WAIT_MS })
  try {
    assertFree(database, options)
  } finally {
    database.close()
  }
}

const assertFree = (database: DatabaseSync, { owner, now }: LockOptions): void => {
  const lease = database.prepare(`SELECT name FROM sqlite_schema WHERE name = '__lease'`).get()
  const row = lease && database.prepare('SELECT holder, beat_at FROM __lease').get()
  const seen = row && leaseIn(row, owner, now)
  if (!seen?.isFresh) return
  const { pid, host } = seen.holder
  throw new DatabaseFileError(`a server uses it, process ${pid} on ${host}, which must be stopped first`)
}
