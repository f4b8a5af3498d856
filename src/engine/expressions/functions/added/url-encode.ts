import { isFunctionObject } from '../../hooks.ts'
import { failedExpression, textTooLong } from '../../mistakes/failures.ts'
import type { AddedFunction } from './define.ts'
import { textParts } from './text-parts.ts'

const MAX_DEPTH = 100

export const urlEncode: AddedFunction = {
  name: 'urlEncode',
  parameters: 'value',
  signature: '<(sonb)-:s>',
  texts: 1,
  description:
    'A string, number or boolean encoded for any part of a URL, or an object as a query string: lists repeat ' +
    'their name, `null` is left out, and nested objects are written as `name[field]`.',
  examples: [
    { expression: '$urlEncode("a b&c=/é")', value: 'a%20b%26c%3D%2F%C3%A9' },
    {
      expression: '$urlEncode({ "q": "red lamp", "tag": ["a", "b"], "at": { "from": 1 }, "none": null })',
      value: 'q=red%20lamp&tag=a&tag=b&at%5Bfrom%5D=1',
    },
  ],
  implement:
    ({ largest }) =>
    (value?: unknown) => {
      if (value === undefined) return undefined
      if (typeof value !== 'object' || value === null) return encode(String(value), largest)
      const query = new QueryString(largest)
      query.addFields(value)
      return query.text
    },
}

const encode = (text: string, maxLength: number): string => {
  if (!text.isWellFormed()) {
    throw failedExpression('$urlEncode: a string contains a lone surrogate (half of a character)')
  }
  let encoded = ''
  // In parts, as the whole may become nine times as long.
  for (const part of textParts(text)) {
    encoded += encodeURIComponent(part)
    if (encoded.length > maxLength) throw textTooLong(maxLength)
  }
  return encoded
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
    // One value may occur in many places.
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
