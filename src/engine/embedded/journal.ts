import type { Clock } from '../../lib/time/clock.ts'
import type { IsoTimes } from '../../lib/time/iso-times.ts'
import { type ExecutionEvent, eventsSince } from '../events.ts'
import type { HashedGraph } from '../graph/graph.ts'
import { type Outcome, type Step, stepKey } from '../interpreter/step.ts'
import type { ExecutionObserver } from '../observer.ts'
import {
  type ExecutionEnd,
  type ExecutionRecord,
  type ExecutionState,
  type ExecutionStore,
  endedExecution,
  type NodeRecord,
} from '../records.ts'

export interface JournalOptions extends ExecutionState {
  readonly graphs: readonly HashedGraph[]
  readonly store: ExecutionStore
  readonly observer: ExecutionObserver
  /** Whether `execution` and `nodes` are on disk as they are. */
  readonly stored: boolean
  readonly clock: Clock
  readonly times: IsoTimes
  /** What is not on disk after this long is written, so that a long execution can be seen and resumed. */
  readonly checkpointMs: number
}

const FIRST_PAUSE_MS = 100
const LONGEST_PAUSE_MS = 5000

/** All that is known of one execution, and which of it is not yet on disk. */
export class Journal {
  readonly execution: ExecutionRecord
  readonly #options: JournalOptions
  readonly #records: Map<string, NodeRecord>
  readonly #listeners = new Set<(event: ExecutionEvent) => void>()
  readonly #graphs: HashedGraph[]
  #dirty = new Set<NodeRecord>()
  #stored: boolean
  /** Whether the execution has been on disk, so that it may not be given up. */
  #accepted: boolean
  /** Whether anything of it may be on disk. */
  #written: boolean
  /** Settles with all writes that are under way. */
  #saving: Promise<void> = Promise.resolve()
  #seq: number
  #timer: NodeJS.Timeout | undefined

