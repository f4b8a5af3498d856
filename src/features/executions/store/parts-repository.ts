import type { InStatement, ResultSet, Row } from '@libsql/client'
import { eq, sql } from 'drizzle-orm'
import type { Database } from '../../../db/client.ts'
import { executions } from '../../../db/schema.ts'
import { isFinal, type NodeRecord, WAIT_FOR_EVENT } from '../../../engine/records.ts'
import type { Turns } from '../../../lib/async/turns.ts'
import { type Summary, summaryColumns } from './execution-codec.ts'
import { type NodeIndex, NodeIndexes } from './index-repository.ts'
import { fromNodeRow } from './node-codec.ts'

/** An execution with more data is read in parts. */
export const LARGE = { bytes: 262_144, nodes: 500 }

/** What is read at once. */
const PART = { bytes: 262_144, nodes: 200 }

const SIZE = `SELECT octet_length(input) + octet_length(output) + coalesce(octet_length(nodes), 0) AS own,
  (SELECT json_array(count(*), sum(bytes)) FROM (SELECT octet_length(output) + coalesce(octet_length(logs), 0) + coalesce(octet_length(warnings), 0) + coalesce(octet_length(earlier_errors), 0) AS bytes FROM node_executions
    WHERE execution_id = executions.id LIMIT ${LARGE.nodes + 1})) AS nodes
  FROM executions WHERE id = ?`

const NODE = `SELECT rowid AS row, path, node_id, type, status, port, attempts, started_at, finished_at, duration_ms, error,
  logs, warnings, earlier_errors, iif(type = '${WAIT_FOR_EVENT}' AND status = 'running', state, NULL) AS state,
  iif(octet_length(output) > ${PART.bytes}, NULL, output) AS output
  FROM node_executions`

/** A node's row with its output, error, logs, warnings and earlier errors as JSON text, and without a long output, which `longOutput` reads. */
export interface StoredNode
  extends Omit<
    NodeRecord,
    'output' | 'error' | 'logs' | 'warnings' | 'earlier_errors' | 'state' | 'started_seq' | 'finished_seq'
  > {
  readonly row: number
  readonly output: string | null
  readonly error: string | null
  readonly logs: string | null
  readonly warnings: string | null
  readonly earlier_errors: string | null
  /** Of a node that waits for an event. */
  readonly state: string | null
}

interface Wanted {
  readonly position: number
}

const prepare = ({ orm }: Database) => ({
  summary: orm
    .select(summaryColumns)
    .from(executions)
    .where(eq(executions.id, sql.placeholder('id')))
    .prepare(),
})

/** Reads large executions in parts, so that neither memory nor the event loop holds one in whole. */
export class PartsRepository {
  readonly #database: Database
  readonly #turns: Turns
  readonly #query: ReturnType<typeof prepare>
  readonly #indexes: NodeIndexes

  constructor(database: Database, turns: Turns) {
    this.#database = database
    this.#turns = turns
    this.#query = prepare(database)
    this.#indexes = new NodeIndexes(database, turns)
  }

  async isLarge(id: string): Promise<boolean> {
    const { rows } = await this.#read({ sql: SIZE, args: [id] })
    if (!rows[0]) return false
    const [nodes, bytes]: [number, number | null] = JSON.parse(String(rows[0].nodes))
    return nodes > LARGE.nodes || Number(rows[0].own) + (bytes ?? 0) > LARGE.bytes
  }

  async summary(id: string): Promise<Summary | undefined> {
    // Guarantee: only the engine writes these columns, from an `ExecutionRecord`.
    return (await this.#query.summary.get({ id })) as Summary | undefined
  }

  /** A column of an execution as JSON text in parts. */
  longValue(id: string, column: 'input' | 'output'): AsyncGenerator<Uint8Array> {
    return this.#bytes(
      `SELECT substr(CAST(${column} AS BLOB), ?, ?) AS part FROM executions WHERE id = ?`,
      id,
    )
  }

