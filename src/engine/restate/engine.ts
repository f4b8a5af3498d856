import { AppError } from '../../domain/errors.ts'
import type { EmbeddedOptions } from '../embedded/limits.ts'
import { runAdHoc } from '../embedded/scheduling/ad-hoc.ts'
import type { EventListener } from '../embedded/scheduling/live-execution.ts'
import type { AdHocRequest, EngineLoad, ExecutionEngine, RunRequest, Submission } from '../engine.ts'
import type { ExecutionEvent } from '../events.ts'
import type { ExecutionHead, ExecutionState, StepId } from '../records.ts'
import { isFinal } from '../records.ts'
import type { Duties } from './duties.ts'
import { TakenStore } from './fenced-store.ts'
import { HostedExecutions } from './hosted-executions.ts'
import { NewExecutions } from './new-executions.ts'
import type { Host, Orchestrator, RequestOptions, SharedStore, TakenExecution } from './ports.ts'
import { isPure } from './pure-graph.ts'
import { RemoteExecutions } from './remote-executions.ts'

export interface RestateOptions extends EmbeddedOptions {
  readonly shared: SharedStore
  readonly isTaken: (error: unknown) => boolean
  readonly orchestrator: Orchestrator
  readonly duties: Duties
}

/** The clocks of hosts differ by less. */
const CLOCK_TOLERANCE_MS = 1000
/** How long the host that runs an execution has to cancel it, before it is taken from that host. */
const CANCEL_TIMEOUT_MS = 3000

const CANCELLED = {
  status: 'cancelled',
  error: { code: 'EXECUTION_CANCELLED', message: 'the execution was cancelled' },
} as const

/**
 * Runs executions on several hosts, which share a database. Restate decides which host carries out which one, and when;
 * what it is given are ids. Executions without effects run where they are submitted.
 */
export class RestateEngine implements ExecutionEngine, Host {
  readonly #options: RestateOptions
  readonly #new: NewExecutions
  readonly #store: TakenStore
  readonly #hosted: HostedExecutions
  readonly #remote: RemoteExecutions
  #state: 'new' | 'open' | 'closed' = 'new'

