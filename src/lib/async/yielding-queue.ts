import { setImmediate as nextTurn } from 'node:timers/promises'
import { Queue } from './queue.ts'

/** How long what runs in a lane follows each other at once. */
const TURN_MS = 10

/**
 * One after the other for work that never waits for anything: side by side it would only all be later. Now and then
 * everything else has its turn before the next.
 */
export class Lane {
  readonly #waiting = new Queue<() => void>()
  #isTaken = false
  /** When it is everything else's turn; not known while nothing has run since the last one. */
  #turnEnds: number | undefined

  /** To be waited for, unless it is `undefined`; then `leave` has to follow. */
  enter(): Promise<void> | undefined {
    if (this.#isTaken || this.#isTurnOver()) return this.#wait()
    this.#isTaken = true
    return undefined
  }

  leave() {
    const next = this.#waiting.shift()
    if (next) next()
    else this.#isTaken = false
  }

  async #wait() {
    if (this.#isTaken) await new Promise<void>((resolve) => this.#waiting.push(resolve))
    this.#isTaken = true
    while (this.#isTurnOver()) await nextTurn()
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
