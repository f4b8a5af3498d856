import { eq, inArray, sql } from 'drizzle-orm'
import { LRUCache } from 'lru-cache'
import type { Database } from '../../../db/client.ts'
import { pageReader } from '../../../db/page-reader.ts'
import { executions, graphs } from '../../../db/schema.ts'
import type { Writer } from '../../../db/writer.ts'
import type { Page } from '../../../domain/cursor.ts'
import type { Graph } from '../../../engine/graph/graph.ts'
import {
  ACTIVE_STATUSES,
  type ExecutionState,
  type ExecutionStatus,
  type ExecutionStore,
  type ExecutionWrite,
} from '../../../engine/records.ts'
import { fromStateRow, stateColumns, summaryColumns } from './execution-codec.ts'
import { createSaveExecutions, deleteExecution } from './save-statements.ts'

export interface ExecutionFilter {
  readonly script_id?: number | undefined
  readonly status?: string | undefined
  readonly batch_id?: string | undefined
  /** The first id. */
  readonly from?: string | undefined
  /** The id after the last one. */
  readonly before?: string | undefined
  readonly limit: number
}

const readPage = pageReader({ columns: summaryColumns, key: [executions.id], direction: 'DESC' })

const prepare = ({ orm }: Database) => ({
  find: orm
    .select(stateColumns)
    .from(executions)
    .where(eq(executions.id, sql.placeholder('id')))
    .prepare(),
  unfinished: orm
    .select(stateColumns)
    .from(executions)
    .where(inArray(executions.status, ACTIVE_STATUSES))
    .orderBy(executions.id)
    .prepare(),
  status: orm
    .select({ status: executions.status })
    .from(executions)
    .where(eq(executions.id, sql.placeholder('id')))
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

/** Executions as they were last written; the engine's own copy of a running one is newer. */
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

  /** An execution with its nodes, read in one statement. */
  async find(id: string): Promise<ExecutionState | undefined> {
    const found = await this.#query.find.get({ id })
    return found && fromStateRow(found)
  }

  async status(id: string): Promise<ExecutionStatus | undefined> {
    const found = await this.#query.status.get({ id })
    // Guarantee: only the engine writes this column, from an `ExecutionRecord`.
    return found?.status as ExecutionStatus | undefined
  }

  async unfinished(): Promise<readonly ExecutionState[]> {
    return (await this.#query.unfinished.all()).map(fromStateRow)
  }

  /** Summaries of executions, newest first. */
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

  /** Makes the next write of every graph store it again. */
  forgetGraphs() {
    this.#storedGraphs.clear()
  }

  /** Deletes an ended execution; `false` when there is none with this id. */
  remove(id: string): Promise<boolean> {
    return this.#writer.write(deleteExecution, id)
  }
}
