import { FairPlaces } from '../../lib/async/fair-places.ts'
import { ExecutionAborted } from '../embedded/abort.ts'
import type { EmbeddedExecution } from '../embedded/execution.ts'
import { ExecutionFactory } from '../embedded/execution-factory.ts'
import type { EmbeddedOptions } from '../embedded/limits.ts'
import { ExecutionMemory } from '../embedded/memory/execution-memory.ts'
import { AdmissionQueue } from '../embedded/scheduling/admission.ts'
import { EngagedExecutions } from '../embedded/scheduling/delayed/engaged-executions.ts'
import { Parking } from '../embedded/scheduling/delayed/parking.ts'
import { LiveExecution } from '../embedded/scheduling/live-execution.ts'
import { Scheduler } from '../embedded/scheduling/scheduler.ts'
import { ScriptPlaces } from '../embedded/scheduling/script-places.ts'
import { StoredExecutions } from '../embedded/scheduling/stored-executions.ts'
import { PlanCache } from '../interpreter/plan-cache.ts'
import { NO_OBSERVER } from '../observer.ts'
import type { TakenStore } from './fenced-store.ts'
import type { TakenExecution } from './ports.ts'

export interface HostedOptions extends EmbeddedOptions {
  readonly store: TakenStore
  readonly isOpen: () => boolean
}

/** `waiting`: it waits on disk until that time (ms since the epoch), or for an event alone. */
export type RunEnd = { readonly kind: 'ended' } | { readonly kind: 'waiting'; readonly until: number | null }

/** A shorter wait is not worth it to leave memory. */
const MIN_PARKED_MS = 5000

/** The executions that are in the memory of this host. */
export class HostedExecutions {
  readonly factory: ExecutionFactory
  readonly stored: StoredExecutions
  readonly scriptPlaces: ScriptPlaces
  readonly admission: AdmissionQueue
  readonly places: FairPlaces
  readonly #options: HostedOptions
  readonly #scheduler: Scheduler
  readonly #parking: Parking
  readonly #live: EngagedExecutions
  readonly #parked = new Map<LiveExecution, (end: RunEnd) => void>()

  constructor(options: HostedOptions) {
    const { store, limits, scripts, delayed, clock, services, observer = NO_OBSERVER, isOpen } = options
    this.#options = options
    const scriptPlaces = new ScriptPlaces(scripts, (scriptId) => delayed.waitingOf(scriptId))
    this.scriptPlaces = scriptPlaces
    const plans = new PlanCache(options)
    this.factory = new ExecutionFactory({ ...options, observer, scriptPlaces, plans })
    this.stored = new StoredExecutions({
      ...options,
      observer,
      factory: this.factory,
      logger: services.logger,
      interruptions: limits.interruptions,
      memoryOf: (caller) => new ExecutionMemory(limits.memory, caller),
    })
    this.places = new FairPlaces(limits.executions + limits.queue)
    this.admission = new AdmissionQueue({ places: this.places, timeoutMs: limits.admissionTimeoutMs, clock })
    this.#live = new EngagedExecutions({ places: this.places, admission: this.admission, scriptPlaces })
    this.#scheduler = new Scheduler({
      limit: limits.executions,
      isOpen,
      load: (live) => this.stored.load(live),
      park: (live) => this.#park(live),
      scriptPlaces,
      clock,
    })
    this.#parking = new Parking({
      store: { wait: (wait) => delayed.wait({ ...wait, fence: store.fenceOf(wait.id) }) },
      executions: store,
      clock,
      onParked: (live, { until }) => this.#leave(live, { kind: 'waiting', until }),
      onGone: (live) => live.fail(new ExecutionAborted('suspended')),
    })
  }

  get running(): number {
    return this.#live.running
  }

  get size(): number {
    return this.#live.size
  }

  get(id: string): LiveExecution | undefined {
    return this.#live.get(id)
  }

  /** Starts a new execution here. */
  begin(execution: EmbeddedExecution): LiveExecution {
    const live = new LiveExecution(execution.record, { isResumed: false })
    live.hold(execution)
    this.#live.add(live)
    this.#scheduler.enqueue(live)
    return live
  }

  /** Runs one that is on disk; rejects when it is stopped before it has ended or waits there. */
  run(execution: TakenExecution): Promise<RunEnd> {
    const { status } = execution
    const live = new LiveExecution(execution, {
      isResumed: status === 'running',
      isContinued: status === 'waiting',
    })
    this.#live.add(live)
    const { promise, resolve, reject } = Promise.withResolvers<RunEnd>()
    this.#parked.set(live, resolve)
    live.ended.then(() => resolve({ kind: 'ended' }), reject)
    if (status === 'waiting') this.scriptPlaces.restore(live)
    this.#scheduler.enqueue(live)
    return promise.finally(() => this.#parked.delete(live))
  }

  /** Stops one unfinished; what can be written of it is written. */
  async suspend(id: string): Promise<void> {
    await this.#live
      .get(id)
      ?.suspend()
      .catch(() => undefined)
  }

  async close(): Promise<void> {
    this.admission.close()
    this.#scheduler.close()
    const parking = this.#parking.close()
    await Promise.allSettled(this.#live.all.map((live) => live.suspend()))
    await parking
  }

  #park(live: LiveExecution): boolean {
    const until = live.execution?.nextAlarm ?? 0
    const isLong = until - this.#options.clock.now() >= MIN_PARKED_MS
    const isHeld = !this.#parked.has(live) || this.scriptPlaces.holdsCall(live.id)
    if (!isLong || isHeld || !this.#options.isOpen()) return false
    this.#parking.begin(live, until)
    return true
  }

  #leave(live: LiveExecution, end: RunEnd) {
    this.#live.leave(live)
    this.#parked.get(live)?.(end)
  }
}
