import type { MaybePromise } from './maybe-promise.ts'
import { Queue } from './queue.ts'

/** How long synchronous work may follow each other before the event loop has its turn. */
const TURN_MS = 10

/** Runs synchronous work at once, or in order after a turn of the event loop when much has run in this one. */
export class YieldingQueue {
  readonly #waiting = new Queue<() => void>()
  /** Not known while nothing has run in this turn. */
  #turnEnds: number | undefined

  run<T>(work: () => T): MaybePromise<T> {
    if (this.#waiting.size === 0 && !this.#isTurnOver()) return work()
    return new Promise((resolve) => {
      if (this.#waiting.size === 0) setImmediate(() => this.#continue())
      this.#waiting.push(() => resolve(Promise.try(work)))
    })
  }

  #continue() {
    while (this.#waiting.size > 0 && !this.#isTurnOver()) this.#waiting.shift()?.()
    if (this.#waiting.size > 0) setImmediate(() => this.#continue())
  }

  #isTurnOver(): boolean {
    if (this.#turnEnds !== undefined) return performance.now() > this.#turnEnds
    this.#turnEnds = performance.now() + TURN_MS
    setImmediate(() => {
      this.#turnEnds = undefined
    })
    return false
  }
}
