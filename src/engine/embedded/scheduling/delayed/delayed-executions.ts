import { AppError } from '../../../../domain/errors.ts'
import { FairPlaces } from '../../../../lib/async/fair-places.ts'
import type { DelayedStatus, ExecutionHead, ExecutionStore } from '../../../records.ts'
import { ExecutionAborted } from '../../abort.ts'
import type { EmbeddedExecution } from '../../execution.ts'
import { LiveExecution } from '../live-execution.ts'
import type { StoredExecutions } from '../stored-executions.ts'
import { DelayedStarter, type DelayedStarterOptions } from './delayed-starter.ts'
import { Parking } from './parking.ts'

export interface DelayedOptions extends Omit<DelayedStarterOptions, 'isLeaving' | 'start'> {
  readonly executions: Pick<ExecutionStore, 'head'>
  readonly stored: StoredExecutions
  /** How many there may be. */
  readonly limit: number
  /** Is given each one when it is in the queue, also on disk, with a place taken for its caller. */
  readonly start: (live: LiveExecution, head: ExecutionHead) => void
  /** Is given each one that has started and waits on disk from now on. */
  readonly onParked: (live: LiveExecution) => void
  /** Is given each one that has ended without having been in the queue again. */
  readonly onEnded: (live: LiveExecution) => void
}

/** Executions that lie on disk until their time, or an event, comes: in memory there is only their number. */
export class DelayedExecutions {
  readonly #options: DelayedOptions
  readonly #starter: DelayedStarter
  readonly #parking: Parking
  readonly #places: FairPlaces
  readonly #counts: Record<DelayedStatus, number> = { scheduled: 0, waiting: 0 }
  readonly #leaving = new Map<string, Promise<boolean>>()
  /** Those that somebody waits for. */
  readonly #watched = new Map<string, LiveExecution>()

