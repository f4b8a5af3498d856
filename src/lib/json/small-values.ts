import { isWithin } from './json-value.ts'

/** How many characters of text count as much as a value. */
const VALUE_SIZE = 8

/** Remembers which values are small. The values must not change. */
export class SmallValues {
  readonly #maxSize: number
  readonly #known = new WeakMap<object, boolean>()

  /** A small value contains at most so many values. */
  constructor(maxValues: number) {
    this.#maxSize = maxValues * VALUE_SIZE
  }

  has(value: unknown): boolean {
    if (typeof value !== 'object' || value === null) return this.#isSmall(value)
    const known = this.#known.get(value)
    if (known !== undefined) return known
    const found = this.#isSmall(value)
    this.#known.set(value, found)
    return found
  }

  #isSmall(value: unknown): boolean {
    return isWithin(value, { maxSize: this.#maxSize, valueSize: VALUE_SIZE })
  }
}
