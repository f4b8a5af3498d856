import type { InValue } from '@libsql/client'
import { getTableColumns } from 'drizzle-orm'
import { executions } from '../../../db/schema.ts'
import {
  ACTIVE_STATUSES,
  type ExecutionRecord,
  type ExecutionState,
  FINAL_STATUSES,
} from '../../../engine/records.ts'
import { fromNodeRow, NODE_ROWS, type NodeRow } from './node-codec.ts'

const columns = getTableColumns(executions)
const COLUMNS = Object.keys(columns) as (keyof typeof columns)[]

/** The columns that change after an execution was accepted. */
const PROGRESS = [
  'status',
  'output',
  'error',
  'attempts',
  'started_at',
  'finished_at',
  'duration_ms',
  'nodes',
] as const satisfies (keyof typeof columns)[]

const SUMMARY_FIELDS = [
  'id',
  'script_id',
  'status',
  'error',
  'attempts',
  'batch_id',
  'retry_of',
  'created_at',
  'started_at',
  'finished_at',
  'duration_ms',
] as const satisfies (keyof ExecutionRecord & keyof typeof columns)[]

export type Summary = Pick<ExecutionRecord, (typeof SUMMARY_FIELDS)[number]>

/** The summary of an execution, with its fields in the order in which clients see them. */
export const summaryOf = (execution: Summary): Summary => pick(execution, SUMMARY_FIELDS)

export const summaryColumns = pick(columns, SUMMARY_FIELDS)

/** All columns of an execution, `nodes` with its node rows wherever they are stored. */
export const stateColumns = { ...columns, nodes: NODE_ROWS }

const hasStatus = (statuses: readonly string[]) =>
  `status IN (${statuses.map((status) => `'${status}'`).join(', ')})`

export const HAS_ENDED = hasStatus(FINAL_STATUSES)
// Written out, because a negation of the other condition could not use an index.
export const IS_ACTIVE = hasStatus(ACTIVE_STATUSES)

// A parameter for each column costs SQLite less than one with JSON of them all.
/** Creates an execution, or updates one that has not ended. */
export const SAVE_EXECUTION = `INSERT INTO executions (${COLUMNS.join(', ')})
  VALUES (${COLUMNS.map(() => '?').join(', ')})
  ON CONFLICT DO UPDATE SET ${PROGRESS.map((name) => `${name} = excluded.${name}`).join(', ')}
  WHERE NOT executions.${HAS_ENDED}`

/** The parameters of `SAVE_EXECUTION`; `nodes` is JSON of all node rows, `null` when they are stored one by one. */
export const toExecutionRow = (execution: ExecutionRecord, nodes: string | null): InValue[] => {
  const { input, output, error } = execution
  const row = {
    ...execution,
    input: JSON.stringify(input),
    output: JSON.stringify(output),
    error: error && JSON.stringify(error),
    nodes,
  }
  return COLUMNS.map((name) => row[name])
}

interface StoredState extends Record<keyof ExecutionRecord, unknown> {
  readonly input: string
  readonly output: string
  readonly nodes: string
}

export const fromStateRow = ({ nodes, input, output, ...rest }: StoredState): ExecutionState => {
  const rows: readonly NodeRow[] = JSON.parse(nodes)
  // Guarantee: only the engine writes these columns, from an `ExecutionRecord`.
  const execution = { ...rest, input: JSON.parse(input), output: JSON.parse(output) } as ExecutionRecord
  return { execution, nodes: rows.map(fromNodeRow) }
}

function pick<T extends object, K extends keyof T>(source: T, keys: readonly K[]): Pick<T, K> {
  const picked: Partial<Pick<T, K>> = {}
  for (const key of keys) picked[key] = source[key]
  return picked as Pick<T, K>
}
