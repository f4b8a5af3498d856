import { sql } from 'drizzle-orm'
import type { Database } from '../../db/client.ts'
import { isCheckViolation } from '../../db/errors.ts'
import { dashboardStats, executions, executionTotals, scripts } from '../../db/schema.ts'
import type { Writer } from '../../db/writer.ts'
import { AppError } from '../../domain/errors.ts'
import { NodeError } from '../../engine/errors.ts'
import type { StatCounters } from '../../engine/ports.ts'
import { SharedLock } from '../../lib/async/shared-lock.ts'
import type { Clock } from '../../lib/time/clock.ts'
import { IsoTimes } from '../../lib/time/iso-times.ts'
import { changeStats, type StatsWrite } from './statements.ts'

export interface Overview {
  readonly stats: readonly (readonly [key: string, value: number])[]
  readonly active: number
  readonly inactive: number
  readonly scheduled: number
  readonly queued: number
  readonly running: number
  readonly waiting: number
  /** By final status. */
  readonly totals: readonly (readonly [status: string, count: number, durationMs: number])[]
}

const prepareOverview = ({ orm }: Database) =>
  orm
    .select({
      stats: sql<string>`(SELECT json_group_array(json_array(stat_key, stat_value))
        FROM (SELECT stat_key, stat_value FROM ${dashboardStats} ORDER BY stat_key))`,
      active: sql<number>`(SELECT count(*) FROM ${scripts} WHERE active = 1)`,
      inactive: sql<number>`(SELECT count(*) FROM ${scripts} WHERE active = 0)`,
      scheduled: sql<number>`(SELECT count(*) FROM ${executions} WHERE status = 'scheduled')`,
      queued: sql<number>`(SELECT count(*) FROM ${executions} WHERE status = 'queued')`,
      running: sql<number>`(SELECT count(*) FROM ${executions} WHERE status = 'running')`,
      waiting: sql<number>`(SELECT count(*) FROM ${executions} WHERE status = 'waiting')`,
      totals: sql<string>`(SELECT json_group_array(json_array(status, count, duration_ms)) FROM ${executionTotals})`,
    })
    .from(sql`(SELECT 1)`)
    .prepare()

/** Statistics set by clients and scripts, and the counters of executions. */
export class StatsRepository implements StatCounters {
  readonly #writer: Writer
  readonly #clock: Clock
  readonly #times = new IsoTimes()
  readonly #changes = new SharedLock()
  readonly #overview: ReturnType<typeof prepareOverview>

  constructor(database: Database, writer: Writer, clock: Clock) {
    this.#writer = writer
    this.#clock = clock
    this.#overview = prepareOverview(database)
  }

  /** @throws NodeError `STAT_OUT_OF_RANGE` */
  async increment(deltas: Readonly<Record<string, number>>): Promise<void> {
    await this.add(deltas).catch((error: unknown) => {
      if (!(error instanceof AppError)) throw error
      throw new NodeError(error.code, 'a counter would exceed the range of exact integers', {
        retryable: false,
        cause: error,
      })
    })
  }

  /** Returns the new values. @throws AppError `STAT_OUT_OF_RANGE` if one of them would not be a safe integer */
  add(deltas: Readonly<Record<string, number>>): Promise<ReadonlyMap<string, number>> {
    return this.#change('add', deltas)
  }

  async set(values: Readonly<Record<string, number>>): Promise<void> {
    await this.#change('set', values)
  }

  /** Sets values if the overview is accepted, which no other change of values alters meanwhile; `false` if not. */
  setIf(
    values: Readonly<Record<string, number>>,
    isAccepted: (current: Overview) => boolean,
  ): Promise<boolean> {
    return this.#changes.exclusive(async () => {
      if (!isAccepted(await this.overview())) return false
      await this.#write('set', values)
      return true
    })
  }

  /** All counters, read in one statement. */
  async overview(): Promise<Overview> {
    const found = await this.#overview.get()
    if (!found) throw new Error('a select without a table returned no row')
    const { stats, totals, ...counts } = found
    return { ...counts, stats: JSON.parse(stats), totals: JSON.parse(totals) }
  }

  #change(op: StatsWrite['op'], values: StatsWrite['values']): Promise<ReadonlyMap<string, number>> {
    return this.#changes.shared(() => this.#write(op, values))
  }

  #write(op: StatsWrite['op'], values: StatsWrite['values']): Promise<ReadonlyMap<string, number>> {
    const write = { op, values, now: this.#times.toText(this.#clock.now()) }
    return this.#writer.write(changeStats, write).catch((error: unknown) => {
      throw isCheckViolation(error) ? new AppError('STAT_OUT_OF_RANGE', { cause: error }) : error
    })
  }
}
