import { isFunctionObject } from '../../hooks.ts'
import { failedExpression, textTooLong } from '../../jsonata.ts'

/** A percent-encoded character of three bytes of UTF-8 has nine. */
const ENCODED_LENGTH = 9
const MAX_DEPTH = 100

/**
 * A text, number or boolean encoded for a part of an address, or an object as a query string: lists repeat their name,
 * `null` is left out, and objects within are written as `name[field]`.
 */
export const urlEncode =
  (maxLength: number) =>
  (value?: unknown): string | undefined => {
    if (value === undefined) return undefined
    if (typeof value !== 'object' || value === null) return encode(String(value), maxLength)
    const query = new QueryString(maxLength)
    query.addFields(value)
    return query.text
  }

const encode = (text: string, maxLength: number): string => {
  if (text.length * ENCODED_LENGTH > maxLength) throw textTooLong(maxLength)
  if (text.isWellFormed()) return encodeURIComponent(text)
  throw failedExpression('$urlEncode: a text holds half of a character (a lone surrogate)')
}

class QueryString {
  readonly #pairs: string[] = []
  readonly #maxLength: number
  #left: number

  constructor(maxLength: number) {
    this.#maxLength = maxLength
    this.#left = maxLength
  }

  get text(): string {
    return this.#pairs.join('&')
  }

  addFields(part: object, name?: string, depth = 0) {
    if (isFunctionObject(part)) throw notEncodable()
    if (depth > MAX_DEPTH) {
      throw failedExpression(`$urlEncode: objects are nested more than ${MAX_DEPTH} deep`)
    }
    for (const [field, inner] of Object.entries(part)) {
      const isRepeated = Array.isArray(part) && (typeof inner !== 'object' || inner === null)
      const innerName = name === undefined ? field : `${name}[${field}]`
      this.#add(isRepeated ? (name ?? '') : innerName, inner, depth + 1)
    }
  }

  #add(name: string, part: unknown, depth: number) {
    // One value may stand in many places.
    this.#spend(1)
    if (part === null || part === undefined) return
    if (typeof part === 'object') return this.addFields(part, name, depth)
    if (typeof part === 'function') throw notEncodable()
    const pair = `${encode(name, this.#maxLength)}=${encode(String(part), this.#maxLength)}`
    this.#spend(pair.length)
    this.#pairs.push(pair)
  }

  #spend(length: number) {
    this.#left -= length
    if (this.#left < 0) throw textTooLong(this.#maxLength)
  }
}

const notEncodable = () => failedExpression('$urlEncode: a function cannot be encoded')
