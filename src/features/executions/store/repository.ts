import { setImmediate } from 'node:timers/promises'
import type { Database } from '../../../db/client.ts'
import { isDatabaseUnavailable } from '../../../db/errors.ts'
import type { Writer } from '../../../db/writer.ts'
import { AppError } from '../../../domain/errors.ts'
import type { Graph } from '../../../engine/graph/graph.ts'
import type {
  ExecutionHead,
  ExecutionState,
  ExecutionStore,
  ExecutionWrite,
  GivenEvent,
  NodeRecord,
  StepId,
} from '../../../engine/records.ts'
import { countedCache } from '../../../lib/store/counted-cache.ts'
import { endStepWait } from '../waiting/event-statements.ts'
import { fromHeadRow, fromStateRow } from './execution-codec.ts'
import { FollowUpStatements } from './follow-up-statements.ts'
import { firstEvent, fromNodeColumns } from './node-codec.ts'
import { NODES_PER_PAGE, prepareReads } from './read-statements.ts'
import {
  createEndExecution,
  createSaveExecutions,
  deleteExecution,
  type StoredContents,
} from './save-statements.ts'

const MAX_BYTES = 128 * 1024 * 1024
const MAX_TEXT_BYTES = 1024 * 1024

const NOTHING: StoredContents = { has: () => false, set: () => undefined }

export interface ExecutionRepositoryOptions {
  /** Executions with more bytes of data are not read. */
  readonly maxBytes?: number
  /** The script that runs after failures for which no other is named. */
  readonly onFailureScript?: number | undefined
  /** Whether others delete graphs that no execution needs any longer, so that none is known to be on disk. */
  readonly isShared?: boolean
}

/** Executions as they were last written; the engine's own copy of a running one is newer. */
export class ExecutionRepository implements ExecutionStore {
  readonly #writer: Writer
  readonly #maxBytes: number
  readonly #query: ReturnType<typeof prepareReads>
  /** Hashes of graphs and snapshots of variables that are on disk. */
  readonly #storedContents = countedCache<string, true>(10_000)
  /** Of ended executions that may be read, by id. Adding up the rows of 90,000 nodes takes 20 ms, and many readers ask for the same execution. */
  readonly #endedSizes = countedCache<string, number>(10_000)
  readonly #followUps: FollowUpStatements
  readonly #saveExecutions: ReturnType<typeof createSaveExecutions>
  readonly #endExecution: ReturnType<typeof createEndExecution>

