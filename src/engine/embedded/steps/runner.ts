import { Mailbox } from '../../../lib/async/mailbox.ts'
import type { MaybePromise } from '../../../lib/async/maybe-promise.ts'
import { NodeError, type NodeFailure, toFailure } from '../../errors.ts'
import type { Outcome, Round, Step, StepEvent, StepRunner, Verdict } from '../../interpreter/step.ts'
import type { NodeTypeCatalogue } from '../../node-type.ts'
import type { ResumeLinks } from '../../ports.ts'
import type { NodeRecord } from '../../records.ts'
import { ExecutionAborted } from '../abort.ts'
import type { Journal } from '../journal.ts'
import { frameBytes, outOfMemory } from '../memory/execution-memory.ts'
import { isRowRefused } from '../recovery/row-limit.ts'
import type { Place } from '../scheduling/place.ts'
import { WorkingPlace, type WorkingPlaceOptions } from '../scheduling/working-place.ts'
import type { Call, CompositeTools, Loop } from './composite.ts'
import { Composites } from './composites.ts'
import { type EventSource, type EventType, runEventWait } from './event-wait.ts'
import { type MissingReporter, missingReporter } from './missing-values.ts'
import { becomesTable, tabulateOutputs } from './outcomes/loop-table.ts'
import { pastOutcome } from './outcomes/past-outcome.ts'
import { unknownType } from './outcomes/unknown-type.ts'
import { toOutput } from './output.ts'
import { Tasks, type TasksOptions } from './tasks/tasks.ts'
import { runTimer } from './timer.ts'

export type RunTools = CompositeTools & TasksOptions['tools'] & RunnerTools

interface RunnerTools {
  readonly links?: ResumeLinks | undefined
  readonly types: NodeTypeCatalogue
  onFailure(step: Step, error: unknown): void
}

export interface RunnerOptions {
  readonly journal: Journal
  readonly tools: RunTools
  readonly signal: AbortSignal
  readonly place: Place
  readonly events: EventSource
  /** See `WorkingPlace`. */
  readonly idling: Pick<WorkingPlaceOptions, 'clock' | 'onIdle'>
}

/** Runs the steps of one execution in this process and keeps its journal. */
export class EmbeddedRunner implements StepRunner {
  readonly #journal: Journal
  readonly #tools: RunTools
  readonly #signal: AbortSignal
  readonly #mailbox = new Mailbox<StepEvent>()
  readonly #composites: Composites
  readonly #tasks: Tasks
  readonly #place: WorkingPlace
  readonly #events: EventSource

  constructor({ journal, tools, signal, place, events, idling }: RunnerOptions) {
    this.#journal = journal
    this.#tools = tools
    this.#signal = signal
    this.#place = new WorkingPlace({ journal, place, signal, ...idling })
    this.#events = events
    const onExpired = (step: Step) => this.#mailbox.put({ step, expired: true })
    const attend = (waiting: Promise<void>) => this.#place.attend(waiting)
    this.#tasks = new Tasks({ journal, tools, flush: () => this.#flush(), rest: this.#rest })
    this.#composites = new Composites({ journal, tools, signal, onExpired, rest: this.#rest, attend })
  }

  /** Steps that never wait would starve everything else. */
  pause(): Promise<void> | undefined {
    const { turns, share } = this.#tools
    return turns.isOver ? turns.next(share.holder) : undefined
  }

  next(): MaybePromise<readonly StepEvent[]> {
    const events = this.#mailbox.take()
    return events instanceof Promise ? this.#place.awaitEvents(events) : events
  }

  /** To be called when the execution has ended, or is suspended. */
  release() {
    this.#place.close()
    this.#composites.close()
  }

