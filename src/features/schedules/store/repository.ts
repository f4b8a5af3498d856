import { and, asc, eq, gt, gte, isNotNull, lt, lte, min, ne, sql } from 'drizzle-orm'
import type { Database } from '../../../db/client.ts'
import { pageReader } from '../../../db/page-reader.ts'
import { schedules, scheduleTicks } from '../../../db/schema/schedules.ts'
import type { Writer } from '../../../db/writer.ts'
import type { Page } from '../../../domain/cursor.ts'
import type { Overlap } from '../../../domain/triggers/overlap.ts'
import { ACTIVE_STATUSES, type ExecutionStatus } from '../../../engine/records.ts'
import {
  type Advance,
  createSchedule,
  deleteSchedule,
  passOverTick,
  pauseSchedule,
  pruneTicks,
  recordTick,
  replaceSchedule,
  type ScheduleSettings,
  type ScheduleWrite,
  type StoredTick,
  type TickRecord,
  unchangedWith,
  type Versioned,
} from './statements.ts'

const selected = {
  row: schedules,
  status: sql<ExecutionStatus | null>`(SELECT status FROM executions
    WHERE executions.id = ${schedules.last} ->> 'execution_id')`,
}

/** A stored schedule, and the status of its last execution. */
export type ScheduleRow = Omit<typeof schedules.$inferSelect, 'overlap'> & {
  readonly overlap: Overlap
  readonly status?: ExecutionStatus | null
}

// Guarantee: only values of `Overlap` are written.
const toRow = ({ row, status }: { row: typeof schedules.$inferSelect; status: ExecutionStatus | null }) =>
  ({ ...row, status }) as ScheduleRow

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

const prepare = ({ orm }: Database) => ({
  find: orm
    .select(selected)
    .from(schedules)
    .where(eq(schedules.id, sql.placeholder('id')))
    .prepare(),
  due: orm
    .select()
    .from(schedules)
    .where(and(isNotNull(schedules.due), lte(schedules.due, sql.placeholder('now'))))
    .orderBy(schedules.due, schedules.id)
    .limit(sql.placeholder('limit'))
    .prepare(),
  nextDue: orm
    .select({ due: min(schedules.due) })
    .from(schedules)
    .where(isNotNull(schedules.due))
    .prepare(),
})

const ACTIVE = `(${ACTIVE_STATUSES.map((status) => `'${status}'`)})`

export class ScheduleRepository {
  readonly #database: Database
  readonly #writer: Writer
  readonly #query: ReturnType<typeof prepare>

  constructor(database: Database, writer: Writer) {
    this.#database = database
    this.#writer = writer
    this.#query = prepare(database)
  }

  async find(id: number): Promise<ScheduleRow | undefined> {
    const found = await this.#query.find.get({ id })
    return found && toRow(found)
  }

  /** In the order of their ids. */
  async page(filter: {
    readonly scriptId?: number | undefined
    readonly after: number
    readonly limit: number
  }) {
    const { scriptId, after, limit } = filter
    const rows = await this.#database.orm
      .select(selected)
      .from(schedules)
      .where(
        and(gt(schedules.id, after), scriptId === undefined ? undefined : eq(schedules.script_id, scriptId)),
      )
      .orderBy(asc(schedules.id))
      .limit(limit)
    return rows.map(toRow)
  }

  /** What became of the ticks of a schedule, the latest first. */
  ticks(id: number, after: readonly [number, string] | undefined, limit: number): Promise<Page> {
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

  /** The first tick between two times that has a record. */
  async firstRecorded(id: number, after: number, before: number): Promise<number | undefined> {
    const { schedule_id, tick, kind } = scheduleTicks
    const [found] = await this.#database.orm
      .select({ tick })
      .from(scheduleTicks)
      .where(and(eq(schedule_id, id), gt(tick, after), lt(tick, before), ne(kind, 'manual')))
      .orderBy(tick)
      .limit(1)
    return found?.tick
  }

  /** Schedules whose next tick is to start now, those that have waited longest first. */
  async due(now: number, limit: number): Promise<ScheduleRow[]> {
    const rows = await this.#query.due.all({ now, limit })
    return rows.map((row) => toRow({ row, status: null }))
  }

  /** When the next tick of all schedules is to start. */
  async nextDue(): Promise<number | undefined> {
    return (await this.#query.nextDue.get())?.due ?? undefined
  }

  /** Executions of schedules that have not ended, the oldest first. */
  async active(): Promise<
    { readonly scheduleId: number; readonly executionId: string; readonly since: number }[]
  > {
    const { rows } = await this.#database.execute({
      sql: `SELECT schedule_id, id, created_at FROM executions INDEXED BY executions_status
        WHERE status IN ${ACTIVE} AND schedule_id IS NOT NULL ORDER BY id`,
      args: [],
    })
    return rows.map((row) => ({
      scheduleId: Number(row.schedule_id),
      executionId: String(row.id),
      since: Date.parse(String(row.created_at)),
    }))
  }

  /** The final statuses of the last executions of a schedule. */
  async recentStatuses(row: Pick<ScheduleRow, 'id' | 'failures_after'>, limit: number): Promise<string[]> {
    const { rows } = await this.#database.execute({
      sql: `SELECT status FROM executions WHERE schedule_id = ? AND id > ?
        AND status NOT IN ${ACTIVE} ORDER BY id DESC LIMIT ?`,
      args: [row.id, row.failures_after, limit],
    })
    return rows.map(({ status }) => String(status))
  }

  /** The id of an unchanged schedule with these settings. */
  async findNew(settings: ScheduleSettings): Promise<number | undefined> {
    const { sql: condition, args } = unchangedWith(settings)
    const { rows } = await this.#database.execute({
      sql: `SELECT max(id) AS id FROM schedules WHERE ${condition}`,
      args,
    })
    return rows[0]?.id == null ? undefined : Number(rows[0].id)
  }

  create(write: ScheduleWrite): Promise<number | undefined> {
    return this.#writer.write(createSchedule, write)
  }

  replace(write: Parameters<typeof replaceSchedule.statements>[0][number]): Promise<boolean> {
    return this.#writer.write(replaceSchedule, write)
  }

  remove(version: Versioned): Promise<boolean> {
    return this.#writer.write(deleteSchedule, version)
  }

  /** @throws a constraint violation when the tick was decided before, or the schedule has changed */
  record(record: TickRecord, advance?: Advance): Promise<void> {
    return this.#writer.write(recordTick, { record, ...(advance && { advance }) })
  }

  /** To be called for a tick that could not be recorded. */
  passOver(id: number, advance: Advance): Promise<void> {
    return this.#writer.write(passOverTick, { id, advance })
  }

  pause(id: number, now: string): Promise<boolean> {
    return this.#writer.write(pauseSchedule, { id, now })
  }

  prune(id: number): Promise<void> {
    return this.#writer.write(pruneTicks, id)
  }
}
