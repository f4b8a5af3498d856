import type { InStatement } from '@libsql/client'
import { hasText } from '../../../db/errors.ts'
import type { WriteKind } from '../../../db/writer.ts'
import type { ExecutionHead, ExecutionRecord, ExecutionWrite, NodeRecord } from '../../../engine/records.ts'
import { isWithin } from '../../../lib/json/json-value.ts'
import { forgetWaits, waitStatements } from '../waiting/wait-statements.ts'
import { ADD_TO_COUNTERS, endRow, IS_NOT_FOLLOWED, subtractFromCounters } from './counter-statements.ts'
import {
  END_EXECUTION,
  HAS_ENDED,
  SAVE_EXECUTION,
  toEndRow,
  toExecutionRow,
  toProgressRow,
  UPDATE_EXECUTION,
} from './execution-codec.ts'
import type { FollowUpStatements } from './follow-up-statements.ts'
import { CANCEL_NODES, SAVE_NODE, SAVE_NODES, toNodeRow, toNodeValues } from './node-codec.ts'

/** Statements that fail, by a constraint, when an execution must not be accepted. */
export interface StatementClaim {
  readonly statements: readonly InStatement[]
}

// Guarantee: every claim that the engine is given was created as a `StatementClaim`.
const claimStatements = ({ claim }: ExecutionWrite): readonly InStatement[] =>
  claim ? (claim as StatementClaim).statements : []

// Sets to null what must not be, which fails the transaction; where it changes nothing, nothing is written.
const REFUSE_TAKEN = `UPDATE executions SET fence = NULL
  FROM (SELECT value ->> 0 AS id, value ->> 1 AS fence FROM json_each(?)) AS held
  WHERE executions.id = held.id AND executions.fence <> held.fence`
const REFUSE_KNOWN = 'UPDATE executions SET graph_hash = NULL WHERE id IN (SELECT value FROM json_each(?))'

/** Fail when another host has taken or created one of the executions. */
const guards = (items: readonly ExecutionItem[]): InStatement[] => {
  const held = items.flatMap(({ execution: { id }, fence }) => (fence === undefined ? [] : [[id, fence]]))
  const created = items.flatMap(({ execution: { id }, isNew }) => (isNew ? [id] : []))
  return [
    ...(held.length > 0 ? [{ sql: REFUSE_TAKEN, args: [JSON.stringify(held)] }] : []),
    ...(created.length > 0 ? [{ sql: REFUSE_KNOWN, args: [JSON.stringify(created)] }] : []),
  ]
}

/** Whether a write failed because another host has taken or created its execution. */
export const isTaken = (error: unknown): boolean =>
  hasText(error, 'executions.fence') || hasText(error, 'executions.graph_hash')

/** Hashes of what is known to be on disk. */
export interface StoredContents {
  has(hash: string): boolean
  set(hash: string, isStored: true): unknown
}

export interface ExecutionItem extends ExecutionWrite {
  /** Whether the execution has ended with this write. */
  readonly ends: boolean
}

/** Longer lists of nodes are stored row by row, so that reading one never takes much more memory than this. */
const MAX_INLINE_LENGTH = 1024 * 1024

const MAX_SHARED_SIZE = 10_000

/** Whether it is to be written by a statement of its own. */
const isLarge = ({ output, state }: NodeRecord): boolean =>
  !isWithin(output, { maxSize: MAX_SHARED_SIZE }) || !isWithin(state, { maxSize: MAX_SHARED_SIZE })

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

// Below what any database takes as one value, above what most commits need.
const MAX_PARAMETER_LENGTH = 2 * 1024 * 1024

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

const ownStatements = ({ execution, part = 'all' }: ExecutionItem, inline: string | null): InStatement[] => {
  if (part === 'none') return []
  return part === 'all'
    ? [{ sql: SAVE_EXECUTION, args: toExecutionRow(execution, inline) }]
    : [{ sql: UPDATE_EXECUTION, args: toProgressRow(execution) }]
}

/** Adds large nodes to the statements, others to the rows that one statement writes. */
const addNodes = ({ execution, nodes }: ExecutionItem, statements: InStatement[], rows: unknown[]) => {
  for (const node of nodes) {
    if (isLarge(node)) statements.push({ sql: SAVE_NODE, args: [execution.id, ...toNodeValues(node)] })
    else rows.push([execution.id, ...toNodeRow(node)])
  }
}