  start(step: Step) {
    const past = pastOutcome(this.#journal.find(step.key))
    if (past) {
      this.#mailbox.put({ step, outcome: past })
      return
    }
    const record = this.#journal.startNode(step)
    const { type } = step.node
    if (type?.kind === 'loop' || type?.kind === 'call') {
      void this.#open(step, record, type)
      return
    }
    if (isWork(step)) this.#place.begin()
    const end = (outcome: Outcome) => this.#end(step, record, outcome)
    const fail = (error: unknown) => this.#fail(step, record, error)
    try {
      const outcome = this.#run(step, record)
      if (outcome instanceof Promise) outcome.then(end, fail)
      else end(outcome)
    } catch (error) {
      fail(error)
    }
  }

  refuse(step: Step, error: NodeFailure) {
    const record = this.#journal.startNode(step)
    const refused: Outcome = this.#signal.aborted ? { status: 'cancelled' } : { status: 'failed', error }
    this.#mailbox.put({ step, outcome: this.#journal.endNode(record, refused) })
  }

  enter(nodes: number): NodeFailure | undefined {
    const exceeded = this.#tools.memory.take(frameBytes(nodes))
    return exceeded && toFailure(outOfMemory(exceeded))
  }

  leave(nodes: number) {
    this.#tools.memory.give(frameBytes(nodes))
  }

  skip({ key, path, node }: Pick<Step, 'key' | 'path' | 'node'>) {
    this.#journal.skipNode(key, { path, node_id: node.node.id, type: node.node.type })
  }

  judge(step: Step, round: Round) {
    const record = this.#journal.find(step.key)
    if (!record) return
    this.#place.begin()
    const end = (verdict: Verdict) => {
      this.#place.end()
      this.#mailbox.put({ step, verdict })
    }
    const verdict = this.#composites.judge(step, record, round)
    if (verdict instanceof Promise) verdict.then(end, (error) => this.#mailbox.fail(error))
    else end(verdict)
  }

  close(step: Step, found: Outcome): Outcome | undefined {
    this.#composites.end(step)
    const record = this.#journal.find(step.key)
    if (record && becomesTable(record, found)) {
      void this.#closeAsTable(step, record, found)
      return undefined
    }
    return this.#conclude(step, record, this.#checkSize(found))
  }

  async #closeAsTable(step: Step, record: NodeRecord, found: Outcome): Promise<void> {
    this.#place.begin()
    const signal = this.#composites.signalAround(step.path)
    try {
      const tabulated = tabulateOutputs(step, found, this.#tools, signal).finally(() => this.#place.end())
      const outcome = this.#conclude(step, record, await tabulated)
      if (outcome) this.#mailbox.put({ step, outcome })
    } catch (error) {
      this.#fail(step, record, signal.aborted ? signal.reason : error)
    }
  }

  #conclude(step: Step, record: NodeRecord | undefined, outcome: Outcome): Outcome | undefined {
    if (record && outcome.status === 'failed' && this.#startRetry(step, record, outcome.error))
      return undefined
    const kept = record ? this.#journal.endNode(record, outcome) : outcome
    if (kept.status === 'failed') this.#tools.onFailure(step, kept.error)
    return kept
  }

  halt(step: Step) {
    this.#composites.halt(step)
  }

  #run(step: Step, record: NodeRecord): MaybePromise<Outcome> {
    const { type, node } = step.node
    const signal = this.#composites.signalAround(step.path)
    if (type?.kind === 'task') return this.#tasks.run(step, type, record, signal)
    if (type?.kind === 'event') return this.#awaitEvent(step, type, record, signal)
    if (type?.kind !== 'timer') throw unknownType(node.type, this.#tools.types)
    const onMissing = this.#onMissing(step, record)
    return runTimer({ step, type, record, journal: this.#journal, signal, onMissing }, this.#tools)
  }

  #awaitEvent(step: Step, type: EventType, record: NodeRecord, signal: AbortSignal): Promise<Outcome> {
    const flush = () => this.#flush()
    const onMissing = this.#onMissing(step, record)
    const run = {
      step,
      type,
      record,
      journal: this.#journal,
      signal,
      onMissing,
      flush,
      rest: this.#rest,
      ...this.#events,
    }
    return runEventWait(run, this.#tools)
  }

  async #open(step: Step, record: NodeRecord, type: Loop | Call): Promise<void> {
    this.#place.begin()
    try {
      const opening = this.#composites.open(step, record, type).finally(() => this.#place.end())
      this.#mailbox.put({ step, outcome: await opening })
    } catch (error) {
      const isFinal = error instanceof ExecutionAborted || (error instanceof NodeError && !error.retryable)
      if (isFinal || !this.#startRetry(step, record, toFailure(error))) this.#fail(step, record, error)
    }
  }

  /** `false` when no other attempt of the loop or call is to be made. */
  #startRetry(step: Step, record: NodeRecord, failure: NodeFailure): boolean {
    const { type } = step.node
    if (type?.kind !== 'loop' && type?.kind !== 'call') return false
    if (!this.#composites.retry(step, record, failure)) return false
    void this.#open(step, record, type)
    return true
  }

  readonly #rest = (waiting: Promise<void>) => this.#place.rest(waiting)

  #onMissing(step: Step, record: NodeRecord): MissingReporter {
    return missingReporter({ step, record, journal: this.#journal, secrets: this.#tools.secrets })
  }

  /** A disk failure is not a failure of the node: it suspends the execution. */
  async #flush(): Promise<void> {
    try {
      await this.#journal.flushPatiently(this.#signal)
    } catch (error) {
      if (isRowRefused(error)) throw new ExecutionAborted('failed')
      this.#mailbox.fail(error)
      throw new ExecutionAborted('suspended')
    }
  }

  #end(step: Step, record: NodeRecord, outcome: Outcome) {
    if (isWork(step)) this.#place.end()
    if (step.node.type?.kind === 'task') this.#tasks.settle(record)
    const kept = this.#journal.endNode(record, outcome)
    if (kept !== outcome && kept.status === 'failed') this.#tools.onFailure(step, kept.error)
    this.#mailbox.put({ step, outcome: kept })
  }

  #fail(step: Step, record: NodeRecord, error: unknown) {
    if (!(error instanceof ExecutionAborted)) {
      this.#tools.onFailure(step, error)
      this.#end(step, record, { status: 'failed', error: toFailure(error) })
    } else if (error.kind === 'suspended') {
      if (step.node.type?.kind === 'task') this.#tasks.suspend(record)
      this.#mailbox.fail(error)
    } else this.#end(step, record, { status: 'cancelled' })
  }

  #checkSize(outcome: Outcome): Outcome {
    if (outcome.status !== 'completed') return outcome
    try {
      return { ...outcome, ...toOutput(outcome.output, this.#tools.outputBytes) }
    } catch (error) {
      return { status: 'failed', error: toFailure(error) }
    }
  }
}

/** Timers only wait, and loops and calls work only while they open. */
const isWork = ({ node: { type } }: Step): boolean =>
  type === undefined || type.kind === 'task' || type.kind === 'event'
