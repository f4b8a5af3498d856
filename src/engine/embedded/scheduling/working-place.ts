import type { Journal } from '../journal.ts'
import type { Place } from './place.ts'

export interface WorkingPlaceOptions {
  readonly journal: Pick<Journal, 'interruptions'>
  readonly place: Place
  /** Of the execution. */
  readonly signal: AbortSignal
}

/** The place of an execution that gives it up whenever none of its steps works, and it waits for events. */
export class WorkingPlace {
  readonly #options: WorkingPlaceOptions
  /** Steps that have started and not ended, without those that only wait. */
  #working = 0
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

  /** Waits, on behalf of a working step, for something that is not work. */
  async rest(waiting: Promise<void>): Promise<void> {
    this.#working--
    this.#leaveWithoutWork()
    await waiting.finally(() => this.#working++)
    await this.#return()
  }

  /** Takes the place again, once for all that continue at the same time. */
  async #return(): Promise<void> {
    if (!this.#hasLeft) return
    this.#returning ??= this.#enter()
    await this.#returning
  }

  async #enter(): Promise<void> {
    const { journal, place, signal } = this.#options
    await place.enter(signal)
    this.#hasLeft = false
    this.#returning = undefined
    journal.interruptions.markComputing(true)
  }

  #leaveWithoutWork() {
    if (!this.#isAwaiting || this.#working > 0 || this.#hasLeft) return
    this.#hasLeft = true
    this.#options.journal.interruptions.markWaiting()
    this.#options.place.leave()
  }
}
