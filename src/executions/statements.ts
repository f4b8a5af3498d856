import type { InStatement } from '@libsql/client'
import type { LRUCache } from 'lru-cache'
import type { WriteKind } from '../db/writer.ts'
import type { ExecutionRecord, ExecutionWrite } from '../engine/records.ts'

export interface ExecutionItem extends ExecutionWrite {
  /** Whether the execution has ended with this write. */
  readonly ends: boolean
}

const ENDED = `('completed', 'failed', 'cancelled', 'timed_out')`

// An end counts once: only while the stored execution, if there is one, has not ended.
const COUNTS = `NOT EXISTS (SELECT 1 FROM executions WHERE id = item.value ->> 'id' AND status IN ${ENDED})`

const ADD_TOTALS = `INSERT INTO execution_totals (status, count, duration_ms)
  SELECT item.value ->> 'status', count(*), sum(item.value ->> 'duration_ms')
  FROM json_each(?) AS item WHERE ${COUNTS} GROUP BY 1
  ON CONFLICT DO UPDATE SET count = count + excluded.count, duration_ms = duration_ms + excluded.duration_ms`

const ADD_BUCKETS = `INSERT INTO execution_buckets
    (script_id, bucket, completed, failed, cancelled, timed_out, duration_ms)
  SELECT item.value ->> 'script_id', substr(item.value ->> 'finished_at', 1, 13) || ':00:00.000Z',
    sum(item.value ->> 'status' = 'completed'), sum(item.value ->> 'status' = 'failed'),
    sum(item.value ->> 'status' = 'cancelled'), sum(item.value ->> 'status' = 'timed_out'),
    sum(item.value ->> 'duration_ms')
  FROM json_each(?) AS item WHERE ${COUNTS} GROUP BY 1, 2
  ON CONFLICT DO UPDATE SET completed = completed + excluded.completed, failed = failed + excluded.failed,
    cancelled = cancelled + excluded.cancelled, timed_out = timed_out + excluded.timed_out,
    duration_ms = duration_ms + excluded.duration_ms`

const SAVE_EXECUTIONS = `INSERT INTO executions
    (id, script_id, graph_hash, batch_id, retry_of, status, input, output, error, attempts, timeout_ms,
    created_at, started_at, finished_at, duration_ms)
  SELECT value ->> 'id', value ->> 'script_id', value ->> 'graph_hash', value ->> 'batch_id',
    value ->> 'retry_of', value ->> 'status', value -> 'input', value -> 'output',
    nullif(value -> 'error', 'null'), value ->> 'attempts', value ->> 'timeout_ms', value ->> 'created_at',
    value ->> 'started_at', value ->> 'finished_at', value ->> 'duration_ms'
  FROM json_each(?) WHERE true
  ON CONFLICT DO UPDATE SET status = excluded.status, output = excluded.output, error = excluded.error,
    attempts = excluded.attempts, started_at = excluded.started_at, finished_at = excluded.finished_at,
    duration_ms = excluded.duration_ms
  WHERE executions.status NOT IN ${ENDED}`

const SAVE_NODES = `INSERT INTO node_executions
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

const nodeRows = (items: readonly ExecutionItem[]) =>
  items.flatMap(({ execution, nodes }) =>
    nodes.map((node) => [
      execution.id,
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
    ]),
  )

// Far below the longest text that JavaScript and SQLite can hold, far above what most commits need.
const LONGEST_PARAMETER = 16 * 1024 * 1024

/** The rows as the texts of JSON arrays: mostly one, more where the outputs are large. */
function* toParameters(rows: readonly unknown[]): Generator<string> {
  let texts: string[] = []
  let length = 0
  for (const row of rows) {
    const text = JSON.stringify(row)
    if (texts.length > 0 && length + text.length > LONGEST_PARAMETER) {
      yield `[${texts.join()}]`
      texts = []
      length = 0
    }
    texts.push(text)
    length += text.length
  }
  if (texts.length > 0) yield `[${texts.join()}]`
}

/** What the counters need of the executions that end; of several ends of one execution the first. */
const endRows = (items: readonly ExecutionItem[]) => {
  const rows = new Map<
    string,
    Pick<ExecutionRecord, 'id' | 'script_id' | 'status' | 'finished_at' | 'duration_ms'>
  >()
  for (const { ends, execution } of items) {
    const { id, script_id, status, finished_at, duration_ms } = execution
    if (ends && !rows.has(id)) rows.set(id, { id, script_id, status, finished_at, duration_ms })
  }
  return [...rows.values()]
}

/**
 * Writes executions and their nodes: however many share a commit, five statements are enough. Counters and
 * buckets change in the transaction in which an execution ends. A graph is written once, as `storedGraphs` tells.
 */
export const createSaveExecutions = (
  storedGraphs: LRUCache<string, true>,
): WriteKind<ExecutionItem, void> => {
  const graphRows = (items: readonly ExecutionItem[]) =>
    items.flatMap(({ graphs }) =>
      graphs.filter(({ hash }) => !storedGraphs.has(hash)).map(({ hash, graph }) => [hash, graph]),
    )

  return {
    statements(items) {
      const statements: InStatement[] = []
      const add = (sql: string, rows: readonly unknown[]) => {
        for (const text of toParameters(rows)) statements.push({ sql, args: [text] })
      }
      add(
        'INSERT OR IGNORE INTO graphs (hash, graph) SELECT value ->> 0, value -> 1 FROM json_each(?)',
        graphRows(items),
      )
      const ended = endRows(items)
      add(ADD_TOTALS, ended)
      add(ADD_BUCKETS, ended)
      add(
        SAVE_EXECUTIONS,
        items.map(({ execution }) => execution),
      )
      add(SAVE_NODES, nodeRows(items))
      return statements
    },
    results(_sets, items) {
      for (const { graphs } of items) for (const { hash } of graphs) storedGraphs.set(hash, true)
      return items.map(() => undefined)
    },
  }
}

/** Deletes an execution that has ended and takes it out of the counters; `false` when there was none. */
export const deleteExecution: WriteKind<string, boolean> = {
  statements: (ids) =>
    ids.flatMap((id): InStatement[] => [
      {
        sql: `UPDATE execution_totals SET count = count - 1, duration_ms = execution_totals.duration_ms - e.duration_ms
          FROM executions AS e WHERE e.id = ? AND e.status = execution_totals.status`,
        args: [id],
      },
      {
        sql: `UPDATE execution_buckets SET completed = completed - (e.status = 'completed'),
            failed = failed - (e.status = 'failed'), cancelled = cancelled - (e.status = 'cancelled'),
            timed_out = timed_out - (e.status = 'timed_out'),
            duration_ms = execution_buckets.duration_ms - e.duration_ms
          FROM executions AS e WHERE e.id = ? AND e.status IN ${ENDED}
            AND execution_buckets.script_id = e.script_id
            AND execution_buckets.bucket = substr(e.finished_at, 1, 13) || ':00:00.000Z'`,
        args: [id],
      },
      { sql: `DELETE FROM executions WHERE id = ? AND status IN ${ENDED}`, args: [id] },
    ]),
  results: (sets, ids) => ids.map((_, index) => (sets[index * 3 + 2]?.rowsAffected ?? 0) > 0),
}
