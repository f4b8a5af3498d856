interface Line<T> {
  readonly size: number
  push(item: T): void
  shift(): T | undefined
}

/** A queue from which the holders of its items are served in turn, so that the many items of one delay no other. */
export class RoundRobin<T> implements Line<T> {
  readonly #holderOf: (item: T) => string
  readonly #createLine: () => Line<T>
  /** Holders with items, the next one first. */
  readonly #lines = new Map<string, Line<T>>()
  #size = 0

  /** `createLine` makes the queue of one holder. */
  constructor(holderOf: (item: T) => string, createLine: () => Line<T>) {
    this.#holderOf = holderOf
    this.#createLine = createLine
  }

  get size(): number {
    return this.#size
  }

  push(item: T) {
    const holder = this.#holderOf(item)
    let line = this.#lines.get(holder)
    if (!line) {
      line = this.#createLine()
      this.#lines.set(holder, line)
    }
    line.push(item)
    this.#size++
  }

  shift(): T | undefined {
    for (const [holder, line] of this.#lines) {
      const item = line.shift()
      this.#size--
      // The end of a map is the end of its order.
      this.#lines.delete(holder)
      if (line.size > 0) this.#lines.set(holder, line)
      return item
    }
    return undefined
  }
}
