/** A number of places that are shared fairly among holders, such as API keys. */
export class FairPlaces {
  readonly #limit: number
  /** How many more there are for holders that have fewer than this many, so that others cannot shut them out. */
  readonly #extra: number
  readonly #taken = new Map<string, number>()
  #total = 0

  constructor(limit: number) {
    this.#limit = limit
    this.#extra = Math.floor(limit / 8)
  }

  of(holder: string): number {
    return this.#taken.get(holder) ?? 0
  }

  isFree(holder: string): boolean {
    const free = this.#limit - this.#total
    return free > 0 || (free + this.#extra > 0 && this.of(holder) < this.#extra)
  }

  /** Takes a place even if none is free. */
  take(holder: string) {
    this.#total++
    this.#taken.set(holder, this.of(holder) + 1)
  }

  release(holder: string) {
    const left = this.of(holder) - 1
    this.#total--
    if (left > 0) this.#taken.set(holder, left)
    else this.#taken.delete(holder)
  }
}
