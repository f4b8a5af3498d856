import type { Client, InStatement, ResultSet } from '@libsql/client'
import { drizzle, type LibSQLDatabase } from 'drizzle-orm/libsql'
import { filePath } from '../lib/system/file-url.ts'
import { type Clock, systemClock } from '../lib/time/clock.ts'
import type { Logger } from '../logging/logger.ts'
import { AvailabilityLog } from './availability-log.ts'
import { asDriverError } from './errors.ts'
import { connectToFile } from './file-client.ts'
import { DatabaseFile } from './files/database-file.ts'
import { GroupingClient } from './remote/grouping-client.ts'
import { connectToServer, type ServerOptions } from './remote/server-client.ts'
import type { RetryOptions } from './retrier.ts'
import { RetryingClient } from './retrying-client.ts'
import type { WriteResult } from './write-thread/messages.ts'
import { WriteThread } from './write-thread/write-thread.ts'

export interface DatabaseOptions extends ServerOptions {
  /** Of a file. A power failure loses nothing with FULL, but may lose the last commits with NORMAL and OFF. */
  readonly synchronous: 'FULL' | 'NORMAL' | 'OFF'
}

/** Dependencies of the database; the real clock and randomness by default. */
export interface DatabaseContext {
  readonly clock?: Clock
  /** A number in [0, 1), for the jitter between attempts. */
  readonly random?: () => number
  /** Logs when the database becomes unavailable and when it is available again. */
  readonly logger?: Logger
  /** Is called before anything in the database is changed; rejects to leave it as it is. */
  readonly accept?: (database: Pick<Client, 'execute'>) => Promise<unknown>
}

const MAX_IDLE_WAL_BYTES = 64 * 1024 * 1024

/** Owns the connections to the database. */
export class Database {
  readonly client: Client
  readonly orm: LibSQLDatabase
  readonly #startThread: (() => Promise<WriteThread>) | undefined
  readonly #availability: Pick<AvailabilityLog, 'problem'> | undefined
  #thread: WriteThread | undefined
  #starting: Promise<void> | undefined
  #hasWritten = false

  /** `startThread` is for `writeInThread`; until then, and without it, writes go through the client. */
  constructor(
    client: Client,
    startThread?: () => Promise<WriteThread>,
    availability?: Pick<AvailabilityLog, 'problem'>,
  ) {
    this.client = client
    this.orm = drizzle(this.isRemote ? new GroupingClient(client) : client)
    this.#startThread = startThread
    this.#availability = availability
  }

  /** Why the last write failed, if it was the database's fault; `undefined` once a write has succeeded. */
  get writeProblem(): string | undefined {
    return this.#availability?.problem('write')
  }

  /**
   * From now on a database file is written to in a thread of its own. Only reads may use `client` from then on.
   * @throws when no thread can be started; then nothing has changed
   */
  writeInThread(): Promise<void> {
    this.#starting ??= this.#start()
    return this.#starting
  }

  async #start(): Promise<void> {
    this.#thread = await this.#startThread?.()
  }

  /** Whether it is on a server. */
  get isRemote(): boolean {
    return this.client.protocol !== 'file'
  }

  /** Runs one read, however long that takes; those of `orm` find rows by their keys. */
  execute(statement: InStatement): Promise<ResultSet> {
    return this.client.execute(statement)
  }

  /** Runs all statements in one write transaction. */
  async batch(statements: readonly InStatement[]): Promise<readonly WriteResult[]> {
    const sets = await (this.#livingThread?.batch(statements) ?? this.client.batch([...statements], 'write'))
    this.#hasWritten ||= sets.some(({ rowsAffected }) => rowsAffected > 0)
    return sets
  }

  /** Runs statements that return nothing, outside a transaction. */
  runScript(sql: string): Promise<void> {
    return (this.#livingThread ?? this.client).executeMultiple(sql)
  }

  /** Checkpoints the write-ahead log if this process has written, so that the database is one file. */
  async close(): Promise<void> {
    if (this.client.closed) return
    await this.#starting?.catch(() => undefined)
    // A reader leaves the log to the writer. After a failed checkpoint, the next start replays the log.
    if (this.#hasWritten && !this.isRemote) {
      await this.runScript('PRAGMA wal_checkpoint(TRUNCATE)').catch(() => undefined)
    }
    this.client.close()
    await this.#livingThread?.close()
  }

  /** A thread that has ended by itself has closed its connection, and leaves the writing to the client. */
  get #livingThread(): WriteThread | undefined {
    return this.#thread?.isAlive ? this.#thread : undefined
  }
}

