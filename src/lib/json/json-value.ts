import type { Pausable } from '../async/run-in-turns.ts'
import { isRecord } from './is-record.ts'

/** Values and characters that are converted at once. */
const PART = 16_384
const VALUES_AT_ONCE = 256

// No infinity: a field that is not always a small integer makes every walk slower.
const UNLIMITED_DEPTH = 2 ** 30 - 1

export interface JsonRules {
  /** Values and characters of text together; a value that is held in many places counts in each. */
  readonly maxSize: number
  /** Arrays and objects inside each other; no limit by default, so that a cycle ends at `maxSize`. */
  readonly maxDepth?: number
  /** Throws for what JSON cannot represent, such as a function or NaN, instead of what `JSON.stringify` does. */
  readonly strict?: boolean
  /** How many characters of text a value counts as; 1 by default. */
  readonly valueSize?: number
}

/** The value is larger or nested more deeply than the rules allow. */
export class JsonLimitError extends RangeError {
  readonly limit: 'size' | 'depth'

  constructor(limit: JsonLimitError['limit']) {
    super(limit === 'size' ? 'the value is too large' : 'the value is nested too deeply')
    this.name = 'JsonLimitError'
    this.limit = limit
  }
}

/**
 * Makes plain JSON out of any value: arrays and objects that carry nothing else and have the usual prototypes.
 * Parts that are plain already are returned themselves, all others are copied; nothing is changed in place.
 */
export class JsonNormalizer {
  /** Values seen so far. */
  values = 0
  /** UTF-16 units of the texts and field names seen so far. */
  characters = 0
  readonly #maxSize: number
  readonly #maxDepth: number
  readonly #strict: boolean
  readonly #valueSize: number

  constructor(rules: JsonRules) {
    this.#maxSize = rules.maxSize
    this.#maxDepth = rules.maxDepth ?? UNLIMITED_DEPTH
    this.#strict = rules.strict ?? false
    this.#valueSize = rules.valueSize ?? 1
  }

  /**
   * The value as plain JSON; `undefined` when it has no JSON form.
   * @throws JsonLimitError
   * @throws TypeError by strict rules, for what JSON cannot represent
   */
  normalize(value: unknown): unknown {
    return this.#convert(value, 0)
  }

  /** As `normalize`, with pauses. */
  *normalizeInParts(value: unknown, depth = 0): Pausable<unknown> {
    if (depth >= this.#maxDepth || !isPlainComposite(value) || this.#isSmall(value))
      return this.#convert(value, depth)
    this.#count()
    return isRecord(value)
      ? yield* this.#objectInParts(value, depth + 1)
      : yield* this.#arrayInParts(value, depth + 1)
  }

  *#arrayInParts(array: readonly unknown[], depth: number): Pausable<readonly unknown[]> {
    let copy: unknown[] | undefined
    for (let index = 0; index < array.length; index++) {
      const item = array[index]
      const found = yield* this.#part(item, depth, index)
      const plain = found === undefined ? this.#null() : found
      if (plain === item) continue
      copy ??= Array.from(array)
      copy[index] = plain
    }
    return copy ?? array
  }