  constructor(options: DelayedOptions) {
    this.#options = options
    this.#places = new FairPlaces(options.limit)
    this.#starter = new DelayedStarter({
      ...options,
      isLeaving: (id) => this.#leaving.has(id) || this.#parking.of(id) !== undefined,
      start: (head) => this.#start(head),
    })
    this.#parking = new Parking({
      ...options,
      onParked: (live, { until }, head) => {
        live.beginWait(head)
        if (isFollowed(head)) live.attend()
        if (live.isAttended) this.#watch(live)
        options.onParked(live)
        if (until !== null) this.#starter.expect(until)
      },
      onGone: ({ caller }) => this.#release('waiting', caller, 1),
    })
  }

  get counts(): Readonly<Record<DelayedStatus, number>> {
    return this.#counts
  }

  /** Counts those that an earlier process has left; returns those after which others are to run. */
  async load(): Promise<readonly { readonly head: ExecutionHead; readonly live: LiveExecution }[]> {
    const { store } = this.#options
    for (const { status, caller, count } of await store.counts()) this.#take(status, caller, count)
    return (await store.waitingInOrder()).map((head) => {
      const live = unloaded(head)
      live.attend()
      this.#watch(live)
      return { head, live }
    })
  }

  /** Starts those that are due, and then each at its time. */
  open() {
    this.expectNow()
  }

  /** Looks for those that are due. */
  expectNow() {
    this.#starter.expect(this.#options.clock.now())
  }

  async close(): Promise<void> {
    await Promise.all([this.#starter.close(), this.#parking.close()])
    for (const live of this.#watched.values()) live.fail(new ExecutionAborted('suspended'))
  }

  /**
   * Resolves when all are on disk; those of one caller, which start at this time, in ms since the epoch.
   * @throws AppError `SCHEDULED_LIMIT`
   */
  async accept(executions: readonly EmbeddedExecution[], startAt: number): Promise<void> {
    const caller = executions[0]?.record.caller ?? ''
    for (const [index] of executions.entries()) {
      if (!this.#places.isFree(caller)) {
        this.#release('scheduled', caller, index)
        throw new AppError('SCHEDULED_LIMIT', { values: { limit: this.#options.limit } })
      }
      this.#take('scheduled', caller, 1)
    }
    const written = await Promise.allSettled(executions.map((execution) => execution.persist()))
    const failures = written.filter((each) => each.status === 'rejected')
    for (const execution of executions) execution.release()
    this.#release('scheduled', caller, failures.length)
    if (failures.length < executions.length) this.#starter.expect(startAt)
    if (failures[0]) throw failures[0].reason
  }

  /**
   * Stops an execution that only waits, to wait on disk until this time (ms since the epoch, or `Infinity`) or an event;
   * `false` when there is no place for one more.
   */
  park(live: LiveExecution, until: number): boolean {
    if (!this.#places.isFree(live.caller)) return false
    this.#take('waiting', live.caller, 1)
    this.#parking.begin(live, until)
    return true
  }

  /** Settles once an execution that is just going from the disk into the queue, or the other way, is there. */
  moving(id: string): Promise<void> | undefined {
    return this.#starter.entering(id) ?? this.#parking.of(id)
  }

  /** Ends one early; `false` when it is none of them, or is being cancelled already. */
  async cancel(id: string): Promise<boolean> {
    const earlier = this.#leaving.get(id)
    if (earlier) return (await earlier) && false
    const cancelling = this.#cancel(id).finally(() => this.#leaving.delete(id))
    this.#leaving.set(id, cancelling)
    return cancelling
  }

  /** Has `watched` know one until the returned function is called. */
  async watch(id: string): Promise<() => void> {
    const found = await this.#delayedHead(id)
    if (!found) return () => undefined
    const live = this.watched(id) ?? this.#watch(unloaded(found.head))
    const { leave } = live.attend()
    // Its time may have come, and it may even have ended, since it was read.
    if (await this.#delayedHead(id)) return leave
    leave()
    return () => undefined
  }

  watched(id: string): LiveExecution | undefined {
    return this.#watched.get(id)
  }

  #watch(live: LiveExecution): LiveExecution {
    this.#watched.set(live.id, live)
    live.onDeserted(() => {
      if (this.#watched.get(live.id) === live) this.#watched.delete(live.id)
    })
    return live
  }

  async #delayedHead(id: string) {
    const head = await this.#options.executions.head(id)
    const status = head && delayedStatus(head)
    return status && { head, status }
  }

  async #cancel(id: string): Promise<boolean> {
    const found = await this.#delayedHead(id)
    if (!found) return false
    const { head, status } = found
    const live = this.watched(id) ?? unloaded(head)
    const isFirst = await this.#options.stored.cancel(live)
    if (!isFirst) return false
    this.#release(status, head.caller ?? '', 1)
    this.#options.onEnded(live)
    return true
  }

  #start(head: ExecutionHead) {
    this.#release(delayedStatus(head) ?? 'scheduled', head.caller ?? '', 1)
    const live = this.watched(head.id) ?? unloaded(head)
    this.#watched.delete(head.id)
    live.endWait()
    this.#options.start(live, head)
  }

  #take(status: DelayedStatus, caller: string, count: number) {
    for (let taken = 0; taken < count; taken++) this.#places.take(caller)
    this.#counts[status] += count
  }

  #release(status: DelayedStatus, caller: string, count: number) {
    for (let released = 0; released < count; released++) this.#places.release(caller)
    this.#counts[status] -= count
  }
}

const delayedStatus = ({ status }: ExecutionHead): DelayedStatus | undefined =>
  status === 'scheduled' || status === 'waiting' ? status : undefined

const unloaded = (head: ExecutionHead): LiveExecution => {
  const live = new LiveExecution(head, { isResumed: false })
  live.isWaiting = head.status === 'waiting'
  return live
}

/** Whether others run after it, which must hear of its end. */
const isFollowed = ({ batch_id, sequence }: ExecutionHead): boolean => batch_id !== null || sequence !== null
