import { AppError } from '../../domain/errors.ts'
import type { AlarmClock } from '../../lib/time/clock.ts'

export interface AdmissionOptions {
  readonly capacity: number
  /** How many places are in use. */
  readonly inUse: () => number
  /** How long an arrival waits for a place. */
  readonly timeoutMs: number
  readonly clock: AlarmClock
}

/**
 * Admits executions in the order of their arrival while there are places for them. An arrival that finds none waits
 * for a while before it is refused: failing fast would cause a retry storm, which takes time from the work that
 * frees places.
 */
export class AdmissionQueue {
  readonly #options: AdmissionOptions
  readonly #waiting = new Set<() => void>()
  /** Places of arrivals that are admitted but do not use them yet. */
  #reserved = 0

  constructor(options: AdmissionOptions) {
    this.#options = options
  }

  /** `undefined` when a place is free now, else resolves once one is; the caller then uses it in the same turn. Rejects with `QUEUE_FULL`. */
  acquire(): Promise<void> | undefined {
    return this.#isFull() || this.#waiting.size > 0 ? this.#wait() : undefined
  }

  /** Admits the next arrival when a place has become free. */
  release() {
    const [admitNext] = this.#waiting
    if (admitNext && !this.#isFull()) admitNext()
  }

  /** Ends every wait; the caller must refuse those arrivals itself. */
  close() {
    for (const admit of this.#waiting) admit()
  }

  #isFull(): boolean {
    return this.#options.inUse() + this.#reserved >= this.#options.capacity
  }

  async #wait(): Promise<void> {
    const { clock, timeoutMs } = this.#options
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const admit = () => {
      stopTimer()
      this.#waiting.delete(admit)
      this.#reserved++
      resolve()
    }
    const stopTimer = clock.after(timeoutMs, () => {
      this.#waiting.delete(admit)
      reject(new AppError('QUEUE_FULL'))
    })
    this.#waiting.add(admit)
    await promise
    this.#reserved--
  }
}
