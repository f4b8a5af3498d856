/** Characters of text that count as much as a value. */
const UNIT = 8

/** Whether a value holds at most so many values; what is too large is not gone through to its end. */
export const isWithin = (value: unknown, most: number): boolean => {
  let left = most
  const walk = (part: unknown): boolean => {
    left -= typeof part === 'string' ? 1 + part.length / UNIT : 1
    if (left < 0) return false
    if (typeof part !== 'object' || part === null) return true
    return Array.isArray(part) ? part.every(walk) : Object.values(part).every(walk)
  }
  return walk(value)
}

/** Remembers of values, which must not change, whether they are small. */
export class SmallValues {
  readonly #most: number
  readonly #known = new WeakMap<object, boolean>()

  /** A small value holds at most so many values. */
  constructor(most: number) {
    this.#most = most
  }

  has(value: unknown): boolean {
    if (typeof value !== 'object' || value === null) return isWithin(value, this.#most)
    const known = this.#known.get(value)
    if (known !== undefined) return known
    const found = isWithin(value, this.#most)
    this.#known.set(value, found)
    return found
  }
}
