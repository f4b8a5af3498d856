/** What JSONata's `$append` makes of values one after the other, in a time that grows linearly with them. */
export class Appended {
  readonly #maxLength: number
  /** The first value as it is, until there are more. */
  #value: unknown
  #array: unknown[] | undefined

  /** `maxLength`: of the array that they become. */
  constructor(maxLength: number) {
    this.#maxLength = maxLength
  }

  get value(): unknown {
    return this.#array ?? this.#value
  }

  add(value: unknown) {
    if (value === undefined) return
    if (this.value === undefined) this.#value = value
    else pushAll(this.#toArray(), value, this.#maxLength)
  }

  #toArray(): unknown[] {
    this.#array ??= Array.isArray(this.#value) ? Array.from(this.#value) : [this.#value]
    return this.#array
  }
}

/** @throws JSONata's error for an array that is too long */
export const pushAll = (array: unknown[], value: unknown, maxLength: number) => {
  if (Array.isArray(value)) for (const item of value) array.push(item)
  else array.push(value)
  if (array.length > maxLength) throw { code: 'D2015', value: array.length }
}
