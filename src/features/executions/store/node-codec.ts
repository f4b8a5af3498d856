import type { InValue } from '@libsql/client'
import { getTableColumns, sql } from 'drizzle-orm'
import { executions, nodeExecutions } from '../../../db/schema.ts'
import type { NodeRecord } from '../../../engine/records.ts'

const { execution_id, ...columns } = getTableColumns(nodeExecutions)

// Guarantee: this and `toNodeRow` compile only if the table has a column for each field and no others.
const FIELDS = Object.keys(columns satisfies Record<keyof NodeRecord, unknown>) as (keyof typeof columns)[]

const KEY_FIELDS: ReadonlySet<string> = new Set(['path', 'node_id'] satisfies (keyof NodeRecord)[])
const JSON_FIELDS: ReadonlySet<string> = new Set([
  'output',
  'error',
  'state',
  'logs',
  'warnings',
  'earlier_errors',
] satisfies (keyof NodeRecord)[])

/**
 * A node's record without the names of its fields, in the order of the columns of `node_executions` after the
 * execution's id. Stored executions contain such rows, so columns may only be added, and only at the end.
 */
export type NodeRow = readonly unknown[]

export const toNodeRow = (record: NodeRecord): NodeRow => FIELDS.map((field) => record[field])

// A copy of an object with all fields is filled several times faster than an empty one.
const BLANK = Object.fromEntries(FIELDS.map((field) => [field, null]))

export const fromNodeRow = (row: NodeRow): NodeRecord => {
  const record: Record<string, unknown> = { ...BLANK }
  FIELDS.forEach((field, index) => {
    record[field] = row[index] ?? null
  })
  // Guarantee: rows are only made by `toNodeRow`.
  return record as unknown as NodeRecord
}

const valueAt = (field: keyof typeof columns, index: number): string => {
  // The execution's id stands first.
  const place = index + 1
  if (!JSON_FIELDS.has(field)) return `value ->> ${place}`
  return columns[field].notNull ? `value -> ${place}` : `nullif(value -> ${place}, 'null')`
}

/** A field of a node's row in the JSON of an execution's `nodes`. */
export const inlineField = (field: keyof typeof columns): string => `value ->> ${FIELDS.indexOf(field)}`

const updates = FIELDS.filter((field) => !KEY_FIELDS.has(field)).map(
  (field) => `${field} = excluded.${field}`,
)

/** Takes a JSON list of node rows, each with its execution's id before it. */
export const SAVE_NODES = `INSERT INTO node_executions (execution_id, ${FIELDS.join(', ')})
  SELECT value ->> 0, ${FIELDS.map(valueAt).join(', ')} FROM json_each(?) WHERE true
  ON CONFLICT DO UPDATE SET ${updates.join(', ')}`

/** Cancels the nodes of an execution that have not ended. A retry needs the states of its loops and calls. */
export const CANCEL_NODES = `UPDATE node_executions SET status = 'cancelled'
  WHERE execution_id = ? AND status IN ('pending', 'running')`

/** Takes the values of one node. For large ones it is ten times as fast, because SQLite does not parse them. */
export const SAVE_NODE = `INSERT INTO node_executions (execution_id, ${FIELDS.join(', ')})
  VALUES (?, ${FIELDS.map(() => '?').join(', ')})
  ON CONFLICT DO UPDATE SET ${updates.join(', ')}`

/** The parameters of `SAVE_NODE` after the execution's id. */
export const toNodeValues = (record: NodeRecord): InValue[] => {
  const { output, error, state, logs, warnings, earlier_errors } = record
  const values = {
    ...record,
    output: JSON.stringify(output),
    error: error && JSON.stringify(error),
    state: toStateText(state),
    logs: logs && JSON.stringify(logs),
    warnings: warnings && JSON.stringify(warnings),
    earlier_errors: earlier_errors && JSON.stringify(earlier_errors),
  }
  return FIELDS.map((field) => values[field])
}

const toStateText = (state: unknown): string | null => (state === null ? null : JSON.stringify(state))

interface StoredNode extends Record<keyof NodeRecord, unknown> {
  readonly output: string
  readonly error: string | null
  readonly state: string | null
  readonly logs: string | null
  readonly warnings: string | null
  readonly earlier_errors: string | null
}

/** All of a node, its JSON as text. */
export const nodeColumns = columns

export const fromNodeColumns = (row: StoredNode): NodeRecord => {
  const parse = (text: string | null): unknown => (text === null ? null : JSON.parse(text))
  // Guarantee: only the engine writes these columns, from a `NodeRecord`.
  const { output, error, state, logs, warnings, earlier_errors } = row
  return {
    ...row,
    output: parse(output),
    error: parse(error),
    state: parse(state),
    logs: parse(logs),
    warnings: parse(warnings),
    earlier_errors: parse(earlier_errors),
  } as NodeRecord
}

const values = FIELDS.map((field) => (JSON_FIELDS.has(field) ? `json(${field})` : field))

/** The order of the nodes of an execution. */
export const firstEvent = ({
  started_seq,
  finished_seq,
}: Pick<NodeRecord, 'started_seq' | 'finished_seq'>): number => (started_seq > 0 ? started_seq : finished_seq)

const FIRST_EVENT = sql`iif(started_seq > 0, started_seq, finished_seq)`

/** The node rows of an execution as JSON, in the order of their first events, from whichever place holds them. */
export const NODE_ROWS = sql<string>`coalesce(${executions.nodes},
  (SELECT json_group_array(json_array(${sql.raw(values.join(', '))}))
    FROM (SELECT * FROM node_executions WHERE execution_id = ${executions.id}
      ORDER BY ${FIRST_EVENT})))`
