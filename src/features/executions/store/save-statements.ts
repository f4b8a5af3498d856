import type { InStatement } from '@libsql/client'
import type { LRUCache } from 'lru-cache'
import type { WriteKind } from '../../../db/writer.ts'
import type { ExecutionRecord, ExecutionWrite } from '../../../engine/records.ts'
import { ADD_TO_COUNTERS, endRow, subtractFromCounters } from './counter-statements.ts'
import { HAS_ENDED, SAVE_EXECUTION, toExecutionRow } from './execution-codec.ts'
import { SAVE_NODES, toNodeRow } from './node-codec.ts'

export interface ExecutionItem extends ExecutionWrite {
  /** Whether the execution has ended with this write. */
  readonly ends: boolean
}

/** Longer lists of nodes are stored row by row, so that reading one never takes much more memory than this. */
const MAX_INLINE_LENGTH = 4 * 1024 * 1024

/** All node rows as JSON, to be stored with the execution itself; `null` when they are to be stored one by one. */
const inlineNodes = ({ nodes, isWhole }: ExecutionItem): string | null => {
  if (!isWhole) return null
  const texts: string[] = []
  let length = 0
  for (const node of nodes) {
    const text = JSON.stringify(toNodeRow(node))
    length += text.length
    if (length > MAX_INLINE_LENGTH) return null
    texts.push(text)
  }
  return `[${texts.join()}]`
}

// Far below the longest text that JavaScript and SQLite can hold, far above what most commits need.
const MAX_PARAMETER_LENGTH = 16 * 1024 * 1024

/** The rows as JSON lists: one in most commits, more where the outputs are large. */
function* toParameters(rows: readonly unknown[]): Generator<string> {
  let texts: string[] = []
  let length = 0
  for (const row of rows) {
    const text = JSON.stringify(row)
    if (texts.length > 0 && length + text.length > MAX_PARAMETER_LENGTH) {
      yield `[${texts.join()}]`
      texts = []
      length = 0
    }
    texts.push(text)
    length += text.length
  }
  if (texts.length > 0) yield `[${texts.join()}]`
}

/** The first end of each execution that has several in one commit. */
const endsOf = (items: readonly ExecutionItem[]): readonly ExecutionRecord[] => {
  const ends = new Map<string, ExecutionRecord>()
  for (const { ends: isEnd, execution } of items) {
    if (isEnd && !ends.has(execution.id)) ends.set(execution.id, execution)
  }
  return [...ends.values()]
}

/**
 * Writes executions and their nodes: a statement for each execution, and one each for the counters, buckets, nodes
 * and graphs of all that share a commit. Counters and buckets change in the transaction in which an execution ends.
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
      const ends = endsOf(items).map(endRow)
      for (const sql of ADD_TO_COUNTERS) add(sql, ends)
      const rows: unknown[] = []
      for (const item of items) {
        const { execution, nodes } = item
        const inline = inlineNodes(item)
        statements.push({ sql: SAVE_EXECUTION, args: toExecutionRow(execution, inline) })
        if (inline === null) rows.push(...nodes.map((node) => [execution.id, ...toNodeRow(node)]))
      }
      add(SAVE_NODES, rows)
      return statements
    },
    results(_sets, items) {
      for (const { graphs } of items) for (const { hash } of graphs) storedGraphs.set(hash, true)
      return items.map(() => undefined)
    },
  }
}

/** Deletes an ended execution and takes it out of the counters; `false` when there was none. */
export const deleteExecution: WriteKind<string, boolean> = {
  statements: (ids) =>
    ids.flatMap((id): InStatement[] => [
      ...subtractFromCounters(id),
      { sql: `DELETE FROM executions WHERE id = ? AND ${HAS_ENDED}`, args: [id] },
    ]),
  results: (sets, ids) => {
    const each = sets.length / ids.length
    return ids.map((_, index) => (sets[(index + 1) * each - 1]?.rowsAffected ?? 0) > 0)
  },
}