  constructor(options: RestateOptions) {
    const { store, shared, isTaken, clock } = options
    this.#options = options
    const fencing = { store, isTaken, onLost: (id: string) => void this.#hosted.suspend(id) }
    this.#store = new TakenStore(fencing)
    const isOpen = () => this.isOpen
    this.#hosted = new HostedExecutions({ ...options, store: this.#store, isOpen })
    this.#remote = new RemoteExecutions({ shared, store, clock })
    this.#new = new NewExecutions({
      hosted: this.#hosted,
      remote: this.#remote,
      fencing,
      memory: options.limits.memory,
      isOpen,
      checkOpen: () => this.#checkOpen(),
      request: (id) => this.#ask(id),
    })
  }

  get isOpen(): boolean {
    return this.#state === 'open'
  }

  get load(): EngineLoad {
    const { running, size } = this.#hosted
    // Restate has what is to start or go on later.
    return { running, queued: size - running, scheduled: 0, waiting: 0 }
  }

  async start(): Promise<void> {
    if (this.#state === 'closed') return
    this.#state = 'open'
    await this.#options.orchestrator.open(this)
  }

  async submit(request: RunRequest): Promise<Submission> {
    const { scriptPlaces, factory, admission, places } = this.#hosted
    await scriptPlaces.readLimits([request.scriptId])
    const prepared = await factory.prepare(request)
    await admission.acquire(request.caller)
    places.release(request.caller)
    scriptPlaces.assertAccepts(request.scriptId)
    const staysHere = !request.durable && !request.claim && isPure(prepared, this.#options.types)
    return staysHere ? this.#new.runHere(prepared) : this.#new.handOver(prepared)
  }

  async submitBatch(requests: readonly RunRequest[]): Promise<readonly Submission[]> {
    const ids = await this.#new.accept(requests)
    const [first] = ids
    if (first !== undefined) this.#ask(first)
    return ids.map((id) => this.#remote.submission(id))
  }

  async submitLater(requests: readonly RunRequest[], startAt: number): Promise<readonly string[]> {
    const ids = await this.#new.accept(requests, startAt)
    const delayMs = Math.max(0, startAt - this.#options.clock.now())
    for (const id of ids) this.#ask(id, { delayMs, key: `start ${id}` })
    return ids
  }

  async cancel(id: string): Promise<boolean> {
    const { store, orchestrator } = this.#options
    const live = this.#hosted.get(id)
    if (live?.execution) {
      await live.execution.cancel()
      return live.execution?.state.execution.status === 'cancelled'
    }
    const head = await store.head(id)
    if (!head || isFinal(head.status)) return false
    if (head.status !== 'running') return this.#stop(head)
    const isAsked = await orchestrator.interrupt(id).then(
      () => true,
      () => false,
    )
    const end = isAsked ? await this.#endWithin(id, CANCEL_TIMEOUT_MS) : undefined
    return end ? end.execution.status === 'cancelled' : this.#stop(head)
  }

  wake(steps: readonly StepId[]) {
    for (const step of steps) {
      const execution = this.#hosted.get(step.execution_id)?.execution
      if (execution) execution.wake(step)
      else this.#ask(step.execution_id)
    }
  }

  submitted(id: string): Submission | undefined {
    return this.#hosted.get(id)
  }

  async attach(id: string): Promise<Submission | undefined> {
    const live = this.#hosted.get(id)
    if (live) return this.#new.local(live)
    const head = await this.#options.store.head(id)
    return head && !isFinal(head.status) ? this.#remote.submission(id) : undefined
  }

  find(id: string): ExecutionState | undefined {
    return this.#hosted.get(id)?.execution?.state
  }

  isWaiting(id: string): boolean {
    return this.#hosted.get(id) === undefined && this.#remote.get(id)?.isWaiting === true
  }

  eventsAfter(id: string, after: number, max: number): readonly ExecutionEvent[] | undefined {
    const execution = this.#hosted.get(id)?.execution
    return execution ? execution.eventsAfter(after, max) : this.#remote.get(id)?.eventsAfter(after, max)
  }

  follow(id: string, after: number, listener: EventListener): (() => void) | undefined {
    let seen = after === Number.MAX_SAFE_INTEGER ? 0 : after
    const once: EventListener = (event) => {
      if ('seq' in event && event.seq <= seen) return
      if ('seq' in event) seen = event.seq
      listener(event)
    }
    const local = this.#hosted.get(id)?.follow(after, once)
    // It may go on elsewhere.
    const remote = this.#remote.get(id)?.follow(after, once)
    if (!local && !remote) return undefined
    return () => {
      local?.()
      remote?.()
    }
  }

  async attend(id: string): Promise<() => void> {
    const head = await this.#options.store.head(id)
    return head && !isFinal(head.status) ? this.#remote.watch(id) : () => undefined
  }

  async runAdHoc(request: AdHocRequest): Promise<ExecutionState> {
    this.#checkOpen()
    return runAdHoc(this.#hosted.factory, request)
  }

  async close(): Promise<void> {
    this.#state = 'closed'
    await this.#hosted.close()
    this.#remote.close()
    await this.#options.orchestrator.close()
  }

  async carryOut(id: string, interruption: AbortSignal, loss: AbortSignal): Promise<void> {
    this.#checkOpen()
    const running = this.#hosted.get(id)
    // It was started here, or an earlier attempt is just being stopped.
    if (running) await running.ended.catch(() => undefined)
    const taking = await this.#options.shared.take(id, this.#options.clock.now() + CLOCK_TOLERANCE_MS)
    if (taking.kind === 'taken') await this.#run(taking.execution, taking.fence, { interruption, loss })
    if (taking.kind === 'gone' && taking.execution) await this.#startNext(taking.execution)
    if (taking.kind === 'early' && taking.at !== null) await this.#requestAt(id, taking.at)
  }

  serveAll(loss: AbortSignal): Promise<void> {
    return this.#options.duties.serve(loss, {
      restart: async (time) => {
        const overdue = await this.#options.shared.overdue(time)
        await Promise.all(overdue.map((id) => this.#request(id, `overdue ${id}`)))
      },
    })
  }

  async #run(execution: TakenExecution, fence: number, { interruption, loss }: RunSignals): Promise<void> {
    const { id } = execution
    this.#store.hold(id, fence)
    const cancel = () => void this.#cancelHere(id)
    const leave = () => void this.#hosted.suspend(id)
    interruption.addEventListener('abort', cancel, { once: true })
    loss.addEventListener('abort', leave, { once: true })
    try {
      const ending = this.#hosted.run(execution)
      if (interruption.aborted) cancel()
      const live = this.#hosted.get(id)
      live?.ended.then(
        (state) => this.#remote.note(state),
        () => undefined,
      )
      const end = await ending
      if (end.kind === 'ended') await this.#startNext(execution)
      else if (end.until !== null) await this.#requestAt(id, end.until)
    } finally {
      interruption.removeEventListener('abort', cancel)
      loss.removeEventListener('abort', leave)
      this.#store.release(id, fence)
    }
  }

  async #cancelHere(id: string): Promise<void> {
    const live = this.#hosted.get(id)
    await live?.loading
    await live?.execution?.cancel().catch(() => undefined)
    if (live && !live.execution) await this.#hosted.stored.cancel(live).catch(() => undefined)
  }

  /** Has one carried out that is on disk, and so accepted: without Restate it is found to be overdue, once that is back. */
  #ask(id: string, options?: RequestOptions) {
    const { orchestrator, services } = this.#options
    orchestrator
      .request(id, options)
      .catch((err: unknown) =>
        services.logger.warn({ err, execution_id: id }, 'an execution has to wait for Restate'),
      )
  }

  #request(id: string, key?: string): Promise<void> {
    return this.#options.orchestrator.request(id, key === undefined ? {} : { key })
  }

  #requestAt(id: string, time: number): Promise<void> {
    const delayMs = Math.max(0, time - this.#options.clock.now())
    return this.#options.orchestrator.request(id, { delayMs, key: `at ${time} ${id}` })
  }

  /** Has those carried out that were waiting for this one to end. */
  async #startNext(ended: TakenExecution): Promise<void> {
    if (ended.batch_id === null && ended.sequence === null && !ended.is_limited) return
    const next = await this.#options.shared.next(ended)
    await Promise.all(next.map((id) => this.#request(id)))
  }

  async #stop(head: ExecutionHead): Promise<boolean> {
    const ended = this.#hosted.factory.ended(head, CANCELLED)
    const { shared } = this.#options
    const isFirst = await shared.stop(ended)
    const taken = isFirst ? await shared.taken(head.id) : undefined
    if (taken) await this.#startNext(taken)
    return isFirst
  }

  #endWithin(id: string, ms: number): Promise<ExecutionState | undefined> {
    const { finished, leave } = this.#remote.submission(id).attend()
    const { promise, resolve } = Promise.withResolvers<ExecutionState | undefined>()
    const stopTimer = this.#options.clock.after(ms, () => resolve(undefined))
    finished.then(resolve, () => resolve(undefined))
    return promise.finally(() => {
      stopTimer()
      leave()
    })
  }

  #checkOpen() {
    if (!this.isOpen) throw new AppError(this.#state === 'closed' ? 'SHUTTING_DOWN' : 'STANDBY')
  }
}

interface RunSignals {
  readonly interruption: AbortSignal
  readonly loss: AbortSignal
}
