import type { InStatement, InValue } from '@libsql/client'
import type { LRUCache } from 'lru-cache'
import type { WriteKind } from '../../db/writer.ts'
import type { ExecutionRecord, ExecutionWrite } from '../../engine/records.ts'
import { nodeRow, SAVE_NODES } from './node-statements.ts'

export interface ExecutionItem extends ExecutionWrite {
  /** Whether the execution has ended with this write. */
  readonly ends: boolean
}

const ENDED = `('completed', 'failed', 'cancelled', 'timed_out')`

// An end counts once: only while the stored execution, if there is one, has not ended.
const COUNTS = `NOT EXISTS (SELECT 1 FROM executions WHERE id = value ->> 0 AND status IN ${ENDED})`

const ADD_TOTALS = `INSERT INTO execution_totals (status, count, duration_ms)
  SELECT value ->> 3, count(*), sum(value ->> 4) FROM json_each(?) WHERE ${COUNTS} GROUP BY 1
  ON CONFLICT DO UPDATE SET count = count + excluded.count, duration_ms = duration_ms + excluded.duration_ms`

const ADD_BUCKETS = `INSERT INTO execution_buckets (script_id, bucket, completed, failed, cancelled, timed_out, duration_ms)
  SELECT value ->> 1, value ->> 2, sum(value ->> 3 = 'completed'), sum(value ->> 3 = 'failed'),
    sum(value ->> 3 = 'cancelled'), sum(value ->> 3 = 'timed_out'), sum(value ->> 4)
  FROM json_each(?) WHERE ${COUNTS} GROUP BY 1, 2
  ON CONFLICT DO UPDATE SET completed = completed + excluded.completed, failed = failed + excluded.failed,
    cancelled = cancelled + excluded.cancelled, timed_out = timed_out + excluded.timed_out,
    duration_ms = duration_ms + excluded.duration_ms`

const endRow = ({ id, script_id, finished_at, status, duration_ms }: ExecutionRecord) => [
  id,
  script_id,
  `${finished_at?.slice(0, HOUR)}:00:00.000Z`,
  status,
  duration_ms,
]

/** How much of a time tells its hour. */
const HOUR = '2026-11-24T10'.length

const EXECUTION_COLUMNS = [
  'id',
  'script_id',
  'graph_hash',
  'batch_id',
  'retry_of',
  'status',
  'input',
  'output',
  'error',
  'attempts',
  'timeout_ms',
  'created_at',
  'started_at',
  'finished_at',
  'duration_ms',
  'nodes',
] as const

// Values cost SQLite less than JSON of the same.
const SAVE_EXECUTION = `INSERT INTO executions (${EXECUTION_COLUMNS.join()})
  VALUES (${EXECUTION_COLUMNS.map(() => '?').join()})
  ON CONFLICT DO UPDATE SET status = excluded.status, output = excluded.output, error = excluded.error,
    attempts = excluded.attempts, started_at = excluded.started_at, finished_at = excluded.finished_at,
    duration_ms = excluded.duration_ms, nodes = excluded.nodes
  WHERE executions.status NOT IN ${ENDED}`

const executionRow = ({ execution }: ExecutionItem, nodes: string | null): InValue[] => {
  const { input, output, error } = execution
  const row = {
    ...execution,
    input: JSON.stringify(input),
    output: JSON.stringify(output),
    error: error && JSON.stringify(error),
    nodes,
  }
  return EXECUTION_COLUMNS.map((column) => row[column])
}

const nodeRows = (items: readonly ExecutionItem[]) =>
  items.flatMap(({ execution, nodes }) => nodes.map((node) => [execution.id, ...nodeRow(node)]))

/** What is longer stands in rows of its own. */
const LONGEST_INLINE = 4 * 1024 * 1024

/** All nodes of an execution as one text, to be kept in its own row; `null` for those that are not kept there. */
const inlineNodes = ({ nodes, isWhole }: ExecutionItem): string | null => {
  if (!isWhole) return null
  const texts: string[] = []
  let length = 0
  for (const node of nodes) {
    const text = JSON.stringify(nodeRow(node))
    length += text.length
    if (length > LONGEST_INLINE) return null
    texts.push(text)
  }
  return `[${texts.join()}]`
}

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

/** Of several ends of one execution the first. */
const endsOf = (items: readonly ExecutionItem[]): readonly ExecutionRecord[] => {
  const ends = new Map<string, ExecutionRecord>()
  for (const { ends: isEnd, execution } of items) {
    if (isEnd && !ends.has(execution.id)) ends.set(execution.id, execution)
  }
  return [...ends.values()]
}

/**
 * Writes executions and their nodes: a statement for each execution, and for however many share a commit one each for
 * their counters, buckets, nodes and graphs. Counters and buckets change in the transaction in which an execution ends.
 * A graph is written once, as `storedGraphs` tells.
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
      // A counter counts what has not ended yet, so before that is written.
      const ends = endsOf(items).map(endRow)
      add(ADD_TOTALS, ends)
      add(ADD_BUCKETS, ends)
      const others: ExecutionItem[] = []
      for (const item of items) {
        const nodes = inlineNodes(item)
        if (nodes === null) others.push(item)
        statements.push({ sql: SAVE_EXECUTION, args: executionRow(item, nodes) })
      }
      add(SAVE_NODES, nodeRows(others))
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
