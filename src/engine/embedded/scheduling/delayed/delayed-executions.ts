import { AppError } from '../../../../domain/errors.ts'
import { FairPlaces } from '../../../../lib/async/fair-places.ts'
import type { ExecutionHead, ExecutionStore } from '../../../records.ts'
import type { EmbeddedExecution } from '../../execution.ts'
import { LiveExecution } from '../live-execution.ts'
import type { StoredExecutions } from '../stored-executions.ts'
import { DelayedStarter, type DelayedStarterOptions } from './delayed-starter.ts'

export interface DelayedOptions extends Omit<DelayedStarterOptions, 'isLeaving' | 'start'> {
  readonly executions: Pick<ExecutionStore, 'head'>
  readonly stored: StoredExecutions
  /** How many there may be. */
  readonly limit: number
  /** Is given each one when it is in the queue, also on disk, with a place taken for its caller. */
  readonly start: (live: LiveExecution, head: ExecutionHead) => void
}

interface Watched {
  readonly live: LiveExecution
  watchers: number
}

/** Executions whose time has not come. They lie on disk: in memory there is only their number. */
export class DelayedExecutions {
  readonly #options: DelayedOptions
  readonly #starter: DelayedStarter
  readonly #places: FairPlaces
  #count = 0
  readonly #leaving = new Map<string, Promise<boolean>>()
  /** Those whose events a client waits for. */
  readonly #watched = new Map<string, Watched>()

  constructor(options: DelayedOptions) {
    this.#options = options
    this.#places = new FairPlaces(options.limit)
    this.#starter = new DelayedStarter({
      ...options,
      isLeaving: (id) => this.#leaving.has(id),
      start: (head) => this.#start(head),
    })
  }

  get count(): number {
    return this.#count
  }

  /** Counts those that an earlier process has left. */
  async load(): Promise<void> {
    for (const { caller, count } of await this.#options.store.counts()) this.#take(caller, count)
  }

  /** Starts those that are due, and then each at its time. */
  open() {
    this.#starter.expect(this.#options.clock.now())
  }

  close(): Promise<void> {
    return this.#starter.close()
  }

  /**
   * Resolves when all are on disk; those of one caller, which start at this time, in ms since the epoch.
   * @throws AppError `SCHEDULED_LIMIT`
   */
  async accept(executions: readonly EmbeddedExecution[], startAt: number): Promise<void> {
    const caller = executions[0]?.record.caller ?? ''
    for (const [index] of executions.entries()) {
      if (!this.#places.isFree(caller)) {
        this.#release(caller, index)
        throw new AppError('SCHEDULED_LIMIT', { values: { limit: this.#options.limit } })
      }
      this.#take(caller, 1)
    }
    const written = await Promise.allSettled(executions.map((execution) => execution.persist()))
    const failures = written.filter((each) => each.status === 'rejected')
    for (const execution of executions) execution.release()
    this.#release(caller, failures.length)
    if (failures.length < executions.length) this.#starter.expect(startAt)
    if (failures[0]) throw failures[0].reason
  }

  /** Settles once an execution that is just being put into the queue is there; `undefined` for others. */
  entering(id: string): Promise<void> | undefined {
    return this.#starter.entering(id)
  }

  /** Ends one before its time; `false` when it is none of them, or is being cancelled already. */
  async cancel(id: string): Promise<boolean> {
    const earlier = this.#leaving.get(id)
    if (earlier) return (await earlier) && false
    const cancelling = this.#cancel(id).finally(() => this.#leaving.delete(id))
    this.#leaving.set(id, cancelling)
    return cancelling
  }

  /** Has `watched` know one until the returned function is called. */
  async watch(id: string): Promise<() => void> {
    const head = await this.#delayedHead(id)
    if (!head) return () => undefined
    const entry = this.#watched.get(id) ?? { live: unloaded(head), watchers: 0 }
    entry.watchers++
    this.#watched.set(id, entry)
    const leave = () => {
      if (--entry.watchers === 0 && this.#watched.get(id) === entry) this.#watched.delete(id)
    }
    // Its time may have come, and it may even have ended, since it was read.
    if (!(await this.#delayedHead(id))) leave()
    else return leave
    return () => undefined
  }

  watched(id: string): LiveExecution | undefined {
    return this.#watched.get(id)?.live
  }

  async #delayedHead(id: string): Promise<ExecutionHead | undefined> {
    const head = await this.#options.executions.head(id)
    return head?.status === 'scheduled' ? head : undefined
  }

  async #cancel(id: string): Promise<boolean> {
    const head = await this.#delayedHead(id)
    if (!head) return false
    const isFirst = await this.#options.stored.cancel(this.watched(id) ?? unloaded(head))
    if (isFirst) this.#release(head.caller ?? '', 1)
    return isFirst
  }

  #start(head: ExecutionHead) {
    this.#release(head.caller ?? '', 1)
    const live = this.watched(head.id) ?? unloaded(head)
    this.#watched.delete(head.id)
    this.#options.start(live, head)
  }

  #take(caller: string, count: number) {
    for (let taken = 0; taken < count; taken++) this.#places.take(caller)
    this.#count += count
  }

  #release(caller: string, count: number) {
    for (let released = 0; released < count; released++) this.#places.release(caller)
    this.#count -= count
  }
}

const unloaded = (head: ExecutionHead) => new LiveExecution(head, { isResumed: false })
