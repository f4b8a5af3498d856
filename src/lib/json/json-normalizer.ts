import { isRecord } from './is-record.ts'

/**
 * The value as plain JSON: arrays and objects with nothing hidden on them and `Object.prototype` behind them.
 * What is plain already is returned as it is, what is not is copied; nothing is changed in place.
 * @throws TypeError for a function or a number that JSON has no text for
 * @throws RangeError when it holds more than `largest` values and characters of strings together
 */
export const toPlainJson = (value: unknown, largest: number): unknown => new Plainer(largest).convert(value)

class Plainer {
  // Counts what the JSON text will be made of: a value that is held in many places is written as often.
  #left: number

  constructor(largest: number) {
    this.#left = largest
  }

  convert(value: unknown): unknown {
    this.#spend(typeof value === 'string' ? value.length + 1 : 1)
    switch (typeof value) {
      case 'function':
        throw new TypeError('the result is or holds a function, which is no JSON value')
      case 'number':
        if (!Number.isFinite(value))
          throw new TypeError(`the result is or holds ${value}, which is no JSON value`)
        return value
      default:
        if (Array.isArray(value)) return this.#array(value)
        return isRecord(value) ? this.#object(value) : value
    }
  }

  #spend(size: number) {
    this.#left -= size
    if (this.#left < 0) throw new RangeError('the result is too large')
  }

  #array(array: readonly unknown[]): readonly unknown[] {
    let changed: unknown[] | undefined = isMarked(array) ? Array.from(array) : undefined
    for (let index = 0; index < array.length; index++) {
      const item = array[index]
      const plain = this.convert(item) ?? null
      if (plain === item) continue
      changed ??= Array.from(array)
      changed[index] = plain
    }
    return changed ?? array
  }

  #object(object: Readonly<Record<string, unknown>>): object {
    const keys = Object.keys(object)
    let changes: Map<string, unknown> | undefined
    for (const key of keys) {
      const value = object[key]
      const plain = this.convert(value)
      if (plain === value && plain !== undefined) continue
      changes ??= new Map()
      changes.set(key, plain)
    }
    if (!changes && Object.getPrototypeOf(object) === Object.prototype) return object
    const entries = keys.map((key) => [key, changes?.has(key) ? changes.get(key) : object[key]] as const)
    return Object.fromEntries(entries.filter(([, plain]) => plain !== undefined))
  }
}

/** Whether JSONata made the array and left its marks on it. */
const isMarked = (array: readonly unknown[]): boolean =>
  'sequence' in array || 'keepSingleton' in array || 'cons' in array
