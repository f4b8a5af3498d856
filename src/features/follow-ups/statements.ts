import type { InStatement } from '@libsql/client'
import type { WriteKind } from '../../db/writer.ts'

/** Fails the transaction, by a constraint, when the start was already decided. */
export const startedStatement = (executionId: string, startedId: string, now: string): InStatement => ({
  sql: `UPDATE follow_ups SET outcome = iif(outcome = 'pending', 'started', NULL), started_id = ?, decided_at = ?
    WHERE execution_id = ?`,
  args: [startedId, now, executionId],
})

/** Whether the last start of the script for failures of a schedule is long enough ago for another one. */
const isThrottled = 'on_failure_at > ? - on_failure_throttle_ms AND on_failure_at <= ?'

/** Notes a start for a failure of a schedule; fails, by a constraint, when there was another one shortly before. */
export const throttleStatement = (scheduleId: number, now: number): InStatement => ({
  sql: `UPDATE schedules SET on_failure_at = iif(${isThrottled}, NULL, ?) WHERE id = ?`,
  args: [now, now, now, scheduleId],
})

/** The same question before. */
export const throttledQuery = (scheduleId: number, now: number): InStatement => ({
  sql: `SELECT 1 FROM schedules WHERE id = ? AND ${isThrottled}`,
  args: [scheduleId, now, now],
})

export interface Skip {
  readonly executionId: string
  readonly reason: string
  /** ISO-8601. */
  readonly now: string
}

export const skipFollowUp: WriteKind<Skip, void> = {
  statements: (skips) =>
    skips.map(({ executionId, reason, now }) => ({
      sql: `UPDATE follow_ups SET outcome = 'skipped', reason = ?, decided_at = ?
        WHERE execution_id = ? AND outcome = 'pending'`,
      args: [reason, now, executionId],
    })),
  results: (_sets, skips) => skips.map(() => undefined),
}
