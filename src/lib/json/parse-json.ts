import type { Pausable } from '../async/run-in-turns.ts'
import {
  CLOSE_ARRAY,
  CLOSE_OBJECT,
  COMMA,
  OPEN_ARRAY,
  OPEN_OBJECT,
  QUOTE,
  STEPS,
  simpleStringEnd,
  stringEnd,
} from './json-text.ts'

/** Characters that are parsed at once, about; only a single string may be longer. */
const PART = 32_768

/** An array or object that is being read. */
interface Frame {
  readonly isArray: boolean
  /** Where it begins. */
  readonly start: number
  /** Its last comma so far, or its beginning. */
  comma: number
  /** Made when it turns out to be long: its members are then parsed in parts. */
  long: Long | undefined
}

interface Long {
  readonly value: unknown[] | Record<string, unknown>
  /** The name of the member of the parent that it is. */
  readonly name: string | undefined
  /** Where the members begin that are not parsed yet. */
  from: number
  /** What stands before them. */
  before: 'start' | 'comma' | 'member'
}

/** Parses a text at once, as `JSON.parse` does. */
export type ParsePart = (text: string) => unknown

/**
 * `JSON.parse`, or another parser, with pauses. Native parsing of parts of a few ten thousand characters does most of
 * the work; only arrays and objects that are longer are put together here.
 * @throws SyntaxError
 */
export function* parseJson(text: string, parsePart: ParsePart = JSON.parse): Pausable<unknown> {
  const start = text.search(/\S/)
  const isLong = text.length > PART && (text[start] === '[' || text[start] === '{')
  return isLong ? yield* new PartParser(text, parsePart).parse(start) : parsePart(text)
}

class PartParser {
  readonly #text: string
  readonly #parsePart: ParsePart
  readonly #frames: Frame[] = []

  constructor(text: string, parsePart: ParsePart) {
    this.#text = text
    this.#parsePart = parsePart
  }

  *parse(start: number): Pausable<unknown> {
    const text = this.#text
    let steps = 0
    for (let index = start; index < text.length; index++) {
      if (++steps % STEPS === 0) yield
      switch (text.charCodeAt(index)) {
        case QUOTE:
          index = simpleStringEnd(text, index) ?? (yield* stringEnd(text, index))
          break
        case OPEN_ARRAY:
          this.#open(index, true)
          break
        case OPEN_OBJECT:
          this.#open(index, false)
          break
        case COMMA:
          this.#comma(index)
          break
        case CLOSE_ARRAY:
        case CLOSE_OBJECT: {
          const root = this.#close(index, text.charCodeAt(index) === CLOSE_ARRAY)
          if (!root) break
          if (text.slice(index + 1).trim() !== '') throw malformed(index + 1)
          return root.value
        }
      }
    }
    throw malformed(text.length)
  }

  #open(start: number, isArray: boolean) {
    const isRoot = this.#frames.length === 0
    this.#frames.push({
      isArray,
      start,
      comma: start,
      long: isRoot ? newLong(isArray, start, undefined) : undefined,
    })
  }

  #comma(index: number) {
    const frame = this.#top(index)
    frame.comma = index
    // Everything around a long array or object is long.
    if (!frame.long && index - frame.start > PART) this.#lengthen()
    if (frame.long && index - frame.long.from > PART) this.#takeMembers(frame, frame.long, index)
  }

  /** Makes the arrays and objects long that are open; a part of each up to the next one inside it is parsed. */
  #lengthen() {
    this.#frames.forEach((frame, depth) => {
      const parent = this.#frames[depth - 1]
      if (!parent?.long || frame.long) return
      if (parent.comma >= parent.long.from) this.#takeMembers(parent, parent.long, parent.comma)
      if (parent.long.before === 'member') throw malformed(frame.start)
      const before = this.#text.slice(parent.long.from, frame.start)
      frame.long = newLong(frame.isArray, frame.start, nameOf(before, parent))
    })
  }

  /** Returns the root when it is complete. */
  #close(index: number, isArray: boolean): Long | undefined {
    const frame = this.#top(index)
    if (frame.isArray !== isArray) throw malformed(index)
    if (!frame.long && index - frame.start > PART) this.#lengthen()
    this.#frames.pop()
    const { long } = frame
    if (!long) return undefined
    this.#takeMembers(frame, long, index)
    const parent = this.#frames.at(-1)
    if (!parent?.long) return long
    add(parent.long.value, long.name, long.value)
    parent.long.from = index + 1
    parent.long.before = 'member'
    return undefined
  }

  /** Parses the members up to a comma or to the end of an array or object. */
  #takeMembers({ isArray }: Frame, long: Long, end: number) {
    let members = this.#text.slice(long.from, end).trim()
    const isEnd = this.#text.charCodeAt(end) !== COMMA
    if (long.before === 'member' && members !== '') {
      if (!members.startsWith(',')) throw malformed(long.from)
      members = members.slice(1).trim()
      if (members === '') throw malformed(end)
    } else if (members === '' && (long.before === 'comma' || (long.before === 'start' && !isEnd)))
      throw malformed(end)
    const parsed = Object(this.#parsePart(isArray ? `[${members}]` : `{${members}}`))
    for (const name of Object.keys(parsed)) add(long.value, name, parsed[name])
    long.from = end + 1
    long.before = 'comma'
  }

  #top(index: number): Frame {
    const frame = this.#frames.at(-1)
    if (!frame) throw malformed(index)
    return frame
  }
}

const newLong = (isArray: boolean, start: number, name: string | undefined): Long => ({
  value: isArray ? [] : {},
  name,
  from: start + 1,
  before: 'start',
})

/** The name of the member whose value comes next; `undefined` in an array. */
const nameOf = (before: string, { isArray, start }: Frame): string | undefined => {
  if (!isArray) return Object.keys(JSON.parse(`{${before}null}`))[0]
  if (before.trim() !== '') throw malformed(start)
  return undefined
}

const add = (target: Long['value'], name: string | undefined, value: unknown) => {
  if (Array.isArray(target)) target.push(value)
  // Assigned to, it would become the prototype.
  else if (name === '__proto__')
    Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true })
  else if (name !== undefined) target[name] = value
}

const malformed = (index: number) => new SyntaxError(`malformed JSON at position ${index}`)
