import { setImmediate as nextTurn } from 'node:timers/promises'

export interface BatcherOptions<Item, Result> {
  /** Processes all items at once; resolves with one result for each, in the same order. */
  commit(items: readonly Item[]): Promise<readonly Result[]>
  readonly maxItems: number
  /** What the items of a batch may weigh together; a single item may weigh more. No limit by default. */
  readonly maxWeight?: number
  weigh?(item: Item): number
  /** How many items may wait for a commit; no limit by default. */
  readonly maxWaiting?: number
  /** The error for an item that exceeds `maxWaiting`. */
  overflowError(): Error
  /** Whether a single item may have caused the failure; then every item is committed alone. */
  blamesItem(error: unknown): boolean
}

interface Waiting<Item, Result> {
  readonly item: Item
  resolve(result: Result): void
  reject(error: unknown): void
}

const MAX_TURNS = 4

/**
 * Commits items in batches: those added during a few turns of the event loop, or while a commit is running, share
 * the next commit. A commit that one item made fail is repeated item by item, so that no item fails because of another.
 */
export class Batcher<Item, Result> {
  readonly #options: BatcherOptions<Item, Result>
  #waiting: Waiting<Item, Result>[] = []
  #flushing: Promise<void> | undefined

  constructor(options: BatcherOptions<Item, Result>) {
    this.#options = options
  }

  /** Resolves with the item's result. Rejects with `overflowError()` when too many items wait. */
  add(item: Item): Promise<Result> {
    const { maxWaiting = Number.POSITIVE_INFINITY } = this.#options
    if (this.#waiting.length >= maxWaiting) return Promise.reject(this.#options.overflowError())
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject })
      this.#flushing ??= this.#flush()
    })
  }

  /** How many items wait for a commit, without those of the commit that is running. */
  get waiting(): number {
    return this.#waiting.length
  }

  /** Resolves when everything added so far is settled. */
  async drain(): Promise<void> {
    while (this.#flushing) await this.#flushing
  }

  async #flush(): Promise<void> {
    while (this.#waiting.length > 0) {
      await this.#gather()
      await this.#commit(this.#waiting.splice(0, this.#batchSize()))
    }
    this.#flushing = undefined
  }

  #batchSize(): number {
    const { maxItems, maxWeight = Number.POSITIVE_INFINITY, weigh } = this.#options
    const most = Math.min(maxItems, this.#waiting.length)
    if (!weigh) return most
    let weight = 0
    for (let size = 0; size < most; size++) {
      const next = this.#waiting[size]
      weight += next ? weigh(next.item) : 0
      if (size > 0 && weight > maxWeight) return size
    }
    return most
  }

  /** The driver commits synchronously, so others can join only in a new turn; waits on while each turn adds some. */
  async #gather(): Promise<void> {
    let before = 0
    for (let turns = 0; turns < MAX_TURNS && this.#waiting.length > before; turns++) {
      before = this.#waiting.length
      await nextTurn()
    }
  }

  async #commit(batch: readonly Waiting<Item, Result>[]): Promise<void> {
    try {
      const results = await this.#options.commit(batch.map(({ item }) => item))
      batch.forEach(({ resolve, reject }, index) => {
        const result = results[index]
        if (index < results.length) resolve(result as Result)
        else reject(new Error('the commit gave no result for this item'))
      })
    } catch (error) {
      const alone = batch.length === 1 || !this.#options.blamesItem(error)
      if (alone) for (const { reject } of batch) reject(error)
      else for (const waiting of batch) await this.#commit([waiting])
    }
  }
}
