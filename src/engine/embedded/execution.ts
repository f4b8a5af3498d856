import type { TraceHeaders } from '../../domain/trace-headers.ts'
import type { Budget } from '../../lib/async/byte-budget.ts'
import { type NodeError, toFailure } from '../errors.ts'
import type { ExecutionEvent } from '../events.ts'
import type { Plan } from '../interpreter/plan.ts'
import { type PlanOutcome, runPlan } from '../interpreter/run-plan.ts'
import {
  type ExecutionEnd,
  type ExecutionRecord,
  type ExecutionState,
  isFinal,
  type NodeRecord,
} from '../records.ts'
import { stepKey } from '../step-key.ts'
import { ExecutionAborted } from './abort.ts'
import { Journal, type JournalOptions } from './journal.ts'
import { EXECUTION_BYTES, frameBytes, outOfMemory } from './memory/execution-memory.ts'
import { Alarms } from './scheduling/alarms.ts'
import { Doorbell } from './scheduling/doorbell.ts'
import { type Place, UNCOUNTED } from './scheduling/place.ts'
import { toOutput } from './steps/output.ts'
import { EmbeddedRunner, type RunTools } from './steps/runner.ts'

export interface ExecutionOptions extends Omit<JournalOptions, 'clock' | 'graphs' | 'observer' | 'onFatal'> {
  readonly plan: Plan
  readonly tools: RunTools
  readonly concurrency: number
  /** Whether it has waited on disk, so that this is no new attempt. */
  readonly isContinued?: boolean
  /** The trace of the request behind it. */
  readonly trace?: TraceHeaders | undefined
}

export interface ExecutionStart {
  readonly place?: Place
  /** Called when it has only waited for a while; `true` when it is stopped for that, to wait on disk. */
  onIdle?(): boolean
}

const MAX_QUEUED_BYTES = EXECUTION_BYTES + 16_384

/** One execution in this process, from its creation to its end. */
export class EmbeddedExecution {
  readonly finished: Promise<ExecutionState>
  readonly #options: ExecutionOptions
  readonly #clock: Alarms
  readonly #journal: Journal
  readonly #abort = new AbortController()
  readonly #doorbell = new Doorbell()
  #suspension: AbortController | undefined
  readonly #settled: PromiseWithResolvers<ExecutionState>
  #hasStarted = false
  #bytesAtStart: number | undefined

  constructor(options: ExecutionOptions) {
    this.#options = options
    const { clock, observer } = options.tools
    this.#clock = new Alarms(clock)
    const onFatal = (error: NodeError) => this.#abort.abort(new ExecutionAborted('failed', toFailure(error)))
    this.#journal = new Journal({ ...options, graphs: [options.plan], clock, observer, onFatal })
    this.#settled = Promise.withResolvers()
    this.finished = this.#settled.promise
    // A rejection that is not awaited must not end the process.
    this.finished.catch(() => undefined)
  }

  get id(): string {
    return this.#journal.execution.id
  }

  get record(): ExecutionRecord {
    return this.#journal.execution
  }

  /** About how much memory it takes before its first node. */
  get bytesAtStart(): number {
    this.#bytesAtStart ??= this.#journal.bytesAtStart()
    return this.#bytesAtStart
  }

  /** Whether it is not to be kept in memory while it is queued. */
  get isLarge(): boolean {
    return this.bytesAtStart > MAX_QUEUED_BYTES
  }

  get state(): ExecutionState {
    return this.#journal.state
  }

  get hasStarted(): boolean {
    return this.#hasStarted
  }

  /** The first time for which it waits, in ms since the epoch; `Infinity` for none. */
  get nextAlarm(): number {
    return this.#clock.next
  }

  /** Takes the memory for what it has at its start; the limit that this exceeds is returned. */
  takeMemory(): Budget | undefined {
    const { memory, plan } = this.#options
    return memory.takeAtStart(this.bytesAtStart + frameBytes(plan.root.nodes.length), plan)
  }

  /** Gives its memory back, as it will not run. */
  release() {
    this.#options.memory.release()
  }

  persist(): Promise<void> {
    return this.#journal.flush()
  }

  eventsAfter(after: number, max: number): ExecutionEvent[] {
    return this.#journal.eventsAfter(after, max)
  }

  follow(after: number, listener: (event: ExecutionEvent) => void): () => void {
    return this.#journal.follow(after, listener)
  }

  start(start: ExecutionStart = {}) {
    this.#hasStarted = true
    this.#run(start).then(this.#settled.resolve, this.#settled.reject)
  }

  /** Resumes a step that was given an event. */
  wake({ path, node_id }: Pick<NodeRecord, 'path' | 'node_id'>) {
    this.#doorbell.ring(stepKey(path, node_id))
  }

