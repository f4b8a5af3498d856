import { isRecord } from '../../../../lib/json/is-record.ts'

/** About how many characters of JSON an error has of the body of an answer. */
const MAX_CHARACTERS = 1000
/** Of a text within a body that is too long, so that others find room beside it. */
const MAX_TEXT = 200
/** What is nested deeper is left out. */
const MAX_DEPTH = 32

export interface ShortBody {
  readonly body: unknown
  /** Whether anything was left out. */
  readonly isCut: boolean
}

/**
 * A body of the same shape that is short enough for an error. Texts that are cut end with `…`; of long lists and objects
 * the beginning is kept.
 */
export const shortened = (value: unknown): ShortBody => {
  const whole = new Shortener({ text: MAX_CHARACTERS, share: 1 })
  const body = whole.shorten(value, MAX_CHARACTERS)
  if (!whole.isCut || typeof value === 'string') return { body, isCut: whole.isCut }
  const parts = new Shortener({ text: MAX_TEXT, share: 0.5 })
  return { body: parts.shorten(value, MAX_CHARACTERS), isCut: true }
}

interface Shares {
  /** Most characters of a text. */
  readonly text: number
  /** How much of the room that is left a member may take that is a list or an object. */
  readonly share: number
}

/** One by one, since few are read: pairs of all members took most of the time of a wide object. */
const entriesOf = function* (object: Readonly<Record<string, unknown>>): Generator<[string, unknown]> {
  for (const key in object) if (Object.hasOwn(object, key)) yield [key, object[key]]
}

class Shortener {
  isCut = false
  readonly #shares: Shares
  /** Characters written so far. */
  #length = 0

  constructor(shares: Shares) {
    this.#shares = shares
  }

  shorten(value: unknown, room: number, depth = 0): unknown {
    if (typeof value === 'string') return this.#cut(value, room)
    if (Array.isArray(value)) return this.#members(value.entries(), room, depth).map(([, item]) => item)
    if (isRecord(value)) return Object.fromEntries(this.#members(entriesOf(value), room, depth))
    this.#length += String(value).length
    return value
  }

  #cut(text: string, room: number): string {
    const most = Math.max(0, Math.min(this.#shares.text, room - QUOTES))
    this.#length += Math.min(text.length, most) + QUOTES
    if (text.length <= most) return text
    this.isCut = true
    // A character of two units is kept whole or not at all.
    return `${text
      .slice(0, most)
      .toWellFormed()
      .replace(/\ufffd$/, '')}…`
  }

  /** The first ones that there is room for. */
  #members<K extends string | number>(
    entries: Iterable<readonly [K, unknown]>,
    room: number,
    depth: number,
  ): [K, unknown][] {
    const end = this.#length + room
    const kept: [K, unknown][] = []
    this.#length += QUOTES
    for (const [name, member] of entries) {
      this.#length += typeof name === 'string' ? name.length + NAME_MARKS : 1
      const left = end - this.#length
      if (left <= 0 || depth === MAX_DEPTH) {
        this.isCut = true
        break
      }
      const isComposite = typeof member === 'object' && member !== null
      kept.push([name, this.shorten(member, isComposite ? left * this.#shares.share : left, depth + 1)])
    }
    return kept
  }
}

/** Around a text, a list or an object. */
const QUOTES = 2
/** Around and after the name of a member. */
const NAME_MARKS = 4
