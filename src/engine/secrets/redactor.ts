import { Turns } from '../../lib/async/turns.ts'
import { isRecord } from '../../lib/json/is-record.ts'
import { NodeError, toFailure } from '../errors.ts'
import type { SecretRedactor } from '../node-type.ts'
import { patternsFor } from './patterns.ts'

interface Secret {
  readonly value: string
  /** Its replacement. */
  readonly mark: string
  readonly patterns: readonly PatternSequence[]
}

/** Replaces the values of secrets in what comes from outside, in every form that `patternsFor` knows. */
export class Redactor implements SecretRedactor {
  readonly #turns: Turns
  #secrets: readonly Secret[] = []

  constructor(turns = new Turns()) {
    this.#turns = turns
  }

  get isEmpty(): boolean {
    return this.#secrets.length === 0
  }

  /** Adds a value to be replaced by `[secret:name]`; earlier values of that name remain known. */
  add(name: string, value: string) {
    if (this.#secrets.some((secret) => secret.value === value)) return
    const mark = `[secret:${name}]`
    const secret = { value, mark, patterns: patternsFor(value).map((pieces) => new PatternSequence(pieces)) }
    // Longest first, as one value may contain another.
    this.#secrets = [...this.#secrets, secret].sort((a, b) => b.value.length - a.value.length)
  }

  async text(text: string): Promise<string> {
    let result = text
    await this.#turns.each(this.#replacements(), (replace) => {
      result = replace(result)
    })
    return result
  }

  async bytes(bytes: Uint8Array): Promise<Uint8Array> {
    if (this.isEmpty) return bytes
    return Buffer.from(await this.text(Buffer.from(bytes).toString('latin1')), 'latin1')
  }

  json(value: unknown): unknown {
    if (typeof value === 'string') return this.#short(value)
    if (Array.isArray(value)) return value.map((item) => this.json(item))
    if (!isRecord(value)) return value
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [this.#short(key), this.json(item)]))
  }

  values() {
    return this.#secrets.map(({ value, mark }) => [value, mark] as const)
  }

  /** A redacted copy of a node's error, without its cause and stack, which may quote anything. */
  error(thrown: unknown): unknown {
    if (this.isEmpty) return thrown
    const { code, message, details } = toFailure(thrown)
    const retryable = thrown instanceof NodeError ? thrown.retryable : true
    return new NodeError(code, this.#short(message), { details: this.json(details), retryable })
  }

  #short(text: string): string {
    let result = text
    for (const replace of this.#replacements()) result = replace(result)
    return result
  }

  /** What replaces one form of one secret each. */
  *#replacements(): Generator<(text: string) => string> {
    for (const { patterns, mark } of this.#secrets) {
      for (const pattern of patterns) yield (text) => pattern.replace(text, mark)
    }
  }
}

/** Regular expressions that must match one directly after the other. */
class PatternSequence {
  readonly #head: RegExp
  readonly #rest: readonly RegExp[]

  constructor([head = '', ...rest]: readonly string[]) {
    this.#head = new RegExp(head, 'gi')
    this.#rest = rest.map((piece) => new RegExp(piece, 'iy'))
  }

  /** Replaces each match by `mark`. */
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
