import { eq, inArray, sql } from 'drizzle-orm'
import { LRUCache } from 'lru-cache'
import type { Database } from '../../db/client.ts'
import { pageReader } from '../../db/page-reader.ts'
import { executions, graphs } from '../../db/schema.ts'
import type { Writer } from '../../db/writer.ts'
import type { Page } from '../../domain/cursor.ts'
import type { Graph } from '../../engine/graph/graph.ts'
import type { ExecutionRecord, ExecutionState, ExecutionStore, ExecutionWrite } from '../../engine/records.ts'
import { fromNodeRow, type NodeRow } from './node-statements.ts'
import { createSaveExecutions, deleteExecution } from './statements.ts'

export type ExecutionRow = Omit<ExecutionRecord, 'input' | 'output'>

export interface ExecutionFilter {
  readonly script_id?: number | undefined
  readonly status?: string | undefined
  readonly batch_id?: string | undefined
  /** Ids from this one on. */
  readonly from?: string | undefined
  /** Ids before this one. */
  readonly before?: string | undefined
  readonly limit: number
}

const summary = {
  id: executions.id,
  script_id: executions.script_id,
  status: executions.status,
  error: executions.error,
  attempts: executions.attempts,
  batch_id: executions.batch_id,
  retry_of: executions.retry_of,
  created_at: executions.created_at,
  started_at: executions.started_at,
  finished_at: executions.finished_at,
  duration_ms: executions.duration_ms,
}

const row = { ...summary, graph_hash: executions.graph_hash, timeout_ms: executions.timeout_ms }

const readPage = pageReader({ columns: summary, key: [executions.id], direction: 'DESC' })

const NODES = sql<string>`coalesce(nodes, (SELECT json_group_array(json_array(path, node_id, type, status, port,
  json(output), json(error), attempts, started_at, finished_at, duration_ms, started_seq, finished_seq, json(state)))
  FROM (SELECT * FROM node_executions WHERE execution_id = ${executions.id}
    ORDER BY iif(started_seq > 0, started_seq, finished_seq))))`

const prepare = ({ orm }: Database) => ({
  find: orm
    .select({ ...row, input: executions.input, output: executions.output, nodes: NODES })
    .from(executions)
    .where(eq(executions.id, sql.placeholder('id')))
    .prepare(),
  unfinished: orm
    .select({ ...row, input: executions.input, output: executions.output, nodes: NODES })
    .from(executions)
    .where(inArray(executions.status, ['queued', 'running']))
    .orderBy(executions.id)
    .prepare(),
  inBatch: orm
    .select({ id: executions.id })
    .from(executions)
    .where(eq(executions.batch_id, sql.placeholder('id')))
    .orderBy(executions.id)
    .prepare(),
  graph: orm
    .select({ graph: graphs.graph })
    .from(graphs)
    .where(eq(graphs.hash, sql.placeholder('hash')))
    .prepare(),
})

/** Executions on disk; what the engine has in memory is newer. */
export class ExecutionRepository implements ExecutionStore {
  readonly #database: Database
  readonly #writer: Writer
  readonly #query: ReturnType<typeof prepare>
  readonly #storedGraphs = new LRUCache<string, true>({ max: 10_000 })
  readonly #saveExecutions = createSaveExecutions(this.#storedGraphs)

  constructor(database: Database, writer: Writer) {
    this.#database = database
    this.#writer = writer
    this.#query = prepare(database)
  }

  save(write: ExecutionWrite): Promise<void> {
    return this.#writer.write(this.#saveExecutions, { ...write, ends: false })
  }

  finish(write: ExecutionWrite): Promise<void> {
    return this.#writer.write(this.#saveExecutions, { ...write, ends: true })
  }

  async loadGraph(hash: string): Promise<Graph | undefined> {
    const found = await this.#query.graph.get({ hash })
    return found && JSON.parse(found.graph)
  }

  /** An execution with its nodes, in one statement. */
  async find(id: string): Promise<ExecutionState | undefined> {
    const found = await this.#query.find.get({ id })
    return found && toState(found)
  }

  async unfinished(): Promise<readonly ExecutionState[]> {
    return (await this.#query.unfinished.all()).map(toState)
  }

  /** Executions without their data, newest first. */
  page({ script_id, status, batch_id, from, before, limit }: ExecutionFilter): Promise<Page> {
    const where = {
      'script_id = ?': script_id,
      'status = ?': status,
      'batch_id = ?': batch_id,
      'id >= ?': from,
      'id < ?': before,
    }
    return readPage(this.#database, { where, limit })
  }

  /** Ids of the executions of a batch, the oldest first. */
  async inBatch(id: string): Promise<string[]> {
    const rows = await this.#query.inBatch.all({ id })
    return rows.map((row) => row.id)
  }

  /** Takes no graph for stored any more. */
  forgetGraphs() {
    this.#storedGraphs.clear()
  }

  /** Deletes an execution that has ended; `false` when there is none. */
  remove(id: string): Promise<boolean> {
    return this.#writer.write(deleteExecution, id)
  }
}

interface StoredRow extends Omit<ExecutionRow, 'status' | 'error'> {
  readonly status: string
  readonly error: unknown
}

const toState = ({ nodes, input, output, ...rest }: StoredState): ExecutionState => {
  const rows: readonly NodeRow[] = JSON.parse(nodes)
  return {
    execution: { ...toRow(rest), input: JSON.parse(input), output: JSON.parse(output) },
    nodes: rows.map(fromNodeRow),
  }
}

interface StoredState extends StoredRow {
  readonly nodes: string
  readonly input: string
  readonly output: string
}

// Guarantee: only the engine writes these columns, from values of these types.
const toRow = ({ status, error, ...rest }: StoredRow): ExecutionRow => ({
  ...rest,
  status: status as ExecutionRow['status'],
  error: error as ExecutionRow['error'],
})