  /** Stops all of its work; resolves once its end is on disk. */
  async cancel(): Promise<void> {
    this.#abort.abort(new ExecutionAborted('cancelled'))
    if (!this.#hasStarted) this.start()
    await this.finished
  }

  /** Stops it unfinished, on disk, to be resumed by a later start. */
  async suspend(): Promise<void> {
    const suspended = new ExecutionAborted('suspended')
    this.#abort.abort(suspended)
    this.#suspended.abort(suspended)
    if (this.#hasStarted) await this.finished.catch(() => undefined)
    else this.#settled.reject(this.#abort.signal.reason)
    this.release()
    if (isFinal(this.#journal.execution.status)) return
    if (this.#hasStarted) this.#journal.interruptions.markComputing(false)
    await this.#journal.flush()
  }

  /** Created on demand, as most executions end without being suspended. */
  get #suspended(): AbortController {
    this.#suspension ??= new AbortController()
    return this.#suspension
  }

  async #run({ place = UNCOUNTED, onIdle = () => false }: ExecutionStart): Promise<ExecutionState> {
    const { plan, concurrency, store, stored, trace, isContinued = false } = this.#options
    const tools = { ...this.#options.tools, clock: this.#clock }
    const variables = this.#options.variables?.values ?? {}
    const { execution } = this.#journal
    this.#journal.startExecution({ isContinued })
    tools.observer.executionStarted(execution, trace)
    const stopTimer = this.#startTimer(execution)
    const { signal } = this.#abort
    const events = { store, doorbell: this.#doorbell }
    const idling = { clock: this.#options.tools.clock, onIdle }
    const runner = new EmbeddedRunner({ journal: this.#journal, tools, signal, place, events, idling })
    try {
      // Should the process die of it, the next start must know.
      if (stored && !signal.aborted) await this.#journal.flushPatiently(signal)
      const info = { id: execution.id, script_id: execution.script_id }
      const outcome = this.#abort.signal.aborted
        ? this.#abortedOutcome()
        : await runPlan(
            {
              plan,
              params: execution.input,
              execution: info,
              resumeUrl: (step, waits) => this.#resumeUrl(step, waits),
              variables,
              concurrency,
              stepLimit: tools.stepLimit,
              strict: execution.strict,
            },
            runner,
          )
      await this.#journal.finish(this.#end(outcome), () => this.#suspended.signal)
      tools.observer.executionEnded(execution)
      return this.state
    } catch (error) {
      this.#abort.abort(new ExecutionAborted('suspended'))
      tools.observer.executionSuspended(execution)
      throw error
    } finally {
      stopTimer()
      runner.release()
      this.release()
    }
  }

  /** Nothing resumes an ad hoc run. */
  #resumeUrl(
    { path, nodeId }: { path: string; nodeId: string },
    waits: readonly string[],
  ): string | undefined {
    const { id, script_id, created_at } = this.record
    if (script_id === null) return undefined
    const link = { execution_id: id, path, node_id: nodeId, waits }
    return this.#options.tools.links?.urlOf(link, created_at)
  }

  #abortedOutcome(): PlanOutcome {
    if (this.#abort.signal.reason.kind === 'suspended') throw this.#abort.signal.reason
    return { status: 'cancelled' }
  }

  #startTimer({ timeout_ms, started_at, created_at }: ExecutionRecord): () => void {
    if (timeout_ms === null) return () => undefined
    const left = Date.parse(started_at ?? created_at) + timeout_ms - this.#clock.now()
    return this.#clock.after(Math.max(0, left), () => this.#abort.abort(new ExecutionAborted('timed_out')))
  }

  /** The outputs of several last nodes may be too large together. */
  #completion(output: unknown): ExecutionEnd {
    try {
      const checked = toOutput(output, this.#options.tools.outputBytes)
      const exceeded = this.#options.memory.take(checked.bytes)
      if (exceeded) throw outOfMemory(exceeded)
      return { status: 'completed', output: checked.output, error: null }
    } catch (error) {
      return { status: 'failed', output: null, error: toFailure(error) }
    }
  }

  #end(outcome: PlanOutcome): ExecutionEnd {
    const { status, node_id } = outcome
    if (status === 'completed') return this.#completion(outcome.output)
    if (status === 'failed') {
      return { status, output: null, error: { ...outcome.error, ...(node_id !== undefined && { node_id }) } }
    }
    const { failure } = this.#abort.signal.reason ?? {}
    if (failure) return { status: 'failed', output: null, error: failure }
    const kind = this.#abort.signal.reason?.kind === 'timed_out' ? 'timed_out' : 'cancelled'
    const message =
      kind === 'timed_out'
        ? `the execution took longer than ${this.#journal.execution.timeout_ms} ms, by the timeout_ms of the request or the script, or else EXECUTION_TIMEOUT_MS`
        : 'the execution was cancelled'
    return { status: kind, output: null, error: { code: `EXECUTION_${kind.toUpperCase()}`, message } }
  }
}
