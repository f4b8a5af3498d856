import type { Pausable } from '../async/run-in-turns.ts'
import { STEPS, stringEnd } from './json-text.ts'

/** Where a text stops being JSON. */
export interface JsonFault {
  /** From 1. */
  readonly line: number
  /** From 1, in characters. */
  readonly column: number
  /** The character that cannot stand there; `undefined` at the end of the text. */
  readonly character: string | undefined
}

const VALUE = { string: 'after', word: 'after', '[': 'first item', '{': 'first name' } as const

/** What may come next, and what is expected then. */
const NEXT: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  value: VALUE,
  'first item': { ...VALUE, ']': 'after' },
  name: { string: 'colon' },
  'first name': { string: 'colon', '}': 'after' },
  colon: { ':': 'value' },
  'after [': { ',': 'value', ']': 'after' },
  'after {': { ',': 'name', '}': 'after' },
}

const SPACE = /[ \t\n\r]*/y
const WORD = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
/** In a string: a control character, or a backslash before anything that it cannot escape. */
const BAD_IN_STRING = /[^ -\uffff]|\\(?!["\\/bfnrt]|u[\da-fA-F]{4})/
const ESCAPED_BACKSLASH = /\\\\/g

/** The first place at which a text is not JSON. JSON parsers report it for some mistakes only. */
export function* findJsonFault(text: string): Pausable<JsonFault | undefined> {
  const grammar = new Grammar()
  let index = 0
  for (let steps = 1; ; steps++) {
    if (steps % STEPS === 0) yield
    index = endOf(SPACE, text, index) ?? index
    if (index === text.length && grammar.isComplete) return undefined
    const token = text[index] === '"' ? yield* stringAt(text, index) : tokenAt(text, index)
    if (!grammar.accepts(token)) return faultAt(text, index)
    if (token.fault !== undefined) return faultAt(text, token.fault)
    index = token.end
  }
}

class Grammar {
  readonly #open: string[] = []
  #expected = 'value'

  /** Whether the value has ended. */
  get isComplete(): boolean {
    return this.#expected === 'after '
  }

  /** Takes a token, if it may come next. */
  accepts({ kind }: Token): boolean {
    const next = NEXT[this.#expected]?.[kind]
    if (next === undefined) return false
    if (kind === '[' || kind === '{') this.#open.push(kind)
    if (kind === ']' || kind === '}') this.#open.pop()
    this.#expected = next === 'after' ? `after ${this.#open.at(-1) ?? ''}` : next
    return true
  }
}

interface Token {
  /** `string`, `word`, or the character itself. */
  readonly kind: string
  readonly end: number
  /** Where it is wrong in itself. */
  readonly fault?: number | undefined
}

const tokenAt = (text: string, index: number): Token => {
  const end = endOf(WORD, text, index)
  return end === undefined ? { kind: text[index] ?? 'end', end: index + 1 } : { kind: 'word', end }
}

function* stringAt(text: string, start: number): Pausable<Token> {
  const end = yield* stringEnd(text, start)
  const bad = text
    .slice(start + 1, end)
    .replaceAll(ESCAPED_BACKSLASH, '  ')
    .search(BAD_IN_STRING)
  const fault = bad === -1 ? undefined : start + 1 + bad
  return { kind: 'string', end: end + 1, fault: fault ?? (end === text.length ? end : undefined) }
}

const endOf = (pattern: RegExp, text: string, index: number): number | undefined => {
  pattern.lastIndex = index
  return pattern.test(text) ? pattern.lastIndex : undefined
}

const faultAt = (text: string, index: number): JsonFault => {
  const before = text.slice(0, index)
  const column = [...before.slice(before.lastIndexOf('\n') + 1)].length + 1
  const code = text.codePointAt(index)
  const character = code === undefined ? undefined : String.fromCodePoint(code)
  return { line: before.split('\n').length, column, character }
}
