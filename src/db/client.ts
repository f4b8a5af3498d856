import { type Client, createClient, type InStatement, type ResultSet } from '@libsql/client'
import { Sqlite3Client } from '@libsql/client/sqlite3'
import { drizzle, type LibSQLDatabase } from 'drizzle-orm/libsql'
import { filePath } from '../lib/system/file-url.ts'
import { type Clock, systemClock } from '../lib/time/clock.ts'
import type { Logger } from '../logging/logger.ts'
import { asDriverError } from './errors.ts'
import { DatabaseFile } from './files/database-file.ts'
import { RetryingClient } from './retrying-client.ts'
import { CachingPool } from './statement-cache.ts'
import { TroubleLog } from './trouble-log.ts'

export interface DatabaseOptions {
  readonly url: string
  readonly authToken?: string | undefined
  /** What a crash of the machine may lose: nothing (FULL), or the last commits (NORMAL, OFF). */
  readonly synchronous: 'FULL' | 'NORMAL' | 'OFF'
}

/** What the database takes from the program around it. */
export interface DatabaseContext {
  readonly clock?: Clock
  /** Chance, for the jitter between attempts. */
  readonly random?: () => number
  /** Told when the database becomes unusable and when it is usable again. */
  readonly logger?: Logger
}

// While SQLite waits for a lock the whole process stands still.
const LOCK_WAIT_MS = 5
const LARGEST_IDLE_WAL_BYTES = 64 * 1024 * 1024

/** The one owner of the database connection. */
export class Database {
  readonly client: Client
  readonly orm: LibSQLDatabase
  #hasWritten = false

  constructor(client: Client) {
    this.client = client
    this.orm = drizzle(client)
  }

  /** One read; rows come as objects by column name. */
  execute(statement: InStatement): Promise<ResultSet> {
    return this.client.execute(statement)
  }

  /** All statements in one transaction and one round trip, or none of them. */
  async batch(statements: readonly InStatement[]): Promise<ResultSet[]> {
    const sets = await this.client.batch([...statements], 'write')
    this.#hasWritten ||= sets.some(({ rowsAffected }) => rowsAffected > 0)
    return sets
  }

  /** Moves what was written from the log into the file itself, so that nothing is left beside it. */
  async close(): Promise<void> {
    if (this.client.closed) return
    // One who only reads leaves the log to the one who writes it. What cannot be moved now is moved at the next start.
    if (this.#hasWritten && this.client.protocol === 'file') {
      await this.client.execute('PRAGMA wal_checkpoint(TRUNCATE)').catch(() => undefined)
    }
    this.client.close()
  }
}

/**
 * Opens the database, making its folder when it is missing.
 * @throws DatabaseFileError when its file cannot be used, or the driver's error: see `databaseTrouble`
 */
export const openDatabase = async (
  options: DatabaseOptions,
  { clock = systemClock, random = Math.random, logger }: DatabaseContext = {},
): Promise<Database> => {
  const path = filePath(options.url)
  if (path !== undefined) await DatabaseFile.prepare(path)
  const client = connect(options)
  const file = path === undefined ? undefined : DatabaseFile.opened(path)
  const steady = new RetryingClient({
    client,
    clock,
    random,
    trouble: logger && new TroubleLog(logger, clock),
    setUp: file && setUp(options),
    guard: () => file?.assertInPlace(),
  })
  try {
    if (file) await prepareFile(steady, options)
  } catch (error) {
    steady.close()
    throw error
  }
  return new Database(steady)
}

/**
 * Opens a database to look at it, with nothing made or changed; `undefined` when its file does not exist.
 * @throws as `openDatabase`
 */
export const openReadOnly = async (options: ConnectionOptions): Promise<Database | undefined> => {
  const path = filePath(options.url)
  if (path !== undefined && !(await DatabaseFile.exists(path))) return undefined
  const client = connect(options)
  const setUp = path === undefined ? undefined : 'PRAGMA query_only=ON'
  const steady = new RetryingClient({ client, clock: systemClock, random: Math.random, setUp })
  try {
    if (setUp !== undefined) await steady.executeMultiple(setUp)
  } catch (error) {
    steady.close()
    throw error
  }
  return new Database(steady)
}

/** The version of SQLite that the driver brings along. */
export const sqliteVersion = async (): Promise<string> => {
  const client = connect({ url: ':memory:' })
  const { rows } = await client.execute('SELECT sqlite_version() AS version')
  client.close()
  return String(rows[0]?.version)
}

type ConnectionOptions = Pick<DatabaseOptions, 'url' | 'authToken'>

// SQLite 3.45 may corrupt a WAL that two connections of a process write or checkpoint: there is only one.
const MOST_CONNECTIONS = 1

const connect = ({ url, authToken }: ConnectionOptions): Client => {
  const path = filePath(url)
  try {
    if (path !== undefined) {
      const pool = new CachingPool(path, { timeout: LOCK_WAIT_MS }, MOST_CONNECTIONS)
      // Opens the file at once, so that it is there, or is known not to be usable.
      pool.release(pool.acquireSync())
      return new Sqlite3Client(pool, 'number')
    }
    return createClient({ url, concurrency: MOST_CONNECTIONS, ...(authToken !== undefined && { authToken }) })
  } catch (error) {
    throw asDriverError(error)
  }
}

const prepareFile = async (client: Client, options: DatabaseOptions): Promise<void> => {
  // Damage shows when the schema is read, not when the file is opened.
  const { rows } = await client.execute('SELECT count(*) AS things FROM sqlite_schema')
  // It counts only before the first table, and later it would want the lock each time.
  const first = rows[0]?.things === 0 ? 'PRAGMA auto_vacuum=INCREMENTAL;' : ''
  await client.executeMultiple(`${first} PRAGMA journal_mode=WAL; ${setUp(options)}`)
}

/** What each new connection needs; nothing of it waits for a lock. */
const setUp = ({ synchronous }: DatabaseOptions): string => `
  PRAGMA synchronous=${synchronous};
  PRAGMA foreign_keys=ON;
  PRAGMA journal_size_limit=${LARGEST_IDLE_WAL_BYTES};
  PRAGMA cache_size=-32768;
  PRAGMA temp_store=MEMORY;
`
