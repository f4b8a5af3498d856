import type { Journal } from '../journal.ts'
import type { Place } from './place.ts'

export interface WorkingPlaceOptions {
  readonly journal: Pick<Journal, 'markWaiting' | 'markComputing'>
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
    const { journal, place, signal } = this.#options
    this.#isAwaiting = true
    this.#leaveWithoutWork()
    const found = await events
    this.#isAwaiting = false
    if (!this.#hasLeft) return found
    this.#hasLeft = false
    await place.enter(signal)
    journal.markComputing(true)
    return found
  }

  /** Of a step that works: waits for something that is no work. */
  async rest(waiting: Promise<void>): Promise<void> {
    this.#working--
    this.#leaveWithoutWork()
    await waiting.finally(() => this.#working++)
  }

  #leaveWithoutWork() {
    if (!this.#isAwaiting || this.#working > 0 || this.#hasLeft) return
    this.#hasLeft = true
    this.#options.journal.markWaiting()
    this.#options.place.leave()
  }
}
