import type { IsoTimes } from '../../lib/time/iso-times.ts'
import { type NodeFailure, toFailure } from '../errors.ts'
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
  type LogLine,
  type NodeRecord,
  type NodeWarning,
} from '../records.ts'
import { stepKey } from '../step-key.ts'
import { blankRecord } from './blank-record.ts'
import { ExecutionWriter, type ExecutionWriterOptions } from './execution-writer.ts'
import {
  EXECUTION_BYTES,
  type ExecutionMemory,
  outOfMemory,
  RECORD_BYTES,
} from './memory/execution-memory.ts'
import { NodeMemory } from './memory/node-memory.ts'
import { InterruptionCount } from './recovery/interruption-count.ts'
import { bytesOf } from './steps/output.ts'

export interface JournalOptions extends Omit<ExecutionWriterOptions, 'inputBytes'> {
  readonly observer: ExecutionObserver
  readonly times: IsoTimes
  readonly memory: ExecutionMemory
}

/** Of one node. */
const MAX_WARNINGS = 20
const MAX_EARLIER_MESSAGE = 1000

/** The records of one execution and its nodes: changes them, announces each change, and has it written to disk. */
export class Journal {
  readonly execution: ExecutionRecord
  readonly interruptions: InterruptionCount
  readonly #options: JournalOptions
  readonly #inputBytes: number
  readonly #writer: ExecutionWriter
  readonly #records: Map<string, NodeRecord>
  readonly #listeners = new Set<(event: ExecutionEvent) => void>()
  /** The node of each event so far; the first event is at 1. */
  readonly #eventNodes: NodeRecord[] = []
  readonly #nodeMemory: NodeMemory
  #seq: number

