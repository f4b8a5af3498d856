import type { InStatement } from '@libsql/client'
import type { WriteKind } from '../../../db/writer.ts'
import { isoTime } from '../../../lib/time/clock.ts'

export interface NextTick {
  readonly tick: number | null
  /** `null` while the schedule is paused. */
  readonly due: number | null
}

/** The outcome of a tick, or of several with the same one. */
export interface TickRecord {
  readonly scheduleId: number
  readonly kind: 'tick' | 'manual' | 'backfill'
  readonly tick: number
  readonly lastTick: number
  readonly count: number
  readonly outcome: 'started' | 'skipped' | 'missed'
  readonly reason: string | null
  readonly executionId: string | null
  /** In ms since the epoch. */
  readonly recordedAt: number
}

/** A record as it is stored. */
export interface StoredTick extends Pick<TickRecord, 'tick' | 'kind' | 'outcome' | 'reason' | 'count'> {
  readonly last_tick: number
  readonly execution_id: string | null
  readonly recorded_at: string
}

/** Where a schedule continues after its next tick; only if that is still the one that was read. */
export interface Advance {
  readonly version: number
  readonly from: number
  readonly next: NextTick
}

/** A tick may have been decided before, by a backfill or when the clock was ahead. */
const DECIDED = `EXISTS (SELECT 1 FROM schedule_ticks
  WHERE schedule_id = schedules.id AND tick = schedules.next_tick AND kind <> 'manual')`
const UNDECIDED = `SELECT id FROM schedules
  WHERE id = ? AND version = ? AND next_tick = ? AND due IS NOT NULL AND NOT ${DECIDED}`

/**
 * Records a tick. Fails, by a constraint, when it has been recorded before, or when the schedule is no longer the one
 * that was read: the transaction then fails, and no execution is accepted. Only a backfill decides again what an
 * earlier one has skipped.
 */
export const recordStatements = (record: TickRecord, advance?: Advance): InStatement[] => {
  const { scheduleId, kind, tick, lastTick, count, outcome, reason, executionId, recordedAt } = record
  const time = isoTime(recordedAt)
  const last = JSON.stringify({
    time: isoTime(lastTick),
    outcome,
    reason,
    execution_id: executionId,
  })
  const missed = outcome === 'missed' ? count : 0
  const owner = advance ? [scheduleId, advance.version, advance.from] : [scheduleId]
  return [
    ...(kind === 'backfill' ? [forgetSkipped(scheduleId, tick)] : []),
    {
      sql: `INSERT INTO schedule_ticks (schedule_id, tick, kind, outcome, reason, execution_id, last_tick, count, recorded_at)
        VALUES ((${advance ? UNDECIDED : 'SELECT id FROM schedules WHERE id = ?'}), ?, ?, ?, ?, ?, ?, ?, ?)`,
      args: [...owner, tick, kind, outcome, reason, executionId, lastTick, count, time],
    },
    advance
      ? {
          sql: `UPDATE schedules SET decided = max(decided, ?), next_tick = ?, due = ?, last = ?, missed = missed + ?
            WHERE id = ?`,
          args: [lastTick, advance.next.tick, advance.next.due, last, missed, scheduleId],
        }
      : {
          sql: `UPDATE schedules SET last = iif(? = 'backfill', last, ?) WHERE id = ?`,
          args: [kind, last, scheduleId],
        },
  ]
}

const forgetSkipped = (scheduleId: number, tick: number): InStatement => ({
  sql: `DELETE FROM schedule_ticks WHERE schedule_id = ? AND tick = ? AND kind = 'backfill' AND outcome <> 'started'`,
  args: [scheduleId, tick],
})

/** Records ticks that a change skips; only if the schedule is still the one that was read, at the same tick. */
export const recordSkipped = (
  record: TickRecord,
  { version, from }: { readonly version: number; readonly from: number | null },
): InStatement => {
  const { scheduleId, kind, tick, outcome, reason, lastTick, count, recordedAt } = record
  return {
    sql: `INSERT INTO schedule_ticks (schedule_id, tick, kind, outcome, reason, last_tick, count, recorded_at)
      SELECT id, ?, ?, ?, ?, ?, ?, ? FROM schedules WHERE id = ? AND version = ? AND next_tick IS ?
      ON CONFLICT DO UPDATE SET outcome = excluded.outcome, reason = excluded.reason, last_tick = excluded.last_tick,
        count = excluded.count, recorded_at = excluded.recorded_at WHERE outcome <> 'started'`,
    args: [tick, kind, outcome, reason, lastTick, count, isoTime(recordedAt), scheduleId, version, from],
  }
}

/** Records a tick that starts nothing. */
export const recordTick: WriteKind<{ readonly record: TickRecord; readonly advance?: Advance }, void> = {
  statements: (items) => items.flatMap(({ record, advance }) => recordStatements(record, advance)),
  results: (_sets, items) => items.map(() => undefined),
}

/** Leaves out a tick that was decided before; does nothing to a schedule that is no longer at it. */
export const passOverTick: WriteKind<{ readonly id: number; readonly advance: Advance }, void> = {
  statements: (items) =>
    items.map(({ id, advance: { version, from, next } }) => ({
      sql: `UPDATE schedules SET decided = max(decided, next_tick), next_tick = ?, due = ?
        WHERE id = ? AND version = ? AND next_tick = ? AND due IS NOT NULL AND ${DECIDED}`,
      args: [next.tick, next.due, id, version, from],
    })),
  results: (_sets, items) => items.map(() => undefined),
}

/** How many records of ticks a schedule keeps. */
export const MAX_TICKS = 10_000

/** Deletes the oldest records, up to which no backfill starts anything from then on. */
export const pruneTicks: WriteKind<number, void> = {
  statements: (ids) =>
    ids.flatMap((id) => {
      const args = [id, id, MAX_TICKS]
      const oldest = `(SELECT tick FROM schedule_ticks WHERE schedule_id = ? ORDER BY tick DESC LIMIT 1 OFFSET ?)`
      return [
        {
          sql: `UPDATE schedules SET forgotten = max(forgotten, coalesce(${oldest}, 0)) WHERE id = ?`,
          args: [id, MAX_TICKS, id],
        },
        { sql: `DELETE FROM schedule_ticks WHERE schedule_id = ? AND tick <= ${oldest}`, args },
      ]
    }),
  results: (_sets, ids) => ids.map(() => undefined),
}
