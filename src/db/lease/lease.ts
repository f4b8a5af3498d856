import type { InStatement } from '@libsql/client'
import type { Clock } from '../../lib/time/clock.ts'
import type { Database } from '../client.ts'

/** The process that holds the lease, and how others can tell whether it still lives. */
export interface LeaseHolder {
  readonly host: string
  readonly pid: number
  /** Differs with every start, also where a container gives each of them the same pid. */
  readonly token: string
}

/** This process, and what it can tell about the others of its machine. */
export interface LeaseOwner {
  readonly holder: LeaseHolder
  /** Whether a process of this machine lives. */
  isAlive(pid: number): boolean
}

export interface LeaseOptions extends LeaseOwner {
  readonly database: Database
  readonly clock: Clock
}

/** A holder that has not shown a sign of life for this long has lost the lease. */
export const LEASE_STALE_MS = 5000
export const LEASE_BEAT_MS = 1000

const CREATE = `CREATE TABLE IF NOT EXISTS __lease
  (id INTEGER PRIMARY KEY CHECK (id = 1), holder TEXT NOT NULL, beat_at INTEGER NOT NULL, url TEXT)`

// The first version made the table without it.
const HAS_URL = `SELECT 1 FROM pragma_table_info('__lease') WHERE name = 'url'`
const ADD_URL = 'ALTER TABLE __lease ADD COLUMN url TEXT'

const TAKE = `INSERT INTO __lease (id, holder, beat_at, url) VALUES (1, ?, ?, ?)
  ON CONFLICT DO UPDATE SET holder = excluded.holder, beat_at = excluded.beat_at, url = excluded.url
  WHERE holder = ? OR beat_at < ?`

/**
 * The right to write to the database and to run its executions, which one process has at a time. Its table is
 * no part of the schema, because who may migrate the schema is decided by it.
 */
export class Lease {
  readonly #options: LeaseOptions
  readonly #self: string
  #url: string | null = null

  constructor(options: LeaseOptions) {
    this.#options = options
    this.#self = JSON.stringify(options.holder)
  }

  /** Says where the holder answers; it stands in the lease from the next time that it is taken. */
  announce(url: string) {
    this.#url = url
  }

  /** Takes the lease if it is free, stale, or that of a process that is gone; gives who has it then, if another. */
  async take(): Promise<LeaseHolder | undefined> {
    const { database, clock } = this.#options
    await this.#makeTable()
    const seen = await this.#holder()
    const gone = seen !== undefined && isGone(JSON.parse(seen), this.#options) ? seen : this.#self
    const now = clock.now()
    await database.batch([{ sql: TAKE, args: [this.#self, now, this.#url, gone, now - LEASE_STALE_MS] }])
    const holder = await this.#holder()
    return holder === undefined || holder === this.#self ? undefined : JSON.parse(holder)
  }

  /** Shows a sign of life; `false` when another process has taken the lease. */
  async beat(): Promise<boolean> {
    const { database, clock } = this.#options
    const [set] = await database.batch([
      { sql: 'UPDATE __lease SET beat_at = ? WHERE holder = ?', args: [clock.now(), this.#self] },
    ])
    return set?.rowsAffected === 1
  }

  async release(): Promise<void> {
    await this.#options.database.batch([{ sql: 'DELETE FROM __lease WHERE holder = ?', args: [this.#self] }])
  }

  /**
   * Fails the transaction that it stands in when another process has taken the lease: a process that was
   * stopped for a while must not go on writing as if nothing had happened. Changes nothing otherwise.
   */
  get fence(): InStatement {
    return { sql: 'UPDATE __lease SET holder = NULL WHERE holder <> ?', args: [this.#self] }
  }

  async #makeTable(): Promise<void> {
    const { database } = this.#options
    await database.execute(CREATE)
    const { rows } = await database.execute(HAS_URL)
    if (rows.length === 0) await database.execute(ADD_URL)
  }

  async #holder(): Promise<string | undefined> {
    const { rows } = await this.#options.database.execute('SELECT holder FROM __lease')
    return rows[0]?.holder?.toString()
  }
}

/** Whether a holder is a process of the same machine that has ended. */
const isGone = ({ host, pid }: LeaseHolder, { holder, isAlive }: LeaseOwner): boolean =>
  host === holder.host && (pid === holder.pid || !isAlive(pid))

/** A lease as others see it. */
export interface SeenLease {
  readonly holder: LeaseHolder
  /** Where the holder answers requests; a process that serves none has no address. */
  readonly url: string | undefined
  /** Whether the holder has shown a sign of life lately. */
  readonly isFresh: boolean
}

/** The lease that a row of `__lease` tells of, unless its holder is known to be gone. */
export const leaseIn = (
  row: Readonly<Record<string, unknown>>,
  owner: LeaseOwner,
  now: number,
): SeenLease | undefined => {
  const holder: LeaseHolder = JSON.parse(String(row.holder))
  const isFresh = Number(row.beat_at) >= now - LEASE_STALE_MS
  if (isGone(holder, owner) || (holder.host !== owner.holder.host && !isFresh)) return undefined
  return { holder, url: row.url?.toString(), isFresh }
}

/** The lease of a process that is not known to be gone. Nothing is written. */
export const seeLease = async (
  database: Database,
  { now, ...owner }: LeaseOwner & Pick<Clock, 'now'>,
): Promise<SeenLease | undefined> => {
  const { rows: tables } = await database.execute(`SELECT 1 FROM sqlite_schema WHERE name = '__lease'`)
  if (tables.length === 0) return undefined
  // All columns, because the first version had no address.
  const { rows } = await database.execute('SELECT * FROM __lease')
  return rows[0] && leaseIn(rows[0], owner, now())
}

/** Whether a transaction was failed by the fence. */
export const isLeaseLost = (error: unknown): boolean =>
  error instanceof Error && error.message.includes('__lease.holder')
