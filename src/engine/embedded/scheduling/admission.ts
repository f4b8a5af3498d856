import { AppError } from '../../../domain/errors.ts'
import type { FairPlaces } from '../../../lib/async/fair-places.ts'
import { FairQueue } from '../../../lib/async/fair-queue.ts'
import type { AlarmClock } from '../../../lib/time/clock.ts'

export interface AdmissionOptions {
  readonly places: FairPlaces
  /** How long an arrival waits for a place. */
  readonly timeoutMs: number
  readonly clock: AlarmClock
}

/**
 * Admits executions while there are places for them, those of a caller in the order of their arrival. An arrival that
 * finds no place waits for a while before it is refused: failing fast would cause a retry storm, which takes time from
 * the work that frees places.
 */
export class AdmissionQueue {
  readonly #options: AdmissionOptions
  /** What admits the arrivals that wait. */
  readonly #queue = new FairQueue<() => void>()

  constructor(options: AdmissionOptions) {
    this.#options = options
  }

  /** Takes a place for the caller: at once, with `undefined`, or when one is free. Rejects with `QUEUE_FULL`. */
  acquire(caller: string): Promise<void> | undefined {
    const { places } = this.#options
    if (this.#queue.size > 0 || !places.isFree(caller)) return this.#wait(caller)
    places.take(caller)
    return undefined
  }

  /** Gives a place back. */
  release(caller: string) {
    this.#options.places.release(caller)
    this.#admit()
  }

  /** Ends every wait; the caller must refuse those arrivals itself. */
  close() {
    while (this.#queue.size > 0) this.#queue.take(() => 0)?.()
  }

  #admit() {
    const { places } = this.#options
    const loadOf = (caller: string) => (places.isFree(caller) ? places.of(caller) : undefined)
    for (let admit = this.#queue.take(loadOf); admit; admit = this.#queue.take(loadOf)) admit()
  }

  #wait(caller: string): Promise<void> {
    const { clock, timeoutMs, places } = this.#options
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const stopTimer = clock.after(timeoutMs, () => {
      this.#queue.remove(caller, undefined, admit)
      reject(new AppError('QUEUE_FULL'))
    })
    const admit = () => {
      stopTimer()
      places.take(caller)
      resolve()
    }
    this.#queue.push(caller, undefined, admit)
    this.#admit()
    return promise
  }
}
