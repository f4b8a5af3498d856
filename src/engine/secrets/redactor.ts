import { isRecord } from '../../lib/json/is-record.ts'
import { NodeError, toFailure } from '../errors.ts'
import { patternsFor } from './patterns.ts'

interface Secret {
  readonly value: string
  /** What is put in its place. */
  readonly mark: string
  readonly needles: readonly Needle[]
}

/** Takes values that must not be seen out of what comes from outside. What it does not know it leaves alone. */
export class Redactor {
  #secrets: readonly Secret[] = []

  get isEmpty(): boolean {
    return this.#secrets.length === 0
  }

  /** From now on the value is replaced by `[secret:name]`; an earlier value of that name, too. */
  add(name: string, value: string) {
    if (this.#secrets.some((secret) => secret.value === value)) return
    const mark = `[secret:${name}]`
    const secret = { value, mark, needles: patternsFor(value).map((pieces) => new Needle(pieces)) }
    // One may be a part of another.
    this.#secrets = [...this.#secrets, secret].sort((a, b) => b.value.length - a.value.length)
  }

  text(text: string): string {
    let result = text
    for (const { needles, mark } of this.#secrets) {
      for (const needle of needles) result = needle.replace(result, mark)
    }
    return result
  }

  /** Bytes that are no text. */
  bytes(bytes: Uint8Array): Uint8Array {
    return this.isEmpty ? bytes : Buffer.from(this.text(Buffer.from(bytes).toString('latin1')), 'latin1')
  }

  /** The texts in plain JSON, keys too. */
  json(value: unknown): unknown {
    if (typeof value === 'string') return this.text(value)
    if (Array.isArray(value)) return value.map((item) => this.json(item))
    if (!isRecord(value)) return value
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [this.text(key), this.json(item)]))
  }

  /** What a node failed with. Its cause and its stack are left behind: nobody knows what they quote. */
  error(thrown: unknown): unknown {
    if (this.isEmpty) return thrown
    const { code, message, details } = toFailure(thrown)
    const retryable = thrown instanceof NodeError ? thrown.retryable : true
    return new NodeError(code, this.text(message), { details: this.json(details), retryable })
  }
}

/** Regular expressions of which each must match where the one before has ended. */
class Needle {
  readonly #head: RegExp
  readonly #rest: readonly RegExp[]

  constructor([head = '', ...rest]: readonly string[]) {
    this.#head = new RegExp(head, 'gi')
    this.#rest = rest.map((piece) => new RegExp(piece, 'iy'))
  }

  /** Puts `mark` in the place of each match. */
  replace(text: string, mark: string): string {
    const parts: string[] = []
    let from = 0
    this.#head.lastIndex = 0
    for (let match = this.#head.exec(text); match; match = this.#head.exec(text)) {
      const end = this.#endFrom(this.#head.lastIndex, text)
      this.#head.lastIndex = end ?? match.index + 1
      if (end === undefined) continue
      parts.push(text.slice(from, match.index), mark)
      from = end
    }
    return parts.length === 0 ? text : parts.join('') + text.slice(from)
  }

  #endFrom(start: number, text: string): number | undefined {
    let end = start
    for (const piece of this.#rest) {
      piece.lastIndex = end
      if (!piece.test(text)) return undefined
      end = piece.lastIndex
    }
    return end
  }
}
