import { AppError } from '../../domain/errors.ts'
import type { AlarmClock } from '../../lib/time/clock.ts'

export interface AdmissionQueueOptions {
  readonly places: number
  /** How many are taken now. */
  readonly taken: () => number
  /** How long who finds no place waits for one. */
  readonly patienceMs: number
  readonly clock: AlarmClock
}

/**
 * The places for executions. Who finds none waits for one, in the order of coming, and is refused after a while: those
 * who were refused at once would come again at once, and take time from the work that makes room.
 */
export class AdmissionQueue {
  readonly #options: AdmissionQueueOptions
  readonly #waiting = new Set<() => void>()
  /** Places of those who have been let in and not taken them yet. */
  #promised = 0

  constructor(options: AdmissionQueueOptions) {
    this.#options = options
  }

  /** Resolves when there is a place to be taken; there is one already when it gives nothing. Rejects with `QUEUE_FULL`. */
  find(): Promise<void> | undefined {
    return this.#isFull() || this.#waiting.size > 0 ? this.#wait() : undefined
  }

  /** A place was left: the next may take it. */
  left(): void {
    const [next] = this.#waiting
    if (next && !this.#isFull()) next()
  }

  /** Lets in all who wait; there are no places any more, and they hear of it. */
  close(): void {
    for (const next of this.#waiting) next()
  }

  #isFull(): boolean {
    return this.#options.taken() + this.#promised >= this.#options.places
  }

  async #wait(): Promise<void> {
    const { clock, patienceMs } = this.#options
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const enter = () => {
      stop()
      this.#waiting.delete(enter)
      this.#promised++
      resolve()
    }
    const stop = clock.after(patienceMs, () => {
      this.#waiting.delete(enter)
      reject(new AppError('QUEUE_FULL'))
    })
    this.#waiting.add(enter)
    await promise
    this.#promised--
  }
}