  /** The output of a node as JSON text in parts. */
  longOutput({ row }: StoredNode): AsyncGenerator<Uint8Array> {
    return this.#bytes(
      'SELECT substr(CAST(output AS BLOB), ?, ?) AS part FROM node_executions WHERE rowid = ?',
      row,
    )
  }

  /** The nodes of an execution that are stored with it; `undefined` when each has a row. */
  async inlineNodes(id: string): Promise<readonly NodeRecord[] | undefined> {
    const { rows } = await this.#read({
      sql: 'SELECT nodes FROM executions WHERE id = ?',
      args: [id],
    })
    const nodes = rows[0]?.nodes
    return typeof nodes === 'string' ? JSON.parse(nodes).map(fromNodeRow) : undefined
  }

  index({ id, status }: Pick<Summary, 'id' | 'status'>): Promise<NodeIndex> {
    return this.#indexes.of(id, isFinal(status))
  }

  /** A node that has a row. */
  async node(id: string, path: string, nodeId: string): Promise<StoredNode | undefined> {
    const sql = `${NODE} WHERE execution_id = ? AND path = ? AND node_id = ?`
    const { rows } = await this.#read({ sql, args: [id, path, nodeId] })
    return rows[0] && toStoredNode(rows[0])
  }

  /** An item of a loop as JSON, while the loop keeps it. */
  async loopItem(
    { id, path, loop }: { readonly id: string; readonly path: string; readonly loop: string },
    index: number,
  ): Promise<string | undefined> {
    const sql = `SELECT state -> ('$.items[' || ? || ']') AS item FROM node_executions
      WHERE execution_id = ? AND path = ? AND node_id = ?`
    const { rows } = await this.#read({ sql, args: [String(index), id, path, loop] })
    return typeof rows[0]?.item === 'string' ? rows[0].item : undefined
  }

  /** The nodes at positions of the index, some at a time, each with what it was asked for by. */
  async *nodes<T extends Wanted>(
    index: NodeIndex,
    wanted: Iterable<T>,
  ): AsyncGenerator<readonly (readonly [T, StoredNode])[]> {
    let part: T[] = []
    let bytes = 0
    for (const each of wanted) {
      part.push(each)
      bytes += Math.min(index.bytes[each.position] ?? 0, PART.bytes)
      if (part.length < PART.nodes && bytes < PART.bytes) continue
      yield this.#nodes(index, part)
      part = []
      bytes = 0
    }
    if (part.length > 0) yield this.#nodes(index, part)
  }

  async #nodes<T extends Wanted>({ rows: ids }: NodeIndex, part: readonly T[]) {
    const args = [JSON.stringify(part.map(({ position }) => ids[position]))]
    const { rows } = await this.#read({
      sql: `${NODE} WHERE rowid IN (SELECT value FROM json_each(?))`,
      args,
    })
    const byId = new Map(rows.map((row) => [Number(row.row), toStoredNode(row)]))
    return part.flatMap((each) => {
      const node = byId.get(ids[each.position] ?? 0)
      // The execution may have been deleted since.
      return node ? [[each, node] as const] : []
    })
  }

  async *#bytes(statement: string, key: string | number): AsyncGenerator<Uint8Array> {
    for (let start = 1; ; start += PART.bytes) {
      const { rows } = await this.#read({ sql: statement, args: [start, PART.bytes, key] })
      const part = rows[0]?.part
      if (!(part instanceof ArrayBuffer) || part.byteLength === 0) return
      yield new Uint8Array(part)
    }
  }

  /** Many readers who are answered in the same turn would hold the event loop together. */
  async #read(statement: InStatement): Promise<ResultSet> {
    if (this.#turns.isOver) await this.#turns.next()
    return this.#database.execute(statement)
  }
}

// Guarantee: the statement selects these columns.
const toStoredNode = (row: Row) => row as unknown as StoredNode