  *#objectInParts(object: Readonly<Record<string, unknown>>, depth: number): Pausable<object> {
    const entries: [string, unknown][] = []
    let isChanged = false
    for (const [index, name] of Object.keys(object).entries()) {
      const value = object[name]
      const plain = yield* this.#part(value, depth, index)
      if (plain === undefined) {
        isChanged = true
        continue
      }
      this.characters += name.length
      entries.push([name, plain])
      isChanged ||= plain !== value
    }
    return isChanged ? Object.fromEntries(entries) : object
  }

  /** A member; most are not composites, and several of those are converted at once. */
  *#part(value: unknown, depth: number, index: number): Pausable<unknown> {
    if (index % VALUES_AT_ONCE === 0) yield
    return typeof value === 'object' && value !== null
      ? yield* this.normalizeInParts(value, depth)
      : this.#convert(value, depth)
  }

  #isSmall(value: unknown): boolean {
    return isWithin(value, { maxSize: PART, maxDepth: this.#maxDepth })
  }

  #convert(value: unknown, depth: number): unknown {
    switch (typeof value) {
      case 'string':
        this.characters += value.length
        this.#count()
        return value
      case 'number':
        this.#count()
        return Number.isFinite(value) ? value : this.#replacement(value, null)
      case 'boolean':
        this.#count()
        return value
      case 'object':
        return value === null ? this.#null() : this.#composite(value, depth + 1)
      case 'undefined':
        return undefined
      case 'bigint':
        return this.#convert(this.#replacement('a BigInt', String(value)), depth)
      default:
        return this.#replacement(`a ${typeof value}`, undefined)
    }
  }

  #count() {
    this.values++
    if (this.values * this.#valueSize + this.characters > this.#maxSize) throw new JsonLimitError('size')
  }

  #null(): null {
    this.#count()
    return null
  }

  #replacement(what: unknown, replacement: unknown): unknown {
    if (this.#strict) throw new TypeError(`the value is or contains ${what}, which JSON cannot represent`)
    return replacement
  }

  #composite(value: object, depth: number): unknown {
    if (depth > this.#maxDepth) throw new JsonLimitError('depth')
    if (!this.#strict && 'toJSON' in value && typeof value.toJSON === 'function') {
      return this.#convert(value.toJSON(), depth)
    }
    this.#count()
    if (Array.isArray(value)) return this.#array(value, depth)
    return isRecord(value) ? this.#object(value, depth) : undefined
  }

  #array(array: readonly unknown[], depth: number): readonly unknown[] {
    let copy: unknown[] | undefined = hasMarks(array) ? Array.from(array) : undefined
    for (let index = 0; index < array.length; index++) {
      const item = array[index]
      const found = this.#convert(item, depth)
      const plain = found === undefined ? this.#null() : found
      if (plain === item) continue
      copy ??= Array.from(array)
      copy[index] = plain
    }
    return copy ?? array
  }

  #object(object: Readonly<Record<string, unknown>>, depth: number): object {
    let changes: Map<string, unknown> | undefined
    const keys = Object.keys(object)
    for (const key of keys) {
      const value = object[key]
      const plain = this.#convert(value, depth)
      if (plain !== undefined) this.characters += key.length
      if (plain === value && plain !== undefined) continue
      changes ??= new Map()
      changes.set(key, plain)
    }
    if (!changes && isPlainObject(object)) return object
    const entries = keys.map((key) => [key, changes?.has(key) ? changes.get(key) : object[key]] as const)
    return Object.fromEntries(entries.filter(([, plain]) => plain !== undefined))
  }
}

/**
 * The value as plain JSON, `undefined` when it is that.
 * @throws JsonLimitError when it is larger than `maxSize`
 * @throws TypeError for what JSON cannot represent, such as a function or NaN
 */
export const toPlainJson = (value: unknown, maxSize: number): unknown =>
  new JsonNormalizer({ maxSize, strict: true }).normalize(value)

/** Whether a value is no larger than that; the walk ends as soon as the limit is exceeded. */
export const isWithin = (
  value: unknown,
  rules: Pick<JsonRules, 'maxSize' | 'maxDepth' | 'valueSize'>,
): boolean => {
  try {
    new JsonNormalizer(rules).normalize(value)
    return true
  } catch (error) {
    if (error instanceof JsonLimitError) return false
    throw error
  }
}

/** Arrays and objects that nothing but their members has to be converted of. */
const isPlainComposite = (value: unknown): value is readonly unknown[] | Readonly<Record<string, unknown>> =>
  typeof value === 'object' &&
  value !== null &&
  !('toJSON' in value) &&
  (Array.isArray(value) ? !hasMarks(value) : isPlainObject(value))

const isPlainObject = (object: object): boolean => Object.getPrototypeOf(object) === Object.prototype

/** Whether JSONata made the array and left its marks on it. */
const hasMarks = (array: readonly unknown[]): boolean =>
  'sequence' in array || 'keepSingleton' in array || 'cons' in array
