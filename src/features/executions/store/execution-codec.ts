import type { InValue } from '@libsql/client'
import { getTableColumns, sql } from 'drizzle-orm'
import { IS_DELAYED as DELAYED, executions } from '../../../db/schema.ts'
import {
  ACTIVE_STATUSES,
  type ExecutionHead,
  type ExecutionRecord,
  type ExecutionState,
  FINAL_STATUSES,
} from '../../../engine/records.ts'
import { fromNodeRow, NODE_ROWS, type NodeRow } from './node-codec.ts'

// Only who takes an execution writes its fence.
const { fence: _, ...columns } = getTableColumns(executions)
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
  'interruptions',
  'error_code',
] as const satisfies (keyof typeof columns)[]

const SUMMARY_FIELDS = [
  'id',
  'script_id',
  'script_version',
  'status',
  'error',
  'attempts',
  'batch_id',
  'retry_of',
  'trigger',
  'created_at',
  'started_at',
  'finished_at',
  'duration_ms',
] as const satisfies (keyof ExecutionRecord & keyof typeof columns)[]

export type Summary = Pick<ExecutionRecord, (typeof SUMMARY_FIELDS)[number]>

/** The summary of an execution, with its fields in the order in which clients see them. */
export const summaryOf = (execution: Summary): Summary => pick(execution, SUMMARY_FIELDS)

export const summaryColumns = pick(columns, SUMMARY_FIELDS)

const { input, output, nodes, error_code, trigger_kind, schedule_id, start_at, ...small } = columns

/** The columns of an execution that are never large. */
export const headColumns = small

/** All of an execution, `nodes` with its node rows wherever they are stored. */
export const stateColumns = { ...small, input, output, nodes: NODE_ROWS }

/** The same without the node rows that are stored one by one. */
export const ownColumns = { ...small, input, output, nodes }

// What is around the values in the JSON of a node.
const NODE_BYTES = 300

/** How many bytes the data of an execution take. SQLite knows the lengths without reading the values. */
export const DATA_BYTES = sql<number>`octet_length(${input}) + octet_length(${output})
  + coalesce(octet_length(${nodes}), (SELECT sum(${sql.raw(String(NODE_BYTES))} + octet_length(output)
    + coalesce(octet_length(error), 0) + coalesce(octet_length(state), 0)
    + coalesce(octet_length(logs), 0) + coalesce(octet_length(warnings), 0) + coalesce(octet_length(earlier_errors), 0))
    FROM node_executions WHERE execution_id = ${executions.id}), 0)`

const hasStatus = (statuses: readonly string[]) =>
  `status IN (${statuses.map((status) => `'${status}'`).join(', ')})`

export const HAS_ENDED = hasStatus(FINAL_STATUSES)
// Written out, because a negation of the other condition could not use an index.
export const IS_ACTIVE = hasStatus(ACTIVE_STATUSES)
export const IS_DELAYED = DELAYED

// A parameter for each column costs SQLite less than one with JSON of them all.
/** Creates an execution, or updates one that has not ended. */
export const SAVE_EXECUTION = `INSERT INTO executions (${COLUMNS.join(', ')})
  VALUES (${COLUMNS.map(() => '?').join(', ')})
  ON CONFLICT DO UPDATE SET ${PROGRESS.map((name) => `${name} = excluded.${name}`).join(', ')}
  WHERE NOT executions.${HAS_ENDED}`

/** The parameters of `SAVE_EXECUTION`; `nodes` is JSON of all node rows, `null` when they are stored one by one. */
export const toExecutionRow = (execution: ExecutionRecord, nodes: string | null): InValue[] => {
  const row = { ...toColumns(execution, nodes), input: JSON.stringify(execution.input) }
  return COLUMNS.map((name) => row[name])
}

/** Updates an execution that is on disk and has not ended; its nodes are stored one by one. */
export const UPDATE_EXECUTION = `UPDATE executions SET ${PROGRESS.map((name) => `${name} = ?`).join(', ')}
  WHERE id = ? AND NOT ${HAS_ENDED}`

/** The parameters of `UPDATE_EXECUTION`. */
export const toProgressRow = (execution: ExecutionRecord): InValue[] => {
  const row = toColumns(execution, null)
  return [...PROGRESS.map((name) => row[name]), execution.id]
}

const toColumns = ({ input: _, output, error, trigger, ...rest }: ExecutionRecord, nodes: string | null) => ({
  ...rest,
  trigger: JSON.stringify(trigger),
  trigger_kind: trigger.kind,
  schedule_id: trigger.kind === 'schedule' ? Number(trigger.id) : null,
  output: JSON.stringify(output),
  error: error && JSON.stringify(error),
  error_code: error?.code ?? null,
  start_at: rest.status === 'scheduled' ? trigger.scheduled_at : null,
  nodes,
})

// An update rewrites the whole row, so SQLite would read into memory a value that is too large to ever be read.
const unlessTooLarge = (name: string) => `${name} = iif(octet_length(${name}) > ?, 'null', ${name})`

/** Ends an execution by writing only its end, and removes values that are too large to be read. */
export const END_EXECUTION = `UPDATE executions SET status = ?, error = ?, error_code = ?, finished_at = ?, duration_ms = ?,
  ${unlessTooLarge('input')}, ${unlessTooLarge('output')}
  WHERE id = ? AND NOT ${HAS_ENDED}`

/** The parameters of `END_EXECUTION`. */
export const toEndRow = (head: ExecutionHead, maxBytes: number): InValue[] => {
  const { id, status, error, finished_at, duration_ms } = head
  const end = [status, error && JSON.stringify(error), error?.code ?? null, finished_at, duration_ms]
  return [...end, maxBytes, maxBytes, id]
}

interface StoredState extends Record<keyof ExecutionRecord, unknown> {
  readonly input: string
  readonly output: string
  readonly nodes: string | null
}

/** Guarantee: only the engine writes these columns, from an `ExecutionRecord`. */
export const fromHeadRow = (row: Readonly<Record<keyof ExecutionHead, unknown>>) => row as ExecutionHead

export const fromStateRow = ({ nodes, input, output, ...rest }: StoredState): ExecutionState => {
  const rows: readonly NodeRow[] = JSON.parse(nodes ?? '[]')
  // Guarantee: only the engine writes these columns, from an `ExecutionRecord`.
  const execution = { ...rest, input: JSON.parse(input), output: JSON.parse(output) } as ExecutionRecord
  return { execution, nodes: rows.map(fromNodeRow) }
}

function pick<T extends object, K extends keyof T>(source: T, keys: readonly K[]): Pick<T, K> {
  const picked: Partial<Pick<T, K>> = {}
  for (const key of keys) picked[key] = source[key]
  return picked as Pick<T, K>
}
