import { AppError } from '../../domain/errors.ts'
import type { Leadership } from '../../domain/leadership.ts'
import { Queue } from '../../lib/async/queue.ts'
import type { NextId } from '../../lib/store/ids.ts'
import { IsoTimes } from '../../lib/time/iso-times.ts'
import { redactSecrets } from '../../logging/logger.ts'
import type { AdHocRequest, EngineLoad, ExecutionEngine, RunRequest, Submission } from '../engine.ts'
import { NodeError, toFailure } from '../errors.ts'
import type { ExecutionEvent } from '../events.ts'
import { PlanCache } from '../interpreter/plan-cache.ts'
import type { Step } from '../interpreter/step.ts'
import type { NodeTypes } from '../node-types/registry.ts'
import { type ExecutionObserver, NO_OBSERVER } from '../observer.ts'
import type { SecretStore } from '../ports.ts'
import {
  type ExecutionRecord,
  type ExecutionState,
  type ExecutionStore,
  endedExecution,
  type ScriptSource,
} from '../records.ts'
import { ExecutionSecrets } from '../secrets/execution-secrets.ts'
import { AdmissionQueue } from './admission.ts'
import { EmbeddedExecution, type ExecutionOptions } from './execution.ts'
import { KEEPS_NOTHING, type NewExecution, newExecution } from './new-execution.ts'
import type { TaskTools } from './task.ts'

export interface EmbeddedOptions extends Omit<TaskTools, 'secrets'> {
  readonly secrets: SecretStore
  readonly leadership: Leadership
  readonly types: NodeTypes
  readonly store: ExecutionStore
  readonly scripts: ScriptSource
  readonly nextId: NextId
  readonly limits: EngineLimits
  readonly observer?: ExecutionObserver
}

export interface EngineLimits {
  /** Nodes in work at once in one execution. */
  readonly nodeConcurrency: number
  /** Executions running at once; the rest wait. */
  readonly executions: number
  /** How many may wait to run. */
  readonly queue: number
  /** How long who finds no place there waits for one, before it is refused. */
  readonly patienceMs: number
  readonly steps: number
  /** 0 for none. */
  readonly timeoutMs: number
  readonly checkpointMs: number
}

/** Runs executions in this process. */
export class EmbeddedEngine implements ExecutionEngine {
  readonly #options: EmbeddedOptions
  readonly #live = new Map<string, EmbeddedExecution>()
  readonly #queue = new Queue<EmbeddedExecution>()
  readonly #plans: PlanCache
  readonly #observer: ExecutionObserver
  readonly #times = new IsoTimes()
  readonly #room: AdmissionQueue
  #running = 0
  #state: 'new' | 'open' | 'closed' = 'new'

