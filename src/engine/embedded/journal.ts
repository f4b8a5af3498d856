import type { IsoTimes } from '../../lib/time/iso-times.ts'
import type { ExecutionEvent } from '../events.ts'
import type { HashedGraph } from '../graph/graph.ts'
import type { Outcome, Step } from '../interpreter/step.ts'
import type { ExecutionObserver } from '../observer.ts'
import {
  type ExecutionEnd,
  type ExecutionRecord,
  type ExecutionState,
  endedExecution,
  isFinal,
  type NodeRecord,
} from '../records.ts'
import { stepKey } from '../step-key.ts'
import { ExecutionWriter, type ExecutionWriterOptions } from './execution-writer.ts'

export interface JournalOptions extends ExecutionWriterOptions {
  readonly observer: ExecutionObserver
  readonly times: IsoTimes
}

/** The records of one execution and its nodes: changes them, announces each change, and has it written to disk. */
export class Journal {
  readonly execution: ExecutionRecord
  readonly #options: JournalOptions
  readonly #writer: ExecutionWriter
  readonly #records: Map<string, NodeRecord>
  readonly #listeners = new Set<(event: ExecutionEvent) => void>()
  /** The node of each event so far; the first event is at 1. */
  readonly #eventNodes: NodeRecord[] = []
  #seq: number

  constructor(options: JournalOptions) {
    const { execution, nodes } = options
    this.#options = options
    this.execution = execution
    this.#writer = new ExecutionWriter(options)
    this.#records = new Map(nodes.map((node) => [stepKey(node.path, node.node_id), node]))
    this.#seq = nodes.reduce((last, node) => Math.max(last, node.started_seq, node.finished_seq), 0)
    for (const node of nodes) {
      this.#eventNodes[node.started_seq] = node
      this.#eventNodes[node.finished_seq] = node
    }
  }

  get state(): ExecutionState {
    return { execution: this.execution, nodes: [...this.#records.values()] }
  }

  /** Marks the execution as running, again after a restart. */
  startExecution() {
    const { execution } = this
    execution.status = 'running'
    execution.started_at ??= this.#now()
    execution.attempts++
    this.#writer.markExecution()
  }

  find(key: string): NodeRecord | undefined {
    return this.#records.get(key)
  }

  /** The record of a node that starts, or that resumes after a restart. */
  startNode({ key, path, node }: Step): NodeRecord {
    const known = this.#records.get(key)
    const record = known ?? blankRecord(path, node.node)
    record.status = 'running'
    record.started_at ??= this.#now()
    if (record.started_seq === 0) {
      record.started_seq = ++this.#seq
      this.#records.set(key, record)
      this.#emit({ seq: record.started_seq, type: 'node_started', node: record })
    }
    this.changed(record)
    this.#options.observer.nodeStarted(this.execution, record)
    return record
  }

  endNode(record: NodeRecord, outcome: Outcome) {
    const { clock, times } = this.#options
    const now = clock.now()
    record.status = outcome.status
    record.finished_at = times.toText(now)
    record.duration_ms = record.started_at === null ? 0 : now - times.toMs(record.started_at)
    if (outcome.status === 'completed') {
      record.state = null
      record.output = outcome.output
      record.port = outcome.port
    }
    if (outcome.status === 'failed') record.error = outcome.error
    this.#nodeEnded(record)
  }

  /** Does nothing for a node that an earlier process has skipped. */
  skipNode(key: string, node: Pick<NodeRecord, 'path' | 'node_id' | 'type'>) {
    if (this.#records.get(key)?.status === 'skipped') return
    const record = blankRecord(node.path, { id: node.node_id, type: node.type })
    record.status = 'skipped'
    this.#records.set(key, record)
    this.#nodeEnded(record)
  }

  /** Must be called after every other change of a node's record. */
  changed(record: NodeRecord) {
    this.#writer.markNode(record)
  }

  /** Stores a called script's graph with the execution. */
  addGraph(graph: HashedGraph) {
    this.#writer.addGraph(graph)
  }

  /** Resolves once all changes so far are on disk; rejects when they cannot be written. */
  flush(): Promise<void> {
    return this.#writer.flush()
  }

  /** As `flush`, but an accepted execution waits until the disk works again, or the signal is aborted. */
  flushPatiently(signal: AbortSignal): Promise<void> {
    return this.#writer.flushPatiently(signal)
  }

  /** Ends the execution. Nobody sees the end before it is on disk; an accepted execution waits until it is. */
  async finish(end: ExecutionEnd, signal: () => AbortSignal): Promise<void> {
    const { clock, times } = this.#options
    const { execution } = this
    const ended = endedExecution(execution, end, { now: clock.now(), times })
    await this.#writer.finish(ended, signal)
    Object.assign(execution, ended)
    this.#emit({ seq: this.#seq + 1, type: 'execution_finished', execution })
  }

  /** At most `max` past events after sequence number `after`. */
  eventsAfter(after: number, max: number): ExecutionEvent[] {
    const events: ExecutionEvent[] = []
    let seq = after + 1
    for (; seq <= this.#seq && events.length < max; seq++) {
      const node = this.#eventNodes[seq]
      if (node) events.push({ seq, type: node.started_seq === seq ? 'node_started' : 'node_finished', node })
    }
    if (isFinal(this.execution.status) && seq === this.#seq + 1 && events.length < max) {
      events.push({ seq, type: 'execution_finished', execution: this.execution })
    }
    return events
  }

  /** Calls `listener` with every event after sequence number `after`, past ones first. Returns a function that stops this. */
  follow(after: number, listener: (event: ExecutionEvent) => void): () => void {
    for (const event of this.eventsAfter(after, Number.POSITIVE_INFINITY)) listener(event)
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  #nodeEnded(record: NodeRecord) {
    record.finished_seq = ++this.#seq
    this.changed(record)
    this.#options.observer.nodeEnded(this.execution, record)
    this.#emit({ seq: record.finished_seq, type: 'node_finished', node: record })
  }

  #emit(event: ExecutionEvent) {
    if (event.type !== 'execution_finished') this.#eventNodes[event.seq] = event.node
    for (const listener of this.#listeners) listener(event)
  }

  #now(): string {
    const { clock, times } = this.#options
    return times.toText(clock.now())
  }
}

export const blankRecord = (
  path: string,
  node: { readonly id: string; readonly type: string },
): NodeRecord => ({
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
