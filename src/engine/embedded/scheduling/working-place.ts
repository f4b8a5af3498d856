import type { AlarmClock } from '../../../lib/time/clock.ts'
import type { Journal } from '../journal.ts'
import type { Place } from './place.ts'

export interface WorkingPlaceOptions {
  readonly journal: Pick<Journal, 'interruptions'>
  readonly place: Place
  /** Of the execution. */
  readonly signal: AbortSignal
  readonly clock: AlarmClock
  /** Called when the execution has only waited for a while; `true` when it leaves memory. */
  onIdle(): boolean
}

/** A shorter wait is not worth the writes. */
const MIN_WAIT_MS = 1000

/** The place of an execution that gives it up whenever none of its steps works, and it waits for events. */
export class WorkingPlace {
  readonly #options: WorkingPlaceOptions
  /** Steps that have started and not ended, without those that only wait. */
  #working = 0
  /** Waits that something in memory ends. */
  #attached = 0
  #stopTimer: (() => void) | undefined
  #isAwaiting = false
  #hasLeft = false
  #returning: Promise<void> | undefined

  constructor(options: WorkingPlaceOptions) {
    this.#options = options
  }

  begin() {
    this.#working++
  }

  end() {
    this.#working--
  }

  /** Waits for what steps report, if need be without the place. */
  async awaitEvents<T>(events: Promise<T>): Promise<T> {
    this.#isAwaiting = true
    this.#leaveWithoutWork()
    const found = await events
    this.#isAwaiting = false
    await this.#return()
    return found
  }

  /** Of a step that works: waits for a time, which is no work. */
  async rest(waiting: Promise<void>): Promise<void> {
    this.#working--
    this.#leaveWithoutWork()
    await waiting.finally(() => this.#working++)
    await this.#return()
  }

  /** As `rest`, for what the execution cannot wait for without being in memory. */
  async attend(waiting: Promise<void>): Promise<void> {
    this.#attached++
    await this.rest(waiting.finally(() => this.#attached--))
  }

  /** To be called when the execution has ended, or stops. */
  close() {
    this.#stopTimer?.()
  }

  /** Takes the place again, once for all that go on at the same time. */
  async #return(): Promise<void> {
    if (!this.#hasLeft) return
    this.#returning ??= this.#enter()
    await this.#returning
  }

  async #enter(): Promise<void> {
    const { journal, place, signal } = this.#options
    this.#stopTimer?.()
    await place.enter(signal)
    this.#hasLeft = false
    this.#returning = undefined
    journal.interruptions.markComputing(true)
  }

  #leaveWithoutWork() {
    if (!this.#isAwaiting || this.#working > 0 || this.#hasLeft) return
    this.#hasLeft = true
    this.#stopTimer = this.#options.clock.after(MIN_WAIT_MS, () => this.#idle())
    this.#options.place.leave()
  }

  #idle() {
    const { journal, onIdle } = this.#options
    if (this.#attached > 0 || !onIdle()) journal.interruptions.markComputing(false)
  }
}
