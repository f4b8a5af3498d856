import { and, eq, gt, gte, lte, min, ne, sql } from 'drizzle-orm'
import type { Database } from '../../../db/client.ts'
import { pageReader } from '../../../db/page-reader.ts'
import { scheduleTicks } from '../../../db/schema/schedules.ts'
import type { Writer } from '../../../db/writer.ts'
import type { Page } from '../../../domain/cursor.ts'
import {
  type Advance,
  passOverTick,
  pruneTicks,
  recordTick,
  type StoredTick,
  type TickRecord,
} from './tick-statements.ts'

const readTicks = pageReader({
  columns: {
    tick: scheduleTicks.tick,
    kind: scheduleTicks.kind,
    outcome: scheduleTicks.outcome,
    reason: scheduleTicks.reason,
    execution_id: scheduleTicks.execution_id,
    last_tick: scheduleTicks.last_tick,
    count: scheduleTicks.count,
    recorded_at: scheduleTicks.recorded_at,
  },
  key: [scheduleTicks.tick, scheduleTicks.kind],
  direction: 'DESC',
})

/** Outcomes of ticks. */
export class TickRepository {
  readonly #database: Database
  readonly #writer: Writer

  constructor(database: Database, writer: Writer) {
    this.#database = database
    this.#writer = writer
  }

  /** Outcomes of the ticks of a schedule, the latest first. */
  page(id: number, after: readonly [number, string] | undefined, limit: number): Promise<Page> {
    return readTicks(this.#database, { where: { 'schedule_id = ?': id }, after, limit })
  }

  /** The tick that started an execution; made from the execution itself once the record of the tick is deleted. */
  async startedBy(id: number, executionId: string): Promise<StoredTick | undefined> {
    const [found] = await this.#database.orm
      .select()
      .from(scheduleTicks)
      .where(and(eq(scheduleTicks.schedule_id, id), eq(scheduleTicks.execution_id, executionId)))
    // Guarantee: only values of `TickRecord` are written.
    return (found as StoredTick | undefined) ?? (await this.#tickOfExecution(id, executionId))
  }

  async #tickOfExecution(id: number, executionId: string): Promise<StoredTick | undefined> {
    const { rows } = await this.#database.execute({
      sql: `SELECT trigger ->> 'scheduled_at' AS scheduled_at, created_at FROM executions
        WHERE id = ? AND schedule_id = ?`,
      args: [executionId, id],
    })
    if (!rows[0]) return undefined
    const tick = Date.parse(String(rows[0].scheduled_at))
    return {
      kind: 'manual',
      outcome: 'started',
      reason: null,
      tick,
      last_tick: tick,
      count: 1,
      execution_id: executionId,
      recorded_at: String(rows[0].created_at),
    }
  }

  /** The ticks from one time to another that have started an execution. */
  async startedTicks(id: number, from: number, to: number): Promise<Set<number>> {
    const { schedule_id, tick, outcome, kind } = scheduleTicks
    const rows = await this.#database.orm
      .select({ tick })
      .from(scheduleTicks)
      .where(
        and(
          eq(schedule_id, id),
          gte(tick, from),
          lte(tick, to),
          eq(outcome, 'started'),
          sql`${kind} <> 'manual'`,
        ),
      )
    return new Set(rows.map((row) => row.tick))
  }

  /** The first tick after a time that has a record. */
  async recordedAfter(id: number, after: number): Promise<number | undefined> {
    const { schedule_id, tick, kind } = scheduleTicks
    const [found] = await this.#database.orm
      .select({ tick: min(tick) })
      .from(scheduleTicks)
      .where(and(eq(schedule_id, id), gt(tick, after), ne(kind, 'manual')))
    return found?.tick ?? undefined
  }

  /** The records of ticks after a time, the earliest first, and the last one before it, which may reach beyond. */
  records(id: number, after: number, limit: number): Promise<Pick<StoredTick, 'tick' | 'last_tick'>[]> {
    const { schedule_id, tick, last_tick, kind } = scheduleTicks
    return this.#database.orm
      .select({ tick, last_tick })
      .from(scheduleTicks)
      .where(
        and(
          eq(schedule_id, id),
          ne(kind, 'manual'),
          sql`${tick} >= (SELECT coalesce(max(tick), 0) FROM schedule_ticks
            WHERE schedule_id = ${id} AND tick <= ${after} AND kind <> 'manual')`,
        ),
      )
      .orderBy(tick)
      .limit(limit)
  }

  /** @throws a constraint violation when the tick was decided before, or the schedule has changed */
  record(record: TickRecord, advance?: Advance): Promise<void> {
    return this.#writer.write(recordTick, { record, ...(advance && { advance }) })
  }

  /** To be called for a tick that could not be recorded. */
  passOver(id: number, advance: Advance): Promise<void> {
    return this.#writer.write(passOverTick, { id, advance })
  }

  prune(id: number): Promise<void> {
    return this.#writer.write(pruneTicks, id)
  }
}
