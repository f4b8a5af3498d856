import type { InStatement } from '@libsql/client'
import type { WriteKind } from '../../../db/writer.ts'
import { HAS_ENDED, IS_ACTIVE } from '../store/execution-codec.ts'

/** Selects ended executions to delete, oldest first. */
export interface PruneRule {
  /** Only executions of this script; otherwise those of all scripts without a rule of their own. */
  readonly scriptId?: number
  /** Only ids before this one. */
  readonly before?: string
  /** Only those that ended before this time, which can be long after they were accepted. */
  readonly endedBefore?: string
  readonly limit: number
}

// What is still to start because one has ended gets its summary.
const STARTS_NOTHING = `id NOT IN (SELECT execution_id FROM follow_ups WHERE outcome = 'pending')`

/** The query for the ids that a rule selects. */
export const findPrunable = ({
  scriptId,
  before = '~',
  endedBefore = '~',
  limit,
}: PruneRule): InStatement => {
  const own = scriptId !== undefined
  const scope = own
    ? 'script_id = ?'
    : 'NOT EXISTS (SELECT 1 FROM scripts WHERE scripts.id = script_id AND retention IS NOT NULL)'
  return {
    sql: `SELECT id FROM executions WHERE ${scope} AND id < ? AND ${HAS_ENDED} AND finished_at < ? AND ${STARTS_NOTHING}
      ORDER BY id LIMIT ?`,
    args: [...(own ? [scriptId] : []), before, endedBefore, limit],
  }
}

/**
 * Deletes ended executions and subtracts them from the totals, which count stored executions. The hourly buckets still
 * count them, so that charts show the history beyond the retention.
 */
export const pruneExecutions: WriteKind<readonly string[], number> = {
  statements: (batches) =>
    batches.flatMap((ids): InStatement[] => {
      const args = [JSON.stringify(ids)]
      return [
        {
          sql: `UPDATE execution_totals SET count = execution_totals.count - gone.count,
              duration_ms = execution_totals.duration_ms - gone.duration_ms
            FROM (SELECT status, count(*) AS count, sum(duration_ms) AS duration_ms FROM executions
              WHERE id IN (SELECT value FROM json_each(?)) AND ${HAS_ENDED} GROUP BY status) AS gone
            WHERE gone.status = execution_totals.status`,
          args,
        },
        { sql: `DELETE FROM executions WHERE id IN (SELECT value FROM json_each(?)) AND ${HAS_ENDED}`, args },
      ]
    }),
  results: (sets, batches) => batches.map((_, index) => sets[index * 2 + 1]?.rowsAffected ?? 0),
}

/**
 * Deletes graphs that no script, no version of one and no stored execution uses, unless an execution is active, which may have called any
 * of them, and the variables that no stored execution sees. One whose time has not come needs only its own.
 */
export const pruneContents: WriteKind<void, number> = {
  statements: () => [
    {
      sql: `DELETE FROM graphs WHERE NOT EXISTS (SELECT 1 FROM executions WHERE graph_hash = graphs.hash)
        AND NOT EXISTS (SELECT 1 FROM scripts WHERE graph_hash = graphs.hash)
        AND NOT EXISTS (SELECT 1 FROM script_versions WHERE graph_hash = graphs.hash)
        AND NOT EXISTS (SELECT 1 FROM executions WHERE ${IS_ACTIVE})`,
      args: [],
    },
    {
      sql: `DELETE FROM variable_snapshots
        WHERE NOT EXISTS (SELECT 1 FROM executions WHERE variables_hash = variable_snapshots.hash)`,
      args: [],
    },
  ],
  results: (sets, items) => {
    const gone = sets.reduce((sum, { rowsAffected }) => sum + rowsAffected, 0)
    return items.map(() => gone)
  },
}
