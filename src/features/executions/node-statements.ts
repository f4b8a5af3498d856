import type { NodeRecord } from '../../engine/records.ts'

/** Takes the rows of nodes as JSON, each after its execution's id. */
export const SAVE_NODES = `INSERT INTO node_executions
    (execution_id, path, node_id, type, status, port, output, error, attempts, started_at, finished_at,
    duration_ms, started_seq, finished_seq, state)
  SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value -> 6,
    nullif(value -> 7, 'null'), value ->> 8, value ->> 9, value ->> 10, value ->> 11, value ->> 12,
    value ->> 13, nullif(value -> 14, 'null')
  FROM json_each(?) WHERE true
  ON CONFLICT DO UPDATE SET status = excluded.status, port = excluded.port, output = excluded.output,
    error = excluded.error, attempts = excluded.attempts, started_at = excluded.started_at,
    finished_at = excluded.finished_at, duration_ms = excluded.duration_ms,
    started_seq = excluded.started_seq, finished_seq = excluded.finished_seq, state = excluded.state`

/** A node's record as it is stored, without names: the columns of `node_executions` after the execution's id. */
export type NodeRow = ReturnType<typeof nodeRow>

export const nodeRow = (node: NodeRecord) =>
  [
    node.path,
    node.node_id,
    node.type,
    node.status,
    node.port,
    node.output,
    node.error,
    node.attempts,
    node.started_at,
    node.finished_at,
    node.duration_ms,
    node.started_seq,
    node.finished_seq,
    node.state,
  ] as const

export const fromNodeRow = (row: NodeRow): NodeRecord => ({
  path: row[0],
  node_id: row[1],
  type: row[2],
  status: row[3],
  port: row[4],
  output: row[5],
  error: row[6],
  attempts: row[7],
  started_at: row[8],
  finished_at: row[9],
  duration_ms: row[10],
  started_seq: row[11],
  finished_seq: row[12],
  state: row[13],
})
