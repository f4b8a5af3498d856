import type { InStatement } from '@libsql/client'
import type { Clock } from '../../lib/time/clock.ts'
import type { Database } from '../client.ts'
import type { LeaseHolder, LeaseOwner } from './owner.ts'

export interface LeaseOptions extends LeaseOwner {
  readonly database: Database
  readonly clock: Clock
}

/** A lease that was not renewed for this long may be taken. */
export const LEASE_STALE_MS = 5000
export const LEASE_RENEW_MS = 1000
/** How often others look whether it is free: one that has died is replaced within six seconds. */
export const LEASE_WATCH_MS = 500

const CREATE = `CREATE TABLE IF NOT EXISTS __lease
  (id INTEGER PRIMARY KEY CHECK (id = 1), holder TEXT NOT NULL, beat_at INTEGER NOT NULL, url TEXT)`

// The first version created the table without the column `url`.
const HAS_URL = `SELECT 1 FROM pragma_table_info('__lease') WHERE name = 'url'`
const ADD_URL = 'ALTER TABLE __lease ADD COLUMN url TEXT'

const take = (now: string) => `INSERT INTO __lease (id, holder, beat_at, url) VALUES (1, ?, ${now}, ?)
  ON CONFLICT DO UPDATE SET holder = excluded.holder, beat_at = excluded.beat_at, url = excluded.url
  WHERE holder = ? OR beat_at < excluded.beat_at - ${LEASE_STALE_MS}`

const HOLDER = 'SELECT holder FROM __lease'

// The clocks of several machines differ; those of processes with the same file are one.
const SERVER_TIME = `CAST(unixepoch('subsec') * 1000 AS INTEGER)`

/**
 * The right to write to the database and to run its executions, held by one process at a time. Its table is not part
 * of the schema, because only the holder may migrate the schema. See docs/decisions/0055-process-lease.md.
 */
export class Lease {
  readonly #options: LeaseOptions
  readonly #self: string
  #url: string | null = null
  #hasTable = false

  constructor(options: LeaseOptions) {
    this.#options = options
    this.#self = JSON.stringify(options.holder)
  }

  get isAnnounced(): boolean {
    return this.#url !== null
  }

  /** Sets the holder's URL, which is stored the next time that the lease is taken. */
  announce(url: string) {
    this.#url = url
  }

  /** Takes the lease if it is free, stale, or held by a process that has ended; otherwise resolves with its holder. */
  async take(): Promise<LeaseHolder | undefined> {
    const { database } = this.#options
    await this.#makeTable()
    const { rows } = await database.execute(HOLDER)
    const seen = rows[0]?.holder?.toString()
    const gone = seen !== undefined && isGone(JSON.parse(seen), this.#options) ? seen : this.#self
    const now = this.#now()
    const [, found] = await database.batch([
      { sql: take(now.sql), args: [this.#self, ...now.args, this.#url, gone] },
      HOLDER,
    ])
    const holder = found?.rows[0]?.holder?.toString()
    return holder === undefined || holder === this.#self ? undefined : JSON.parse(holder)
  }

  /** Resolves with `false` when another process has taken the lease. */
  async renew(): Promise<boolean> {
    const now = this.#now()
    const [set] = await this.#options.database.batch([
      { sql: `UPDATE __lease SET beat_at = ${now.sql} WHERE holder = ?`, args: [...now.args, this.#self] },
    ])
    return set?.rowsAffected === 1
  }

  async release(): Promise<void> {
    await this.#options.database.batch([{ sql: 'DELETE FROM __lease WHERE holder = ?', args: [this.#self] }])
  }

  /**
   * A statement that fails its transaction when another process holds the lease, and changes nothing otherwise:
   * a process that was suspended and has lost the lease must not write when it resumes.
   */
  get fence(): InStatement {
    return { sql: 'UPDATE __lease SET holder = NULL WHERE holder <> ?', args: [this.#self] }
  }

  async #makeTable(): Promise<void> {
    if (this.#hasTable) return
    const { database } = this.#options
    await database.execute(CREATE)
    const { rows } = await database.execute(HAS_URL)
    if (rows.length === 0) await database.execute(ADD_URL)
    this.#hasTable = true
  }

  /** The time by which leases are compared, in ms since the epoch, as SQL. */
  #now(): { readonly sql: string; readonly args: readonly number[] } {
    const { database, clock } = this.#options
    return database.isRemote ? { sql: SERVER_TIME, args: [] } : { sql: '?', args: [clock.now()] }
  }
}

/** Whether the holder was a process of this machine that has ended. */
const isGone = ({ host, pid }: LeaseHolder, { holder, isAlive }: LeaseOwner): boolean =>
  host === holder.host && (pid === holder.pid || !isAlive(pid))

/** A lease as other processes see it. */
export interface ObservedLease {
  readonly holder: LeaseHolder
  /** The URL of the server that holds it; a command that serves no requests has none. */
  readonly url: string | undefined
  /** Whether it was renewed recently. */
  readonly isFresh: boolean
}

/** The lease in a row of `__lease`; `undefined` when its holder is known to have ended. */
export const observedLease = (
  row: Readonly<Record<string, unknown>>,
  owner: LeaseOwner,
  now: number,
): ObservedLease | undefined => {
  const holder: LeaseHolder = JSON.parse(String(row.holder))
  const isFresh = Number(row.beat_at) >= now - LEASE_STALE_MS
  if (isGone(holder, owner) || (holder.host !== owner.holder.host && !isFresh)) return undefined
  return { holder, url: row.url?.toString(), isFresh }
}

/** Reads the lease; `undefined` when its holder is known to have ended. Writes nothing. */
export const readLease = async (
  database: Database,
  { now, ...owner }: LeaseOwner & Pick<Clock, 'now'>,
): Promise<ObservedLease | undefined> => {
  const { rows: tables } = await database.execute(`SELECT 1 FROM sqlite_schema WHERE name = '__lease'`)
  if (tables.length === 0) return undefined
  // All columns, because the table of the first version has no column `url`.
  const { rows } = await database.execute(`SELECT *, ${SERVER_TIME} AS server_time FROM __lease`)
  return rows[0] && observedLease(rows[0], owner, database.isRemote ? Number(rows[0].server_time) : now())
}

/** Whether the fence failed a transaction. */
export const isLeaseLost = (error: unknown): boolean =>
  error instanceof Error && error.message.includes('__lease.holder')