  constructor(options: EmbeddedOptions) {
    this.#options = options
    this.#plans = new PlanCache(options)
    const { clock, limits } = options
    this.#room = new AdmissionQueue({
      places: limits.executions + limits.queue,
      taken: () => this.#live.size,
      patienceMs: limits.patienceMs,
      clock,
    })
    this.#observer = options.observer ?? NO_OBSERVER
  }

  get isOpen(): boolean {
    return this.#state === 'open' && this.#options.leadership.isLeader
  }

  get load(): EngineLoad {
    return { running: this.#running, queued: this.#live.size - this.#running }
  }

  async start(): Promise<void> {
    const states = await this.#options.store.unfinished()
    const resumed: EmbeddedExecution[] = []
    for (const state of states) resumed.push(...(await this.#resume(state)))
    if (this.#state === 'closed') return
    // Not before all of them are known: one that is submitted again under its own id must be found.
    this.#state = 'open'
    const batches = Map.groupBy(resumed, ({ state }) => state.execution.batch_id)
    for (const [batch, executions] of batches) {
      if (batch !== null) void this.#runInOrder(executions)
      else for (const execution of executions) this.#enqueue(execution)
    }
    if (states.length > 0) this.#options.services.logger.info({ count: states.length }, 'executions resumed')
  }

  async submit(request: RunRequest): Promise<Submission> {
    const place = this.#room.find()
    if (place) await place
    const execution = this.#create(request)
    if (request.durable) await this.#persist(execution)
    this.#enqueue(execution)
    return execution
  }

  async submitBatch(requests: readonly RunRequest[]): Promise<readonly Submission[]> {
    await this.#room.find()
    const executions = requests.map((request) => this.#create(request))
    await Promise.all(executions.map((execution) => this.#persist(execution)))
    void this.#runInOrder(executions)
    return executions
  }

  async cancel(id: string): Promise<boolean> {
    const execution = this.#live.get(id)
    if (!execution) return false
    await execution.cancel()
    // It may have come to its end before the cancel came to it.
    return execution.state.execution.status === 'cancelled'
  }

  submitted(id: string): Submission | undefined {
    return this.#live.get(id)
  }

  find(id: string): ExecutionState | undefined {
    return this.#live.get(id)?.state
  }

  follow(id: string, after: number, listener: (event: ExecutionEvent) => void): (() => void) | undefined {
    return this.#live.get(id)?.follow(after, listener)
  }

  async runAdHoc({ graph, input, concurrency, signal, trace }: AdHocRequest): Promise<ExecutionState> {
    this.#checkOpen()
    const execution = this.#build({
      execution: this.#record({ graph, input, scriptId: null }),
      nodes: [],
      plan: this.#plans.of(graph),
      store: KEEPS_NOTHING,
      stored: true,
      concurrency,
      trace,
    })
    const cancel = () => void execution.cancel()
    signal?.addEventListener('abort', cancel, { once: true })
    execution.start()
    return execution.finished.finally(() => signal?.removeEventListener('abort', cancel))
  }

  async close(): Promise<void> {
    this.#state = 'closed'
    this.#room.close()
    // What cannot be written now is as a crash would leave it, and goes on from there.
    await Promise.allSettled([...this.#live.values()].map((execution) => execution.suspend()))
  }

  #create(request: RunRequest): EmbeddedExecution {
    this.#checkOpen()
    const { store } = this.#options
    const execution = this.#record(request)
    const kept = request.retryOf?.nodes.filter(({ status }) => status === 'completed') ?? []
    const nodes = kept.map((node) => ({ ...node }))
    const plan = this.#plans.of(request.graph)
    return this.#track(this.#build({ execution, nodes, plan, store, stored: false, trace: request.trace }))
  }

  /** Takes up an execution of before; one whose graph is gone ends as failed and keeps nobody else waiting. */
  async #resume(state: ExecutionState): Promise<readonly EmbeddedExecution[]> {
    const { store, clock } = this.#options
    try {
      const plan = await this.#plans.byHash(state.execution.graph_hash)
      return [this.#track(this.#build({ ...state, plan, store, stored: true }))]
    } catch (error) {
      if (!(error instanceof NodeError)) throw error
      const failure = { status: 'failed', output: null, error: toFailure(error) } as const
      const execution = endedExecution(state.execution, failure, { now: clock.now(), times: this.#times })
      await store.finish({ execution, nodes: [], graphs: [] })
      this.#observer.executionEnded(execution)
      return []
    }
  }

  #record(run: NewExecution): ExecutionRecord {
    return newExecution(run, { ...this.#options, times: this.#times })
  }

  #track(execution: EmbeddedExecution): EmbeddedExecution {
    this.#live.set(execution.id, execution)
    const forget = () => this.#forget(execution)
    execution.finished.then(forget, forget)
    return execution
  }

  #forget({ id }: EmbeddedExecution) {
    this.#live.delete(id)
    this.#room.left()
  }

  /** What cannot be put on disk is not accepted. */
  async #persist(execution: EmbeddedExecution): Promise<void> {
    try {
      await execution.persist()
    } catch (error) {
      this.#forget(execution)
      throw error
    }
  }

  #enqueue(execution: EmbeddedExecution) {
    this.#queue.push(execution)
    this.#startQueued()
  }

  readonly #giveWay = () => {
    this.#running--
    this.#startQueued()
  }

  #startQueued() {
    while (this.isOpen && this.#running < this.#options.limits.executions) {
      const execution = this.#queue.shift()
      if (!execution) return
      if (execution.begun) continue
      this.#running++
      execution.start()
      execution.finished.then(this.#giveWay, this.#giveWay)
    }
  }

  async #runInOrder(executions: readonly EmbeddedExecution[]) {
    for (const execution of executions) {
      if (!this.isOpen) return
      this.#enqueue(execution)
      await execution.finished.catch(() => undefined)
    }
  }

  #build(run: BuildRequest): EmbeddedExecution {
    const { limits } = this.#options
    const secrets = new ExecutionSecrets(this.#options.secrets)
    secrets.expect(run.plan.secrets)
    return new EmbeddedExecution({
      ...run,
      concurrency: run.concurrency ?? limits.nodeConcurrency,
      stepLimit: limits.steps,
      checkpointMs: limits.checkpointMs,
      times: this.#times,
      tools: {
        ...this.#options,
        secrets,
        plans: this.#plans,
        observer: this.#observer,
        onFailure: (step, error) => this.#logFailure(run.execution, step, error),
      },
    })
  }

  #logFailure(execution: ExecutionRecord, step: Step, error: unknown) {
    this.#options.services.logger.warn(
      {
        execution_id: execution.id,
        script_id: execution.script_id,
        node: step.key,
        type: step.node.node.type,
        parameters: redactSecrets(step.node.node.parameters),
        err: error,
      },
      'node failed',
    )
  }

  #checkOpen() {
    if (!this.isOpen) throw new AppError(this.#state === 'closed' ? 'SHUTTING_DOWN' : 'STANDBY')
  }
}

type BuildRequest = Pick<ExecutionOptions, 'execution' | 'nodes' | 'plan' | 'store' | 'stored' | 'trace'> & {
  readonly concurrency?: number | undefined
}