  constructor(
    database: Database,
    writer: Writer,
    { maxBytes = MAX_BYTES, onFailureScript, isShared = false }: ExecutionRepositoryOptions = {},
  ) {
    this.#followUps = new FollowUpStatements(onFailureScript)
    const stored = isShared ? NOTHING : this.#storedContents
    this.#saveExecutions = createSaveExecutions(stored, this.#followUps)
    this.#endExecution = createEndExecution(this.#followUps)
    this.#maxBytes = maxBytes
    this.#writer = writer
    this.#query = prepareReads(database)
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

  /** The graph that an execution runs, as JSON. */
  ranGraph(id: string) {
    return this.#query.ranGraph.get({ id })
  }

  async loadVariables(hash: string): Promise<string | undefined> {
    return (await this.#query.variables.get({ hash }))?.text
  }

  async find(id: string, size?: number): Promise<ExecutionState | undefined> {
    const bytes = await this.assertReadable(id, size)
    try {
      return await (bytes > MAX_TEXT_BYTES ? this.#findLarge(id) : this.#find(id))
    } catch (cause) {
      if (isDatabaseUnavailable(cause)) throw cause
      throw new AppError('EXECUTION_UNREADABLE', { values: { id }, cause })
    }
  }

  async head(id: string): Promise<ExecutionHead | undefined> {
    const found = await this.#query.head.get({ id })
    return found && fromHeadRow(found)
  }

  /** Those of these ids that there are. */
  async present(ids: readonly string[]): Promise<ReadonlySet<string>> {
    const found = await this.#query.present.all({ ids: JSON.stringify(ids) })
    return new Set(found.map(({ id }) => id))
  }

  /** The output; `undefined` when it takes more bytes. */
  async outputWithin(id: string, maxBytes: number): Promise<{ readonly value: unknown } | undefined> {
    const found = await this.#query.outputWithin.get({ id, maxBytes })
    return found && { value: JSON.parse(found.output) }
  }

  async hasPendingFollowUp(id: string): Promise<boolean> {
    return (await this.#query.pendingFollowUp.get({ id })) !== undefined
  }

  async size(id: string): Promise<number> {
    const known = this.#endedSizes.get(id)
    if (known !== undefined) return known
    const found = await this.#query.size.get({ id })
    // One that is too large is asked for again, so that after its deletion it is answered as one that is not there.
    if (found?.hasEnded && found.bytes <= this.#maxBytes) this.#endedSizes.set(id, found.bytes)
    return found?.bytes ?? 0
  }

  /**
   * How many bytes its data take, unless the caller knows.
   * @throws AppError `EXECUTION_TOO_LARGE` when they would take too much memory
   */
  async assertReadable(id: string, size?: number): Promise<number> {
    const bytes = size ?? (await this.size(id))
    const limit = this.#maxBytes
    if (bytes > limit) throw new AppError('EXECUTION_TOO_LARGE', { values: { id, limit } })
    return bytes
  }

  async unfinished(after: string): Promise<readonly ExecutionHead[]> {
    return (await this.#query.unfinished.all({ after })).map(fromHeadRow)
  }

  end(ended: ExecutionHead): Promise<void> {
    return this.#writer.write(this.#endExecution, { head: ended, maxBytes: this.#maxBytes })
  }

  /** Ids of the executions of a batch, the oldest first. */
  async inBatch(id: string): Promise<string[]> {
    const rows = await this.#query.inBatch.all({ id })
    return rows.map((row) => row.id)
  }

  async #find(id: string): Promise<ExecutionState | undefined> {
    const found = await this.#query.find.get({ id })
    return found && fromStateRow(found)
  }

  /** Has no JSON made by SQLite, which takes long for large values. */
  async #findLarge(id: string): Promise<ExecutionState | undefined> {
    const found = await this.#query.own.get({ id })
    if (!found || found.nodes !== null) return found && fromStateRow(found)
    const nodes = await this.#nodesOf(id)
    // Retention may have deleted it between two pages.
    const isThere = (await this.#query.head.get({ id })) !== undefined
    return isThere ? { ...fromStateRow(found), nodes } : undefined
  }

  /** In the order of their first events. A loop may have hundreds of thousands, so others have their turns between pages. */
  async #nodesOf(id: string): Promise<NodeRecord[]> {
    const nodes: NodeRecord[] = []
    let after = { path: '', nodeId: '' }
    for (;;) {
      const page = await this.#query.nodesAfter.all({ id, ...after })
      for (const row of page) nodes.push(fromNodeColumns(row))
      const last = page.at(-1)
      if (!last || page.length < NODES_PER_PAGE) break
      after = { path: last.path, nodeId: last.node_id }
      await setImmediate()
    }
    return nodes.sort((a, b) => firstEvent(a) - firstEvent(b))
  }

  /** Calls `listener` whenever scripts are to start because executions have ended; that is on disk. */
  onFollowUps(listener: () => void) {
    this.#followUps.onAdded(listener)
  }

  /** Makes the next write of every graph and snapshot of variables store it again. */
  forgetContents() {
    this.#storedContents.clear()
  }

  async givenEvent({ execution_id, path, node_id }: StepId): Promise<GivenEvent | undefined> {
    const found = await this.#query.given.get({ execution_id, path, node_id })
    return found && { payload: JSON.parse(found.payload ?? 'null') }
  }

  endWait(step: StepId): Promise<boolean> {
    return this.#writer.write(endStepWait, step)
  }

  /** Deletes an ended execution; `false` when there is none with this id. */
  remove(id: string): Promise<boolean> {
    return this.#writer.write(deleteExecution, id)
  }
}
