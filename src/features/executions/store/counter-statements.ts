import type { InStatement } from '@libsql/client'
import { durationClass, durationClassSql, UNKNOWN_CLASS } from '../../../db/counters/duration-class.ts'
import { hourOf, hourOfSql } from '../../../db/counters/hour.ts'
import { type ExecutionHead, FINAL_STATUSES } from '../../../engine/records.ts'
import { HAS_ENDED } from './execution-codec.ts'

/** The counter columns with their values for one execution: one column for each final status, and the duration. */
const countColumns = (
  status: string,
  duration: string,
): readonly (readonly [column: string, value: string])[] => [
  ...FINAL_STATUSES.map((each) => [each, `(${status} = '${each}')`] as const),
  ['duration_ms', duration],
]

// An end counts once: only while the stored execution, if there is one, has not ended.
const COUNTS = `NOT EXISTS (SELECT 1 FROM executions WHERE id = value ->> 0 AND ${HAS_ENDED})`

const ended = countColumns('value ->> 3', 'value ->> 4')

const ADD_TOTALS = `INSERT INTO execution_totals (status, count, duration_ms)
  SELECT value ->> 3, count(*), sum(value ->> 4) FROM json_each(?) WHERE ${COUNTS} GROUP BY 1
  ON CONFLICT DO UPDATE SET count = count + excluded.count, duration_ms = duration_ms + excluded.duration_ms`

const ADD_BUCKETS = `INSERT INTO execution_buckets
    (script_id, bucket, duration_class, ${ended.map(([column]) => column).join(', ')})
  SELECT value ->> 1, value ->> 2, value ->> 5, ${ended.map(([, value]) => `sum(${value})`).join(', ')}
  FROM json_each(?) WHERE ${COUNTS} GROUP BY 1, 2, 3
  ON CONFLICT DO UPDATE SET ${ended.map(([column]) => `${column} = ${column} + excluded.${column}`).join(', ')}`

/** Both take the ends of executions as a JSON list of these, before the ends themselves are written. */
export const ADD_TO_COUNTERS = [ADD_TOTALS, ADD_BUCKETS] as const

export const endRow = ({ id, script_id, finished_at, status, duration_ms }: ExecutionHead) => [
  id,
  script_id,
  hourOf(finished_at ?? ''),
  status,
  duration_ms,
  durationClass(duration_ms ?? 0),
]

const subtract = countColumns('e.status', 'e.duration_ms')

/** What follows the execution `e` has to be decided first: with the execution its follow-up would be deleted. */
export const IS_NOT_FOLLOWED = `NOT EXISTS (SELECT 1 FROM follow_ups WHERE execution_id = e.id AND outcome = 'pending')`

// Whether an execution was counted with its class is known from the hour, except for that of an upgrade.
const BUCKET_OF = `SELECT script_id, bucket, max(duration_class) FROM execution_buckets AS b
  WHERE b.script_id = e.script_id AND b.bucket = ${hourOfSql('e.finished_at')}
    AND b.duration_class IN (${UNKNOWN_CLASS}, ${durationClassSql('e.duration_ms')})`

/** Takes a stored execution out of the counters, before it is deleted. */
export const subtractFromCounters = (id: string): InStatement[] => [
  {
    sql: `UPDATE execution_totals SET count = count - 1, duration_ms = execution_totals.duration_ms - e.duration_ms
      FROM executions AS e WHERE e.id = ? AND e.status = execution_totals.status AND ${IS_NOT_FOLLOWED}`,
    args: [id],
  },
  {
    sql: `UPDATE execution_buckets
      SET ${subtract.map(([column, value]) => `${column} = execution_buckets.${column} - ${value}`).join(', ')}
      FROM executions AS e WHERE e.id = ? AND e.${HAS_ENDED} AND ${IS_NOT_FOLLOWED}
        AND (execution_buckets.script_id, execution_buckets.bucket, execution_buckets.duration_class) = (${BUCKET_OF})`,
    args: [id],
  },
]