/**
 * Opens the database, and creates it and its folder if needed.
 * @throws DatabaseFileError when its file cannot be used, or the driver's error: see `unavailableReason`
 */
export const openDatabase = async (
  options: DatabaseOptions,
  { clock = systemClock, random = Math.random, logger, accept }: DatabaseContext = {},
): Promise<Database> => {
  const path = filePath(options.url)
  if (path !== undefined) await DatabaseFile.prepare(path)
  const client = connect(options)
  const file = path === undefined ? undefined : DatabaseFile.opened(path)
  const retry: RetryOptions = {
    clock,
    random,
    availability: logger && new AvailabilityLog(logger, clock),
    setUp: file && setUp(options),
    assertWritable: () => file?.assertInPlace(),
  }
  const retrying = new RetryingClient(client, retry)
  try {
    await accept?.(retrying)
    if (file) await prepareFile(retrying, options)
  } catch (error) {
    retrying.close()
    throw error
  }
  const { availability } = retry
  if (path === undefined) return new Database(retrying, undefined, availability)
  return new Database(retrying, () => WriteThread.start({ path, setUp: setUp(options) }, retry), availability)
}

/**
 * Opens a database for reading only, without creating or changing anything; `undefined` when its file does not exist.
 * @throws as `openDatabase`
 */
export const openReadOnly = async (options: ServerOptions): Promise<Database | undefined> => {
  const path = filePath(options.url)
  if (path !== undefined && !(await DatabaseFile.exists(path))) return undefined
  const client = connect(options)
  const setUp = path === undefined ? undefined : 'PRAGMA query_only=ON'
  const retrying = new RetryingClient(client, { clock: systemClock, random: Math.random, setUp })
  try {
    if (setUp !== undefined) await retrying.executeMultiple(setUp)
  } catch (error) {
    retrying.close()
    throw error
  }
  return new Database(retrying)
}

/** The version of SQLite in the driver. */
export const sqliteVersion = async (): Promise<string> => {
  const client = connect({ url: ':memory:' })
  const { rows } = await client.execute('SELECT sqlite_version() AS version')
  client.close()
  return String(rows[0]?.version)
}

const connect = (options: ServerOptions): Client => {
  const path = filePath(options.url)
  try {
    return path === undefined ? connectToServer(options) : connectToFile(path)
  } catch (error) {
    throw asDriverError(error)
  }
}

const prepareFile = async (client: Client, options: DatabaseOptions): Promise<void> => {
  // Damage shows when the schema is read, not when the file is opened.
  const { rows } = await client.execute('SELECT count(*) AS objects FROM sqlite_schema')
  // Effective only before the first table exists; afterwards it would just wait for the lock.
  const autoVacuum = rows[0]?.objects === 0 ? 'PRAGMA auto_vacuum=INCREMENTAL;' : ''
  await client.executeMultiple(`${autoVacuum} PRAGMA journal_mode=WAL; ${setUp(options)}`)
}

/** Settings of every new connection; none of them waits for a lock. */
const setUp = ({ synchronous }: DatabaseOptions): string => `
  PRAGMA synchronous=${synchronous};
  PRAGMA foreign_keys=ON;
  PRAGMA journal_size_limit=${MAX_IDLE_WAL_BYTES};
  PRAGMA cache_size=-32768;
  PRAGMA temp_store=MEMORY;
`
