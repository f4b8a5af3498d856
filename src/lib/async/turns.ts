import { FairQueue } from './fair-queue.ts'

/** How long work may follow each other before the event loop has its turn, of which others need several. */
const TURN_MS = 2

/** Whose work it is that belongs to no caller. */
const NOBODY = ''

const inTurn = () => 0

/**
 * Shared by long computations: they continue in turns of the event loop, and all of them together never take long in
 * one turn. Callers have their turns one after the other, however much work each of them has.
 */
export class Turns {
  readonly #waiting = new FairQueue<() => void>()
  /** Unknown until it is asked for in this turn. */
  #ends: number | undefined

  /** Whether this turn has been used up: work that can wait then has to wait for the `next`. */
  get isOver(): boolean {
    if (this.#ends !== undefined) return performance.now() > this.#ends
    this.#ends = performance.now() + TURN_MS
    setImmediate(() => {
      this.#ends = undefined
    })
    return false
  }

  /** Resolves in a later turn that is not used up; for one caller, in the order of the calls. */
  next(caller = NOBODY): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(caller, undefined, resolve)
      // One for each who waits, so that its work runs before the next one looks whether the turn is over.
      setImmediate(() => this.#resume())
    })
  }

  /** Calls `use` for each item, over as many turns as it takes. */
  async each<T>(items: Iterable<T>, use: (item: T) => void | Promise<void>): Promise<void> {
    for (const item of items) {
      if (this.isOver) await this.next()
      const used = use(item)
      if (used) await used
    }
  }

  #resume() {
    if (this.isOver) setImmediate(() => this.#resume())
    else this.#waiting.take(inTurn)?.()
  }
}