  constructor(options: JournalOptions) {
    const { execution, nodes } = options
    this.#options = options
    this.execution = execution
    this.#stored = options.stored
    this.#accepted = options.stored
    this.#written = options.stored
    this.#graphs = [...options.graphs]
    this.#records = new Map(nodes.map((node) => [stepKey(node.path, node.node_id), node]))
    // What a retry keeps of an earlier execution has to be written for this one, too.
    if (!options.stored) for (const node of this.#records.values()) this.#dirty.add(node)
    this.#seq = nodes.reduce((last, node) => Math.max(last, node.started_seq, node.finished_seq), 0)
  }

  get state(): ExecutionState {
    return { execution: this.execution, nodes: [...this.#records.values()] }
  }

  /** Marks the execution as running, once more after a restart. */
  startExecution() {
    const { execution } = this
    execution.status = 'running'
    execution.started_at ??= this.#now()
    execution.attempts++
    if (!this.#stored) return
    this.#stored = false
    this.#schedule()
  }

  /** Keeps a called script's graph with the execution. */
  addGraph(graph: HashedGraph) {
    if (!this.#graphs.some(({ hash }) => hash === graph.hash)) this.#graphs.push(graph)
  }

  find(key: string): NodeRecord | undefined {
    return this.#records.get(key)
  }

  /** A node's record from its start on; one that an earlier process began goes on where it was. */
  begin({ key, path, node }: Step): NodeRecord {
    const known = this.#records.get(key)
    const record = known ?? blankRecord(path, node.node)
    record.status = 'running'
    record.started_at ??= this.#now()
    if (!known) {
      record.started_seq = ++this.#seq
      this.#records.set(key, record)
      this.#tell({ seq: record.started_seq, type: 'node_started', node: record })
    }
    this.changed(record)
    this.#options.observer.nodeStarted(this.execution, record)
    return record
  }

  end(record: NodeRecord, outcome: Outcome) {
    const { clock, times } = this.#options
    const now = clock.now()
    record.status = outcome.status
    record.state = null
    record.finished_at = times.toText(now)
    record.duration_ms = record.started_at === null ? 0 : now - times.toMs(record.started_at)
    if (outcome.status === 'completed') {
      record.output = outcome.output
      record.port = outcome.port
    }
    if (outcome.status === 'failed') record.error = outcome.error
    this.#finished(record)
  }

  /** Does nothing when it was skipped before, in an earlier process. */
  skip(key: string, node: Pick<NodeRecord, 'path' | 'node_id' | 'type'>) {
    if (this.#records.get(key)?.status === 'skipped') return
    const record = blankRecord(node.path, { id: node.node_id, type: node.type })
    record.status = 'skipped'
    this.#records.set(key, record)
    this.#finished(record)
  }

  #finished(record: NodeRecord) {
    record.finished_seq = ++this.#seq
    this.changed(record)
    this.#options.observer.nodeEnded(this.execution, record)
    this.#tell({ seq: record.finished_seq, type: 'node_finished', node: record })
  }

  changed(record: NodeRecord) {
    this.#dirty.add(record)
    this.#schedule()
  }

  #schedule() {
    this.#timer ??= setTimeout(() => this.#checkpoint(), this.#options.checkpointMs).unref()
  }

  /** Resolves when all that is known now is on disk; rejects when it, or what was under way before it, is not. */
  flush(): Promise<void> {
    if (!this.#stored || this.#dirty.size > 0) {
      this.#stored = true
      const save = this.#save(this.#takeDirty())
      const saving = Promise.all([this.#saving, save]).then(() => undefined)
      this.#saving = saving
      // The next flush tries again what is dirty then, so it must not meet this failure.
      saving.catch(() => {
        if (this.#saving === saving) this.#saving = Promise.resolve()
      })
    }
    return this.#saving
  }

  async #save(nodes: readonly NodeRecord[]): Promise<void> {
    this.#written = true
    try {
      // A copy, because the end of the execution must not be seen on disk before `finish` counts it.
      const execution = { ...this.execution }
      await this.#options.store.save({ execution, nodes, graphs: this.#graphs })
      this.#accepted = true
    } catch (error) {
      for (const node of nodes) this.#dirty.add(node)
      this.#stored = false
      throw error
    }
  }

  /** As `flush`; an execution that was accepted waits for the disk until the signal is aborted. */
  flushPatiently(signal: AbortSignal): Promise<void> {
    return this.#insist(
      () => this.flush(),
      () => signal,
    )
  }

  /**
   * Writes the execution's end, with all that is not on disk yet, and tells it to those who listen. The end
   * cannot be seen before it is on disk; that of an accepted execution waits until the disk takes it.
   */
  async finish(end: ExecutionEnd, signal: () => AbortSignal): Promise<void> {
    const { store, clock, times } = this.#options
    const { execution } = this
    const ended = endedExecution(execution, end, { now: clock.now(), times })
    const write = {
      execution: ended,
      nodes: this.#takeDirty(),
      graphs: this.#graphs,
      isWhole: !this.#written,
    }
    await this.#insist(() => store.finish(write), signal)
    Object.assign(execution, ended)
    this.#tell({ seq: this.#seq + 1, type: 'execution_finished', execution })
  }

  async #insist(write: () => Promise<void>, signal: () => AbortSignal): Promise<void> {
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
      try {
        return await write()
      } catch (error) {
        if (!this.#accepted) throw error
      }
      await this.#options.clock.sleep(pause, signal())
    }
  }

  /** Calls `listener` with every event after `after`, those of the past first; returns how to stop. */
  follow(after: number, listener: (event: ExecutionEvent) => void): () => void {
    for (const event of eventsSince(this.state, after)) listener(event)
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  #now(): string {
    const { clock, times } = this.#options
    return times.toText(clock.now())
  }

  #takeDirty(): readonly NodeRecord[] {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const nodes = [...this.#dirty]
    this.#dirty = new Set()
    return nodes
  }

  #checkpoint() {
    this.#timer = undefined
    // A checkpoint only makes visible early what the next flush writes anyway, and that one reports its failure.
    this.flush().catch(() => undefined)
  }

  #tell(event: ExecutionEvent) {
    for (const listener of this.#listeners) listener(event)
  }
}

const blankRecord = (path: string, node: { readonly id: string; readonly type: string }): NodeRecord => ({
  path,
  node_id: node.id,
  type: node.type,
  status: 'pending',
  port: null,
  output: null,
  error: null,
  attempts: 0,
  started_at: null,
  finished_at: null,
  duration_ms: null,
  started_seq: 0,
  finished_seq: 0,
  state: null,
})
