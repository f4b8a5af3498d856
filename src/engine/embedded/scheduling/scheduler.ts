import { FairPlaces } from '../../../lib/async/fair-places.ts'
import { FairQueue } from '../../../lib/async/fair-queue.ts'
import type { AlarmClock } from '../../../lib/time/clock.ts'
import type { LiveExecution, LoadOutcome } from './live-execution.ts'
import { CountedPlace } from './place.ts'
import type { ScriptPlaces } from './script-places.ts'

export interface SchedulerOptions {
  /** Executions that compute at once. */
  readonly limit: number
  /** While it is `false`, nothing starts. */
  readonly isOpen: () => boolean
  /** Has an execution read from the disk; `blocked` when that must wait for memory or for the disk. */
  readonly load: (live: LiveExecution) => Promise<LoadOutcome>
  /** Called for an execution that has only waited for a while; `true` when it is stopped for that, to wait on disk. */
  readonly park: (live: LiveExecution) => boolean
  readonly scriptPlaces: ScriptPlaces
  readonly clock: AlarmClock
}

const RETRY_MS = 500
/** An execution during which the process has died several times is watched for this long before the next such one starts. */
const SUSPICION_MS = 10_000

/**
 * Starts executions, as many at once as are allowed. The next place goes to the caller with the fewest, and among the
 * executions of a caller to each script in turn. An execution that only waits has no place.
 */
export class Scheduler {
  readonly #options: SchedulerOptions
  readonly #starting = new FairQueue<LiveExecution>()
  /** Executions that continue after a wait. */
  readonly #resuming = new FairQueue<() => void>()
  readonly #places: FairPlaces
  #isResumeNext = true
  /** Executions that have found no memory, one for each caller, whose others come after it. */
  readonly #blocked = new Map<string, LiveExecution>()
  #isLoading = false
  #retryTimer: (() => void) | undefined

  constructor(options: SchedulerOptions) {
    this.#options = options
    this.#places = new FairPlaces(options.limit)
  }

  /** Whether what is queued starts so soon that to read it from the disk again would take longer than it waits. */
  get isShort(): boolean {
    return this.#starting.size < this.#options.limit
  }

  /** `false` when it waits until its script has a place for it. */
  enqueue(live: LiveExecution): boolean {
    return this.#options.scriptPlaces.enter(live, () => this.#enqueue(live))
  }

  #enqueue(live: LiveExecution) {
    // It may have been cancelled meanwhile.
    if (live.isDone) return
    const isNext = this.#starting.size === 0 && this.#resuming.size === 0 && live.execution
    if (isNext && this.#options.isOpen() && this.#places.isFree(live.caller)) {
      this.#begin(live)
      return
    }
    this.#starting.push(live.caller, live.scriptId, live)
    this.#startQueued()
  }

  /** Each is enqueued when the one before it has ended. */
  async enqueueInOrder(executions: readonly LiveExecution[]): Promise<void> {
    for (const live of executions) {
      if (!this.#options.isOpen()) return
      if (!live.isWaiting) this.enqueue(live)
      await live.ended.catch(() => undefined)
    }
  }

  /** Each is enqueued when the one before it has ended, or has not done harm for a while. */
  async enqueueWithCare(executions: readonly LiveExecution[]): Promise<void> {
    const { isOpen, clock } = this.#options
    for (const live of executions) {
      if (!isOpen()) return
      this.enqueue(live)
      const watch = new AbortController()
      const isHarmless = clock.sleep(SUSPICION_MS, watch.signal).catch(() => undefined)
      await Promise.race([live.ended.catch(() => undefined), isHarmless])
      watch.abort()
    }
  }

  /** Looks again for executions that may start, because memory has become free. */
  retry() {
    if (this.#blocked.size === 0) return
    const blocked = [...this.#blocked.values()]
    this.#blocked.clear()
    for (const live of blocked) this.#starting.push(live.caller, BLOCKED, live)
    this.#startQueued()
  }

  close() {
    this.#retryTimer?.()
  }

  #startQueued() {
    while (this.#options.isOpen() && this.#startOne()) this.#isResumeNext = !this.#isResumeNext
  }

  /**
   * Alternates between one that continues and one that starts, so that neither kind starves the other; `false` when
   * none may.
   */
  #startOne(): boolean {
    const [first, second] = this.#isResumeNext
      ? [this.#resumeOne, this.#beginOne]
      : [this.#beginOne, this.#resumeOne]
    return first() || second()
  }

  readonly #resumeOne = (): boolean => {
    const resume = this.#resuming.take((caller) => this.#loadOf(caller))
    resume?.()
    return resume !== undefined
  }

  readonly #beginOne = (): boolean => {
    if (this.#isLoading) return false
    const live = this.#starting.take((caller) =>
      this.#blocked.has(caller) ? undefined : this.#loadOf(caller),
    )
    // A cancelled execution has started without its turn.
    if (live && !live.isDone) this.#begin(live)
    return live !== undefined
  }

  #loadOf(caller: string): number | undefined {
    return this.#places.isFree(caller) ? this.#places.of(caller) : undefined
  }

  #begin(live: LiveExecution) {
    this.#places.take(live.caller)
    if (live.execution) this.#start(live)
    else void this.#load(live)
  }

  async #load(live: LiveExecution): Promise<void> {
    this.#isLoading = true
    live.loading = this.#options.load(live).catch(() => 'blocked' as const)
    const outcome = await live.loading
    live.loading = undefined
    this.#isLoading = false
    if (live.execution && !live.isDone) this.#start(live)
    else this.#places.release(live.caller)
    if (outcome === 'blocked' && !live.isDone) this.#block(live)
    this.#startQueued()
  }

  #block(live: LiveExecution) {
    this.#blocked.set(live.caller, live)
    this.#retryTimer ??= this.#options.clock.after(RETRY_MS, () => {
      this.#retryTimer = undefined
      this.retry()
    })
  }

  #start(live: LiveExecution) {
    const { caller } = live
    const place = new CountedPlace({
      caller,
      places: this.#places,
      onFree: this.#free,
      queue: (resume) => {
        this.#resuming.push(caller, live.scriptId, resume)
        this.#startQueued()
      },
    })
    const end = () => {
      place.leave()
      this.retry()
    }
    live.execution?.finished.then(end, end)
    live.execution?.start({ place, onIdle: () => this.#options.park(live) })
  }

  readonly #free = () => this.#startQueued()
}

/** The group of a caller's turns that had no memory before; its others are those of its scripts. */
const BLOCKED = 'blocked'
