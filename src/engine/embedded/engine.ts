import { AppError } from '../../domain/errors.ts'
import { memoryRefusal } from '../../domain/memory-limit.ts'
import { FairPlaces } from '../../lib/async/fair-places.ts'
import type { AdHocRequest, EngineLoad, ExecutionEngine, RunRequest, Submission } from '../engine.ts'
import type { ExecutionEvent } from '../events.ts'
import { PlanCache } from '../interpreter/plan-cache.ts'
import { NO_OBSERVER } from '../observer.ts'
import type { ExecutionHead, ExecutionState, StepId } from '../records.ts'
import type { EmbeddedExecution } from './execution.ts'
import { ExecutionFactory, type PreparedExecution } from './execution-factory.ts'
import type { EmbeddedOptions } from './limits.ts'
import { checkTogether, ExecutionMemory, isOwnLimit } from './memory/execution-memory.ts'
import { runAdHoc } from './scheduling/ad-hoc.ts'
import { AdmissionQueue } from './scheduling/admission.ts'
import { DelayedExecutions } from './scheduling/delayed/delayed-executions.ts'
import { EngagedExecutions } from './scheduling/delayed/engaged-executions.ts'
import { type EventListener, LiveExecution } from './scheduling/live-execution.ts'
import { enqueueResumed } from './scheduling/resumption.ts'
import { Scheduler } from './scheduling/scheduler.ts'
import { ScriptPlaces } from './scheduling/script-places.ts'
import { Sequences } from './scheduling/sequences.ts'
import { StoredExecutions } from './scheduling/stored-executions.ts'

/** A shorter wait is not worth it to leave memory. */
const MIN_PARKED_MS = 5000

/** Runs executions in this process. */
export class EmbeddedEngine implements ExecutionEngine {
  readonly #options: EmbeddedOptions
  readonly #factory: ExecutionFactory
  readonly #stored: StoredExecutions
  /** Places for executions that have not ended. */
  readonly #places: FairPlaces
  readonly #admission: AdmissionQueue
  readonly #scriptPlaces: ScriptPlaces
  readonly #scheduler: Scheduler
  readonly #sequences = new Sequences()
  readonly #delayed: DelayedExecutions
  /** Executions that have not ended, by id. */
  readonly #live: EngagedExecutions
  readonly attach = async (id: string) => this.submitted(id)
  #state: 'new' | 'open' | 'closed' = 'new'

