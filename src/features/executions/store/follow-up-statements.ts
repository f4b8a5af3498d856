import type { InStatement } from '@libsql/client'
import type { WriteResult } from '../../../db/write-thread/messages.ts'
import { FOLLOW_UP_KINDS } from '../../../domain/triggers/trigger.ts'
import type { ExecutionHead } from '../../../engine/records.ts'

const KINDS = `(${FOLLOW_UP_KINDS.map((kind) => `'${kind}'`).join(', ')})`

// Only an end that has counted is there as it was written. Executions started by a follow-up have no follow-ups, so
// there are no cycles. CROSS JOIN has SQLite look each end up by its id: else it may go through all executions with a
// status for each of them.
const insertFollowUps = (onFailureScript: number | undefined): string => `INSERT INTO follow_ups
    (execution_id, kind, script_id, created_at)
  SELECT id, kind, named, finished_at FROM (
    SELECT e.id, e.script_id, e.finished_at, iif(e.status = 'completed', 'on_success', 'on_failure') AS kind,
      iif(e.status = 'completed', s.on_success, coalesce(s.on_failure, ${onFailureScript ?? 'NULL'})) AS named
    FROM json_each(?) CROSS JOIN executions AS e
      ON e.id = value ->> 0 AND e.status = value ->> 1 AND e.finished_at = value ->> 2
    LEFT JOIN scripts AS s ON s.id = e.script_id
    WHERE e.status IN ('completed', 'failed', 'timed_out') AND e.trigger_kind NOT IN ${KINDS})
  WHERE named IS NOT NULL AND named IS NOT script_id
  ON CONFLICT DO NOTHING`

type End = Pick<ExecutionHead, 'id' | 'status' | 'finished_at'>

/** Notes which scripts are to start because executions have ended, in the transaction of these ends and after them. */
export class FollowUpStatements {
  readonly #sql: string
  #onAdded: () => void = () => undefined

  /** @param onFailureScript the script that runs after failures for which no other is named */
  constructor(onFailureScript: number | undefined) {
    this.#sql = insertFollowUps(onFailureScript)
  }

  /** Calls `listener` whenever scripts are to start; that is on disk. */
  onAdded(listener: () => void) {
    this.#onAdded = listener
  }

  /** The last statement of a transaction; none without an end. */
  of(ends: readonly End[]): InStatement[] {
    if (ends.length === 0) return []
    const rows = ends.map(({ id, status, finished_at }) => [id, status, finished_at])
    return [{ sql: this.#sql, args: [JSON.stringify(rows)] }]
  }

  /** To be called with the results of a transaction that has ended executions. */
  committed(sets: readonly WriteResult[]) {
    if ((sets.at(-1)?.rowsAffected ?? 0) > 0) this.#onAdded()
  }
}
