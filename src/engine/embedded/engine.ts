import { AppError } from '../../domain/errors.ts'
import type { Leadership } from '../../domain/leadership.ts'
import type { AdHocRequest, EngineLoad, ExecutionEngine, RunRequest, Submission } from '../engine.ts'
import { NodeError, toFailure } from '../errors.ts'
import type { ExecutionEvent } from '../events.ts'
import type { GraphRules } from '../graph/validate-graph.ts'
import { PlanCache } from '../interpreter/plan-cache.ts'
import { type ExecutionObserver, NO_OBSERVER } from '../observer.ts'
import type { ExecutionState, ExecutionStore, ScriptSource } from '../records.ts'
import { AdmissionQueue } from './admission.ts'
import type { EmbeddedExecution } from './execution.ts'
import {
  ExecutionFactory,
  type ExecutionFactoryOptions,
  type ExecutionLimits,
  type PreparedExecution,
  VOLATILE_STORE,
} from './execution-factory.ts'
import { Scheduler } from './scheduler.ts'

export interface EmbeddedOptions
  extends GraphRules,
    Omit<ExecutionFactoryOptions, 'plans' | 'observer' | keyof GraphRules> {
  readonly leadership: Leadership
  readonly store: ExecutionStore
  readonly scripts: ScriptSource
  readonly limits: EngineLimits
  readonly observer?: ExecutionObserver
}

export interface EngineLimits extends ExecutionLimits {
  /** Executions running at once; more are queued. */
  readonly executions: number
  /** Executions that can be queued. */
  readonly queue: number
  /** How long a new execution waits for a place in the queue before it is refused. */
  readonly admissionTimeoutMs: number
}

/** Runs executions in this process. */
export class EmbeddedEngine implements ExecutionEngine {
  readonly #options: EmbeddedOptions
  readonly #observer: ExecutionObserver
  readonly #factory: ExecutionFactory
  readonly #admission: AdmissionQueue
  readonly #scheduler: Scheduler
  /** Executions that have not ended, by id. */
  readonly #live = new Map<string, EmbeddedExecution>()
  #state: 'new' | 'open' | 'closed' = 'new'

  constructor(options: EmbeddedOptions) {
    const { clock, limits, observer = NO_OBSERVER } = options
    this.#options = options
    this.#observer = observer
    this.#factory = new ExecutionFactory({ ...options, observer, plans: new PlanCache(options) })
    this.#admission = new AdmissionQueue({
      capacity: limits.executions + limits.queue,
      inUse: () => this.#live.size,
      timeoutMs: limits.admissionTimeoutMs,
      clock,
    })
    this.#scheduler = new Scheduler({ limit: limits.executions, isOpen: () => this.isOpen })
  }

  get isOpen(): boolean {
    return this.#state === 'open' && this.#options.leadership.isLeader
  }

  get load(): EngineLoad {
    const { running } = this.#scheduler
    return { running, queued: this.#live.size - running }
  }

  async start(): Promise<void> {
    const states = await this.#options.store.unfinished()
    const resumed: EmbeddedExecution[] = []
    for (const state of states) resumed.push(...(await this.#resume(state)))
    if (this.#state === 'closed') return
    // Opens only now: a request repeated under the id of an unfinished execution must find that one.
    this.#state = 'open'
    const batches = Map.groupBy(resumed, ({ state }) => state.execution.batch_id)
    for (const [batch, executions] of batches) {
      if (batch !== null) void this.#scheduler.enqueueInOrder(executions)
      else for (const execution of executions) this.#scheduler.enqueue(execution)
    }
    if (states.length > 0) this.#options.services.logger.info({ count: states.length }, 'executions resumed')
  }

  async submit(request: RunRequest): Promise<Submission> {
    const preparing = this.#factory.prepare(request)
    const prepared = preparing instanceof Promise ? await preparing : preparing
    const admission = this.#admission.acquire()
    if (admission) await admission
    const execution = this.#create(prepared)
    if (request.durable) await this.#persist(execution)
    this.#scheduler.enqueue(execution)
    return execution
  }

  async submitBatch(requests: readonly RunRequest[]): Promise<readonly Submission[]> {
    const prepared = await Promise.all(requests.map((request) => this.#factory.prepare(request)))
    await this.#admission.acquire()
    const executions = prepared.map((request) => this.#create(request))
    await Promise.all(executions.map((execution) => this.#persist(execution)))
    void this.#scheduler.enqueueInOrder(executions)
    return executions
  }

  async cancel(id: string): Promise<boolean> {
    const execution = this.#live.get(id)
    if (!execution) return false
    await execution.cancel()
    // It may have ended by itself before it was stopped.
    return execution.state.execution.status === 'cancelled'
  }

  submitted(id: string): Submission | undefined {
    return this.#live.get(id)
  }

  find(id: string): ExecutionState | undefined {
    return this.#live.get(id)?.state
  }

  eventsAfter(id: string, after: number, max: number): readonly ExecutionEvent[] | undefined {
    return this.#live.get(id)?.eventsAfter(after, max)
  }

  follow(id: string, after: number, listener: (event: ExecutionEvent) => void): (() => void) | undefined {
    return this.#live.get(id)?.follow(after, listener)
  }

  async runAdHoc({ signal, ...request }: AdHocRequest): Promise<ExecutionState> {
    this.#checkOpen()
    const prepared = await this.#factory.prepare({ ...request, scriptId: null })
    const execution = this.#factory.create(prepared, VOLATILE_STORE)
    const cancel = () => void execution.cancel()
    if (signal?.aborted) cancel()
    signal?.addEventListener('abort', cancel, { once: true })
    execution.start()
    return execution.finished.finally(() => signal?.removeEventListener('abort', cancel))
  }

  async close(): Promise<void> {
    this.#state = 'closed'
    this.#admission.close()
    // An execution that cannot be written now is resumed from its last write, as after a crash.
    await Promise.allSettled([...this.#live.values()].map((execution) => execution.suspend()))
  }

  #create(request: PreparedExecution): EmbeddedExecution {
    this.#checkOpen()
    return this.#track(this.#factory.create(request, this.#options.store))
  }

  /** An unfinished execution of an earlier process. One whose graph no longer exists ends as failed and blocks no others. */
  async #resume(state: ExecutionState): Promise<readonly EmbeddedExecution[]> {
    const { store } = this.#options
    try {
      return [this.#track(await this.#factory.restore(state, store))]
    } catch (error) {
      if (!(error instanceof NodeError)) throw error
      const execution = this.#factory.failedRecord(state.execution, toFailure(error))
      await store.finish({ execution, nodes: [], graphs: [] })
      this.#observer.executionEnded(execution)
      return []
    }
  }

  #track(execution: EmbeddedExecution): EmbeddedExecution {
    this.#live.set(execution.id, execution)
    const forget = () => this.#forget(execution)
    execution.finished.then(forget, forget)
    return execution
  }

  #forget({ id }: EmbeddedExecution) {
    this.#live.delete(id)
    this.#admission.release()
  }

  /** An execution that cannot be written is not accepted. */
  async #persist(execution: EmbeddedExecution): Promise<void> {
    try {
      await execution.persist()
    } catch (error) {
      this.#forget(execution)
      throw error
    }
  }

  #checkOpen() {
    if (!this.isOpen) throw new AppError(this.#state === 'closed' ? 'SHUTTING_DOWN' : 'STANDBY')
  }
}