/** One that is written whole has waited for nothing. */
const isKnown = ({ isWhole }: ExecutionItem): boolean => isWhole !== true

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
 * A graph and a snapshot of variables are written once, as `stored` tells by their hashes.
 */
export const createSaveExecutions = (
  stored: StoredContents,
  followUps: FollowUpStatements,
): WriteKind<ExecutionItem, void> => {
  const graphRows = (items: readonly ExecutionItem[]) =>
    items.flatMap(({ graphs }) =>
      graphs.filter(({ hash }) => !stored.has(hash)).map(({ hash, graph }) => [hash, graph]),
    )
  const variableRows = (items: readonly ExecutionItem[]) => {
    const snapshots = items.flatMap(({ variables }) =>
      variables && !stored.has(variables.hash) ? [[variables.hash, variables.text] as const] : [],
    )
    return [...new Map(snapshots)]
  }

  return {
    weigh: ({ bytes = 0 }) => bytes,
    statements(items) {
      const statements = guards(items)
      const add = (sql: string, rows: readonly unknown[]) => {
        for (const text of toParameters(rows)) statements.push({ sql, args: [text] })
      }
      add(
        'INSERT OR IGNORE INTO graphs (hash, graph) SELECT value ->> 0, value -> 1 FROM json_each(?)',
        graphRows(items),
      )
      add(
        'INSERT OR IGNORE INTO variable_snapshots (hash, variables) SELECT value ->> 0, value ->> 1 FROM json_each(?)',
        variableRows(items),
      )
      const ends = endsOf(items)
      for (const sql of ADD_TO_COUNTERS) add(sql, ends.map(endRow))
      const rows: unknown[] = []
      for (const item of items) {
        const inline = inlineNodes(item)
        statements.push(...claimStatements(item), ...ownStatements(item, inline))
        if (inline === null) addNodes(item, statements, rows)
      }
      add(SAVE_NODES, rows)
      statements.push(
        ...items.flatMap(waitStatements),
        ...forgetWaits(endsOf(items.filter(isKnown)).map(({ id }) => id)),
      )
      return [...statements, ...followUps.of(ends)]
    },
    results(sets, items) {
      if (items.some(({ ends }) => ends)) followUps.committed(sets)
      for (const { graphs, variables } of items) {
        for (const { hash } of graphs) stored.set(hash, true)
        if (variables) stored.set(variables.hash, true)
      }
      return items.map(() => undefined)
    },
  }
}

export interface UnreadEnd {
  readonly head: ExecutionHead
  /** Larger values are removed. */
  readonly maxBytes: number
}

/** Writes the ends of executions whose data are not read. */
export const createEndExecution = (followUps: FollowUpStatements): WriteKind<UnreadEnd, void> => ({
  statements: (ends) => [
    ...ADD_TO_COUNTERS.map((sql) => ({ sql, args: [JSON.stringify(ends.map(({ head }) => endRow(head)))] })),
    ...forgetWaits(ends.map(({ head }) => head.id)),
    ...ends.flatMap(({ head, maxBytes }): InStatement[] => [
      { sql: CANCEL_NODES, args: [head.id] },
      { sql: END_EXECUTION, args: toEndRow(head, maxBytes) },
    ]),
    ...followUps.of(ends.map(({ head }) => head)),
  ],
  results(sets, ends) {
    followUps.committed(sets)
    return ends.map(() => undefined)
  },
})

/** Deletes an ended execution and takes it out of the counters; `false` when there was none that may be deleted. */
export const deleteExecution: WriteKind<string, boolean> = {
  statements: (ids) =>
    ids.flatMap((id): InStatement[] => [
      ...subtractFromCounters(id),
      { sql: `DELETE FROM executions AS e WHERE id = ? AND ${HAS_ENDED} AND ${IS_NOT_FOLLOWED}`, args: [id] },
    ]),
  results: (sets, ids) => {
    const each = sets.length / ids.length
    return ids.map((_, index) => (sets[(index + 1) * each - 1]?.rowsAffected ?? 0) > 0)
  },
}
