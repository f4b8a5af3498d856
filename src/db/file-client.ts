import { Sqlite3Client } from '@libsql/client/sqlite3'
import { CachingPool } from './statement-cache.ts'

// SQLite blocks its thread while it waits for a lock; longer waits are up to `Retrier`.
const LOCK_WAIT_MS = 5

// SQLite 3.45 may corrupt the WAL when two connections of one process write or checkpoint.
const MAX_CONNECTIONS = 1

/** A client of a database file; creates the file, or throws when it cannot be used. */
export const connectToFile = (path: string): Sqlite3Client => {
  const pool = new CachingPool(path, { timeout: LOCK_WAIT_MS }, MAX_CONNECTIONS)
  // The pool opens the file on first use; opening it now creates it, or reports that it cannot be used.
  pool.release(pool.acquireSync())
  return new Sqlite3Client(pool, 'number')
}
