import { and, eq, getTableColumns, isNotNull, min, sql } from 'drizzle-orm'
import type { Database } from '../../../db/client.ts'
import { type CreationOrder, inCreationOrder } from '../../../db/lists/creation-order.ts'
import { jsonObject } from '../../../db/page-reader.ts'
import { schedules } from '../../../db/schema/schedules.ts'
import type { Writer } from '../../../db/writer.ts'
import type { Overlap } from '../../../domain/triggers/overlap.ts'
import { ACTIVE_STATUSES, type ExecutionStatus } from '../../../engine/records.ts'
import {
  createSchedule,
  deleteSchedule,
  pauseSchedule,
  replaceSchedule,
  type ScheduleSettings,
  type ScheduleWrite,
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

const prepare = ({ orm }: Database) => ({
  find: orm
    .select(selected)
    .from(schedules)
    .where(eq(schedules.id, sql.placeholder('id')))
    .prepare(),
  nextDue: orm
    .select({ due: min(schedules.due) })
    .from(schedules)
    .where(isNotNull(schedules.due))
    .prepare(),
})

/** The texts of one reading take no more memory together, unless there is only one. */
const MAX_INPUT_BYTES = 8 * 1024 * 1024

/** As JSON, because the driver fetches columns one by one, which holds the event loop for tens of milliseconds. */
const DUE = `SELECT json_group_array(${jsonObject(getTableColumns(schedules))}) AS found FROM
  (SELECT *, sum(octet_length(input)) OVER (ORDER BY due, id ROWS UNBOUNDED PRECEDING) - octet_length(input) AS before
    FROM (SELECT * FROM schedules WHERE due <= ? ORDER BY due, id LIMIT ?))
  WHERE before < ${MAX_INPUT_BYTES}`

const ACTIVE = `(${ACTIVE_STATUSES.map((status) => `'${status}'`)})`

export interface SchedulePage extends CreationOrder {
  readonly scriptId?: number | undefined
  readonly limit: number
}

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

  async page({ scriptId, limit, ...place }: SchedulePage) {
    const { beyond, order } = inCreationOrder(schedules.id, place)
    const rows = await this.#database.orm
      .select(selected)
      .from(schedules)
      .where(and(beyond, scriptId === undefined ? undefined : eq(schedules.script_id, scriptId)))
      .orderBy(order)
      .limit(limit)
    return rows.map(toRow)
  }

  /** Schedules whose next tick is to start now, those that have waited longest first. */
  async due(now: number, limit: number): Promise<ScheduleRow[]> {
    const { rows } = await this.#database.execute({ sql: DUE, args: [now, limit] })
    return JSON.parse(String(rows[0]?.found))
  }

  /** When the next tick of all schedules is to start. */
  async nextDue(): Promise<number | undefined> {
    return (await this.#query.nextDue.get())?.due ?? undefined
  }

  /** Executions of schedules that have not ended, the oldest first. */
  async active(): Promise<
    {
      readonly scheduleId: number
      readonly executionId: string
      readonly since: number
      readonly isWaiting: boolean
    }[]
  > {
    const { rows } = await this.#database.execute({
      sql: `SELECT schedule_id, id, created_at, status FROM executions INDEXED BY executions_status
        WHERE status IN ${ACTIVE} AND schedule_id IS NOT NULL ORDER BY id`,
      args: [],
    })
    return rows.map((row) => ({
      scheduleId: Number(row.schedule_id),
      executionId: String(row.id),
      since: Date.parse(String(row.created_at)),
      isWaiting: row.status === 'waiting',
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

  pause(id: number, now: string): Promise<boolean> {
    return this.#writer.write(pauseSchedule, { id, now })
  }
}
