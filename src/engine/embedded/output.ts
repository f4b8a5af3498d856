import { isRecord } from '../../lib/json/is-record.ts'
import { NodeError } from '../errors.ts'

/** SQLite reads JSON up to 1000 levels; what stands around an output takes some of them. */
export const DEEPEST_OUTPUT = 500

// A UTF-16 unit takes at most this many bytes as JSON: `\u0000`.
const MOST_BYTES_PER_UNIT = 6
const MOST_BYTES_PER_NUMBER = 24

/**
 * A value as what JSON would make of it, so that whoever sees it now sees what a replay will read from the disk:
 * a BigInt is its decimal text, a date ISO text, NaN and infinities are `null`; what has no JSON form is `null`,
 * or dropped where it is a field. What is JSON already is returned as it is, the rest is copied.
 * @throws NodeError `OUTPUT_TOO_LARGE` when its text would have more than `largest` bytes, `OUTPUT_NOT_JSON` when it
 *   refers to itself or is nested deeper than `DEEPEST_OUTPUT`
 */
export const toOutput = (value: unknown, largest: number): unknown => {
  const walk = new Walk(largest)
  const output = walk.convertItem(value, 0)
  const isSurelySmall = walk.mostBytes <= largest
  if (!isSurelySmall && Buffer.byteLength(JSON.stringify(output)) > largest) throw tooLarge(largest)
  return output
}

/** Goes through a value once and stops where its text is certain to be too long, before anybody makes that text. */
class Walk {
  readonly #largest: number
  #leastBytes = 0
  mostBytes = 0

  constructor(largest: number) {
    this.#largest = largest
  }

  /** `null` for what has no JSON form. */
  convertItem(value: unknown, depth: number): unknown {
    const found = this.#convert(value, depth)
    return found === undefined ? this.#null() : found
  }

  /** `undefined` for what has no JSON form. */
  #convert(value: unknown, depth: number): unknown {
    switch (typeof value) {
      case 'string':
        this.#count(value.length + 2, value.length * MOST_BYTES_PER_UNIT + 2)
        return value
      case 'number':
        this.#count(1, MOST_BYTES_PER_NUMBER)
        return Number.isFinite(value) ? value : null
      case 'boolean':
        this.#count(4, 5)
        return value
      case 'bigint':
        return this.#convert(String(value), depth)
      case 'object':
        return value === null ? this.#null() : this.#composite(value, depth + 1)
      default:
        return undefined
    }
  }

  #count(least: number, most: number) {
    this.#leastBytes += least
    this.mostBytes += most
    if (this.#leastBytes > this.#largest) throw tooLarge(this.#largest)
  }

  #null(): null {
    this.#count(4, 4)
    return null
  }

  #composite(value: object, depth: number): unknown {
    if (depth > DEEPEST_OUTPUT) throw notJson()
    if ('toJSON' in value && typeof value.toJSON === 'function') return this.#convert(value.toJSON(), depth)
    if (Array.isArray(value)) return this.#array(value, depth)
    return isRecord(value) ? this.#object(value, depth) : undefined
  }

  #array(array: readonly unknown[], depth: number): readonly unknown[] {
    this.#count(array.length + 1, array.length + 2)
    let copy: unknown[] | undefined
    for (let index = 0; index < array.length; index++) {
      const item = array[index]
      const plain = this.convertItem(item, depth)
      if (plain === item) continue
      copy ??= Array.from(array)
      copy[index] = plain
    }
    return copy ?? array
  }

  #object(object: Readonly<Record<string, unknown>>, depth: number): object {
    this.#count(2, 2)
    const keys = Object.keys(object)
    let changes: Map<string, unknown> | undefined
    for (const key of keys) {
      const value = object[key]
      const plain = this.#convert(value, depth)
      if (plain !== undefined) this.#count(key.length + 3, key.length * MOST_BYTES_PER_UNIT + 4)
      if (plain === value && plain !== undefined) continue
      changes ??= new Map()
      changes.set(key, plain)
    }
    if (!changes && isPlainObject(object)) return object
    const entries = keys.map((key) => [key, changes?.has(key) ? changes.get(key) : object[key]] as const)
    return Object.fromEntries(entries.filter(([, plain]) => plain !== undefined))
  }
}

const isPlainObject = (object: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(object)
  return prototype === Object.prototype || prototype === null
}

const tooLarge = (largest: number): NodeError =>
  new NodeError('OUTPUT_TOO_LARGE', `the output has more than ${largest} bytes as JSON`, { retryable: false })

const notJson = (): NodeError => {
  const message = `the output refers to itself or is nested more than ${DEEPEST_OUTPUT} levels deep`
  return new NodeError('OUTPUT_NOT_JSON', message, { retryable: false })
}
