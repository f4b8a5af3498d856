import type { InStatement } from '@libsql/client'
import type { Clock } from '../lib/clock.ts'
import type { Database } from './client.ts'

/** The process that holds the lease, and how others can tell whether it still lives. */
export interface LeaseHolder {
  readonly host: string
  readonly pid: number
  /** Differs with every start, also where a container gives each of them the same pid. */
  readonly token: string
}

export interface LeaseOptions {
  readonly database: Database
  readonly clock: Clock
  readonly holder: LeaseHolder
  /** Whether a process of this machine lives. */
  isAlive(pid: number): boolean
}

/** A holder that has not shown a sign of life for this long has lost the lease. */
export const LEASE_STALE_MS = 5000
export const LEASE_BEAT_MS = 1000

const CREATE = `CREATE TABLE IF NOT EXISTS __lease
  (id INTEGER PRIMARY KEY CHECK (id = 1), holder TEXT NOT NULL, beat_at INTEGER NOT NULL)`

const TAKE = `INSERT INTO __lease (id, holder, beat_at) VALUES (1, ?, ?)
  ON CONFLICT DO UPDATE SET holder = excluded.holder, beat_at = excluded.beat_at
  WHERE holder = ? OR beat_at < ?`

/**
 * The right to write to the database and to run its executions, which one process has at a time. Its table is
 * no part of the schema, because who may migrate the schema is decided by it.
 */
export class Lease {
  readonly #options: LeaseOptions
  readonly #self: string

  constructor(options: LeaseOptions) {
    this.#options = options
    this.#self = JSON.stringify(options.holder)
  }

  /** Takes the lease if it is free, stale, or that of a process that is gone; gives who has it then, if another. */
  async take(): Promise<LeaseHolder | undefined> {
    const { database, clock } = this.#options
    await database.execute(CREATE)
    const seen = await this.#holder()
    const gone = seen !== undefined && this.#isGone(JSON.parse(seen)) ? seen : this.#self
    const now = clock.now()
    await database.batch([{ sql: TAKE, args: [this.#self, now, gone, now - LEASE_STALE_MS] }])
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

  async #holder(): Promise<string | undefined> {
    const { rows } = await this.#options.database.execute('SELECT holder FROM __lease')
    return rows[0]?.holder?.toString()
  }

  #isGone({ host, pid }: LeaseHolder): boolean {
    const { holder, isAlive } = this.#options
    return host === holder.host && (pid === holder.pid || !isAlive(pid))
  }
}

/** Whether a transaction was failed by the fence. */
export const isLeaseLost = (error: unknown): boolean =>
  error instanceof Error && error.message.includes('__lease.holder')
