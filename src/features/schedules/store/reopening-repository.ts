import { and, eq, gt, gte, or } from 'drizzle-orm'
import type { Database } from '../../../db/client.ts'
import { schedules, scheduleTicks } from '../../../db/schema/schedules.ts'
import type { WriteKind, Writer } from '../../../db/writer.ts'
import type { ScheduleRow } from './repository.ts'
import type { NextTick } from './tick-statements.ts'

/** The records of ticks that started nothing and are to come, or may be made up for. */
export type EarlyRecord = Pick<typeof scheduleTicks.$inferSelect, 'tick' | 'last_tick' | 'outcome' | 'count'>

/** Takes a schedule back to a time before ticks that were decided while the clock was ahead. */
export interface Reopening {
  readonly row: Pick<ScheduleRow, 'id' | 'version' | 'next_tick'>
  readonly now: number
  /** From when on missed ticks may be made up for. */
  readonly since: number
  readonly next: NextTick
  readonly decided: number
  /** Ticks that no longer count as missed. */
  readonly missed: number
  /** What is left of a pause that was recorded beyond now. */
  readonly shortened?: Pick<EarlyRecord, 'tick' | 'last_tick' | 'count'> | undefined
}

const IS_CURRENT = 'EXISTS (SELECT 1 FROM schedules WHERE id = ? AND version = ? AND next_tick IS ?)'
const STATEMENTS = 3

/** `false` when the schedule has changed since it was read. */
const reopen: WriteKind<Reopening, boolean> = {
  statements: (items) =>
    items.flatMap(({ row: { id, version, next_tick }, now, since, next, decided, missed, shortened }) => [
      {
        sql: `DELETE FROM schedule_ticks WHERE schedule_id = ? AND kind = 'tick' AND outcome <> 'started'
          AND iif(outcome = 'missed', last_tick >= ?, tick > ?) AND ${IS_CURRENT}`,
        args: [id, since, now, id, version, next_tick],
      },
      shortened
        ? {
            sql: `UPDATE schedule_ticks SET last_tick = ?, count = ?
              WHERE schedule_id = ? AND kind = 'tick' AND tick = ? AND ${IS_CURRENT}`,
            args: [shortened.last_tick, shortened.count, id, shortened.tick, id, version, next_tick],
          }
        : { sql: 'SELECT 1', args: [] },
      {
        sql: `UPDATE schedules SET decided = ?, next_tick = ?, due = ?, missed = max(0, missed - ?)
          WHERE id = ? AND version = ? AND next_tick IS ?`,
        args: [decided, next.tick, next.due, missed, id, version, next_tick],
      },
    ]),
  results: (sets, items) =>
    items.map((_, index) => (sets[index * STATEMENTS + STATEMENTS - 1]?.rowsAffected ?? 0) > 0),
}

/** What is stored of times that have not come yet, because the clock was set back. */
export class ReopeningRepository {
  readonly #database: Database
  readonly #writer: Writer

  constructor(database: Database, writer: Writer) {
    this.#database = database
    this.#writer = writer
  }

  /** Schedules that have ticked beyond a time; reads all of them. */
  async decidedBeyond(now: number): Promise<ScheduleRow[]> {
    const rows = await this.#database.orm.select().from(schedules).where(gt(schedules.decided, now))
    // Guarantee: only values of `Overlap` are written.
    return rows as ScheduleRow[]
  }

  /** In the order of their ticks. */
  earlyRecords(id: number, { now, since }: Pick<Reopening, 'now' | 'since'>): Promise<EarlyRecord[]> {
    const { schedule_id, kind, outcome, tick, last_tick, count } = scheduleTicks
    return this.#database.orm
      .select({ tick, last_tick, outcome, count })
      .from(scheduleTicks)
      .where(
        and(
          eq(schedule_id, id),
          eq(kind, 'tick'),
          or(
            and(eq(outcome, 'missed'), gte(last_tick, since)),
            and(eq(outcome, 'skipped'), gt(last_tick, now)),
          ),
        ),
      )
      .orderBy(tick)
  }

  reopen(reopening: Reopening): Promise<boolean> {
    return this.#writer.write(reopen, reopening)
  }
}