  constructor(options: JournalOptions) {
    const { execution, nodes } = options
    this.#options = options
    this.execution = execution
    this.#nodeMemory = new NodeMemory(options.memory, options.onFatal)
    this.#inputBytes = bytesOf(execution.input)
    this.#writer = new ExecutionWriter({ ...options, inputBytes: this.#inputBytes })
    this.interruptions = new InterruptionCount(execution, () => this.#writer.markExecution())
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

  /** About how much memory the execution takes at its start. */
  bytesAtStart(): number {
    let bytes = EXECUTION_BYTES + this.#inputBytes + (this.#options.variables?.bytes ?? 0)
    for (const [key, record] of this.#records) {
      const state = bytesOf(record.state)
      this.#nodeMemory.noteState(record, state)
      bytes += RECORD_BYTES + key.length + record.path.length + state
      bytes += bytesOf(record.output) + bytesOf(record.error)
      bytes += bytesOf(record.logs) + bytesOf(record.warnings) + bytesOf(record.earlier_errors)
    }
    return bytes
  }

  /** Marks the execution as running, again after a restart; `isContinued` after a wait, which ends no attempt. */
  startExecution({ isContinued }: { readonly isContinued: boolean }) {
    const { execution } = this
    execution.status = 'running'
    execution.started_at ??= this.#now()
    if (!isContinued) execution.attempts++
    this.interruptions.markComputing(true)
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
    this.#nodeMemory.startRunning(record)
    if (record.started_seq === 0) {
      record.started_seq = ++this.#seq
      if (!known) this.#add(key, record)
      this.#emit({ seq: record.started_seq, type: 'node_started', node: record })
    }
    this.changed(record)
    this.#options.observer.nodeStarted(this.execution, record)
    return record
  }

  /** Returns the outcome, or the failure of a node when there is no memory for its output. */
  endNode(record: NodeRecord, found: Outcome): Outcome {
    const bytes = bytesOfOutcome(found)
    this.#nodeMemory.endRunning(record)
    const outcome = this.#takeOutcome(found, bytes)
    if (outcome.status === 'completed') this.#nodeMemory.giveState(record)
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
    this.#nodeEnded(record, outcome === found ? bytes : 0)
    return outcome
  }

  /**
   * Keeps what resuming a node needs.
   * @throws NodeError when there is no memory for it
   */
  keepState(record: NodeRecord, state: object) {
    const bytes = bytesOf(state)
    const exceeded = this.#nodeMemory.takeState(record, bytes)
    if (exceeded) throw outOfMemory(exceeded)
    record.state = state
    this.changed(record, bytes)
  }

  /** Adds to the log of a node's attempt; lines are left out when there is no memory for them. */
  addLogs(record: NodeRecord, lines: readonly LogLine[]) {
    const bytes = bytesOf(lines)
    if (lines.length === 0 || this.#options.memory.take(bytes)) return
    record.logs = [...(record.logs ?? []), ...lines]
    this.changed(record, bytes)
  }

  /** Adds a warning to those of a node's attempt, each once; those for which there is no memory are left out. */
  addWarning(record: NodeRecord, warning: NodeWarning) {
    const known = record.warnings ?? []
    const isSame = ({ path, expression }: NodeWarning) =>
      path === warning.path && expression === warning.expression
    if (known.length >= MAX_WARNINGS || known.some(isSame)) return
    const bytes = bytesOf(warning)
    if (this.#options.memory.take(bytes)) return
    record.warnings = [...known, warning]
    this.changed(record, bytes)
  }

  /** Keeps why an attempt of a node has failed, before another one; those for which there is no memory are left out. */
  addEarlierError(record: NodeRecord, { code, message }: NodeFailure) {
    const error = {
      attempt: record.attempts,
      code,
      message: message.slice(0, MAX_EARLIER_MESSAGE),
      failed_at: this.#now(),
    }
    const bytes = bytesOf(error)
    if (this.#options.memory.take(bytes)) return
    record.earlier_errors = [...(record.earlier_errors ?? []), error]
    this.changed(record, bytes)
  }

  /** Before another attempt of a node. */
  dropReports(record: NodeRecord) {
    if (!record.logs && !record.warnings) return
    this.#options.memory.give(bytesOf(record.logs) + bytesOf(record.warnings))
    record.logs = null
    record.warnings = null
    this.changed(record)
  }

  /** Does nothing for a node that an earlier process has skipped. */
  skipNode(key: string, node: Pick<NodeRecord, 'path' | 'node_id' | 'type'>) {
    if (this.#records.get(key)?.status === 'skipped') return
    const record = blankRecord(node.path, { id: node.node_id, type: node.type })
    record.status = 'skipped'
    // Of an execution that ends for want of memory, what it skips is left out.
    if (this.#add(key, record)) this.#nodeEnded(record)
  }

  /** Must be called after every other change of a node's record; `bytes` tells about how many more it takes. */
  changed(record: NodeRecord, bytes = 0) {
    this.#writer.markNode(record, bytes)
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

  /** Cancels what an earlier process has left running and this one has not started again. */
  #cancelLeftovers() {
    for (const record of this.#records.values())
      if (record.status === 'running') this.endNode(record, { status: 'cancelled' })
  }

  /** Ends the execution. The end is not visible before it is on disk; an accepted execution waits until it is. */
  async finish(end: ExecutionEnd, signal: () => AbortSignal): Promise<void> {
    const { clock, times } = this.#options
    const { execution } = this
    this.#cancelLeftovers()
    const ended = endedExecution(execution, end, { now: clock.now(), times })
    Object.assign(execution, await this.#writer.finish(ended, signal))
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

  /** `false` for a record that is not kept, as there is no memory for it. */
  #add(key: string, record: NodeRecord): boolean {
    const hasRoom = this.#nodeMemory.takeOrEnd(RECORD_BYTES + key.length + record.path.length)
    const isKept = hasRoom || record.status !== 'skipped'
    if (isKept) this.#records.set(key, record)
    return isKept
  }

  #takeOutcome(outcome: Outcome, bytes: number): Outcome {
    const exceeded = this.#options.memory.take(bytes)
    return exceeded ? { status: 'failed', error: toFailure(outOfMemory(exceeded)) } : outcome
  }

  #nodeEnded(record: NodeRecord, bytes = 0) {
    record.finished_seq = ++this.#seq
    this.changed(record, bytes)
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

const bytesOfOutcome = (outcome: Outcome): number => {
  if (outcome.status === 'completed') return outcome.bytes ?? bytesOf(outcome.output)
  return outcome.status === 'failed' ? bytesOf(outcome.error) : 0
}