  constructor(options: EmbeddedOptions) {
    const { clock, store, limits, services, turns, observer = NO_OBSERVER } = options
    this.#options = options
    const scriptPlaces = new ScriptPlaces(options.scripts, (scriptId) => options.delayed.waitingOf(scriptId))
    this.#scriptPlaces = scriptPlaces
    const plans = new PlanCache(options)
    this.#factory = new ExecutionFactory({ ...options, observer, scriptPlaces, plans })
    this.#stored = new StoredExecutions({
      store,
      observer,
      factory: this.#factory,
      logger: services.logger,
      types: options.types,
      turns,
      interruptions: limits.interruptions,
      memoryOf: (caller) => new ExecutionMemory(limits.memory, caller),
    })
    this.#places = new FairPlaces(limits.executions + limits.queue)
    this.#admission = new AdmissionQueue({
      places: this.#places,
      timeoutMs: limits.admissionTimeoutMs,
      clock,
    })
    this.#live = new EngagedExecutions({ places: this.#places, admission: this.#admission, scriptPlaces })
    this.#scheduler = new Scheduler({
      limit: limits.executions,
      isOpen: () => this.isOpen,
      load: (live) => this.#stored.load(live),
      park: (live) => this.#park(live),
      scriptPlaces,
      clock,
    })
    this.#delayed = new DelayedExecutions({
      ...options,
      store: options.delayed,
      executions: store,
      stored: this.#stored,
      admission: this.#admission,
      limit: limits.scheduled,
      isOpen: () => this.isOpen,
      start: (live, head) => this.#startDelayed(live, head),
      onParked: (live) => this.#live.leave(live),
      onEnded: (live) => scriptPlaces.leave(live),
      logger: services.logger,
    })
  }

  get isOpen(): boolean {
    return this.#state === 'open' && this.#options.leadership.isLeader
  }

  get load(): EngineLoad {
    const { running, size } = this.#live
    return { running, queued: size - running, ...this.#delayed.counts }
  }

  async start(): Promise<void> {
    const leftovers: ExecutionHead[] = []
    for await (const head of this.#stored.unfinished()) leftovers.push(head)
    await this.#scriptPlaces.readLimits(leftovers.map(({ script_id }) => script_id))
    const waiting = await this.#delayed.load()
    if (this.#state === 'closed') return
    const track = (head: ExecutionHead) => this.#live.add(new LiveExecution(head, { isResumed: true }))
    const resumed = leftovers.map((head) => ({ head, live: track(head) }))
    for (const { head, live } of resumed) if (head.started_at !== null) this.#scriptPlaces.restore(live)
    // Opens only now: a request repeated under the id of an unfinished execution must find that one.
    this.#state = 'open'
    const inOrder = [...resumed, ...waiting].sort((a, b) => (a.head.id < b.head.id ? -1 : 1))
    enqueueResumed(inOrder, {
      scheduler: this.#scheduler,
      sequences: this.#sequences,
      limits: this.#options.limits,
    })
    this.#delayed.open()
    if (resumed.length > 0) {
      this.#options.services.logger.info({ count: resumed.length }, 'unfinished executions found')
    }
  }

  async submit(request: RunRequest): Promise<Submission> {
    await this.#scriptPlaces.readLimits([request.scriptId])
    const preparing = this.#factory.prepare(request)
    const prepared = preparing instanceof Promise ? await preparing : preparing
    const admission = this.#admission.acquire(request.caller)
    if (admission) await admission
    // The place was reserved until now, when the execution takes it in the same turn.
    this.#places.release(request.caller)
    this.#scriptPlaces.assertAccepts(request.scriptId)
    const execution = this.#create(prepared)
    const exceeded = execution.takeMemory()
    if (exceeded && isOwnLimit(exceeded)) throw memoryRefusal(exceeded)
    const live = this.#accept(execution)
    if (request.durable || exceeded) await this.#persist(live)
    if (exceeded) live.unload()
    const isInTurn = this.#enqueueAfter(request.after, live)
    const isSoon = !request.durable || (!request.after && this.#scheduler.isShort)
    if (live.isDone || (isInTurn && isSoon && !execution.isLarge)) return live
    // It cannot start yet. Should the disk fail now, it stays in memory.
    await live.persist().then(
      () => live.unload(),
      () => undefined,
    )
    return live
  }

  async submitBatch(requests: readonly RunRequest[]): Promise<readonly Submission[]> {
    const [first] = requests
    if (!first) return []
    const prepared = await Promise.all(requests.map((request) => this.#factory.prepare(request)))
    await this.#scriptPlaces.readLimits(requests.map(({ scriptId }) => scriptId))
    await this.#admission.acquire(first.caller)
    this.#places.release(first.caller)
    const accepted = prepared.filter(({ scriptId }) => this.#scriptPlaces.accepts(scriptId))
    const executions = accepted.map((request) => this.#create(request))
    checkTogether(executions, this.#options.limits.memory)
    const batch = executions.map((execution) => this.#accept(execution))
    await Promise.all(batch.map((live) => this.#persist(live)))
    for (const live of batch) live.unload()
    void this.#scheduler.enqueueInOrder(batch)
    return batch
  }

  async submitLater(requests: readonly RunRequest[], startAt: number): Promise<readonly string[]> {
    const prepare = (request: RunRequest) => this.#factory.prepare({ ...request, startAt })
    const prepared = await Promise.all(requests.map(prepare))
    const executions = prepared.map((request) => this.#create(request))
    checkTogether(executions, this.#options.limits.memory)
    await this.#delayed.accept(executions, startAt)
    return executions.map(({ record }) => record.id)
  }

  async cancel(id: string): Promise<boolean> {
    await this.#delayed.moving(id)?.catch(() => undefined)
    const live = this.#live.get(id)
    if (!live) return this.#delayed.cancel(id)
    await live.loading
    const { execution } = live
    if (!execution) return this.#cancelStored(live)
    await execution.cancel()
    // It may have ended by itself before it was stopped.
    return execution.state.execution.status === 'cancelled'
  }

  wake(steps: readonly StepId[]) {
    for (const step of steps) this.#live.get(step.execution_id)?.execution?.wake(step)
    const isInMemory = steps.every((step) => this.#live.get(step.execution_id)?.execution)
    if (!isInMemory) this.#delayed.expectNow()
  }

  submitted(id: string): Submission | undefined {
    return this.#live.get(id)
  }

  find(id: string): ExecutionState | undefined {
    return this.#live.get(id)?.execution?.state
  }

  isWaiting(id: string): boolean {
    return this.#followable(id)?.isWaiting === true
  }

  eventsAfter(id: string, after: number, max: number): readonly ExecutionEvent[] | undefined {
    return this.#followable(id)?.eventsAfter(after, max)
  }

  follow(id: string, after: number, listener: EventListener): (() => void) | undefined {
    return this.#followable(id)?.follow(after, listener)
  }

  async attend(id: string): Promise<() => void> {
    return this.#live.get(id) ? () => undefined : this.#delayed.watch(id)
  }

  async runAdHoc(request: AdHocRequest): Promise<ExecutionState> {
    this.#checkOpen()
    return runAdHoc(this.#factory, request)
  }

  async close(): Promise<void> {
    this.#state = 'closed'
    this.#admission.close()
    this.#scheduler.close()
    const delayed = this.#delayed.close()
    // An execution that cannot be written now is resumed from its last write, as after a crash.
    await Promise.allSettled(this.#live.all.map((live) => live.suspend()))
    await delayed
  }

  #followable(id: string): LiveExecution | undefined {
    return this.#live.get(id) ?? this.#delayed.watched(id)
  }

  #startDelayed(live: LiveExecution, { batch_id }: ExecutionHead) {
    this.#places.release(live.caller)
    this.#live.add(live)
    if (live.isContinued) {
      this.#scriptPlaces.restore(live)
      this.#scheduler.enqueue(live)
      return
    }
    const limits = this.#scriptPlaces.readLimits([live.scriptId]).catch(() => undefined)
    const before = batch_id === null ? undefined : this.#sequences.append(batch_id, [live])
    this.#enqueueAfter(Promise.all([limits, before]), live)
  }

  /** `false` when it waits until its script has a place for it. */
  #enqueueAfter(others: Promise<unknown> | undefined, live: LiveExecution): boolean {
    if (!others) return this.#scheduler.enqueue(live)
    // It may have been cancelled meanwhile.
    void others.then(() => live.isDone || this.#scheduler.enqueue(live))
    return true
  }

  #create(request: PreparedExecution): EmbeddedExecution {
    this.#checkOpen()
    return this.#factory.create(request, this.#options.store)
  }

  #accept(execution: EmbeddedExecution): LiveExecution {
    const live = new LiveExecution(execution.record, { isResumed: false })
    live.hold(execution)
    return this.#live.add(live)
  }

  async #cancelStored(live: LiveExecution): Promise<boolean> {
    try {
      return await this.#stored.cancel(live)
    } catch (error) {
      // It may have missed its turn meanwhile.
      this.#scheduler.enqueue(live)
      throw error
    }
  }

  /** Has an execution that only waits do so on disk, unless it goes on soon or others wait for what it holds. */
  #park(live: LiveExecution): boolean {
    const until = live.execution?.nextAlarm ?? 0
    const isLong = until - this.#options.clock.now() >= MIN_PARKED_MS
    return isLong && this.isOpen && !this.#scriptPlaces.holdsCall(live.id) && this.#delayed.park(live, until)
  }

  /** An execution that cannot be written is not accepted. */
  async #persist(live: LiveExecution): Promise<void> {
    try {
      await live.persist()
    } catch (error) {
      live.fail(error)
      throw error
    }
  }

  #checkOpen() {
    if (!this.isOpen) throw new AppError(this.#state === 'closed' ? 'SHUTTING_DOWN' : 'STANDBY')
  }
}
