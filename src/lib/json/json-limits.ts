import type { Pausable } from '../async/run-in-turns.ts'
import {
  CLOSE_ARRAY,
  CLOSE_OBJECT,
  COLON,
  COMMA,
  OPEN_ARRAY,
  OPEN_OBJECT,
  QUOTE,
  STEPS,
  simpleStringEnd,
  stringEnd,
} from './json-text.ts'

/** Limits on the structure of JSON text, whatever its length. */
export interface JsonLimits {
  /** Nesting depth of arrays and objects. */
  readonly levels: number
  /** Array items and object members in total; an empty array or object counts as one. */
  readonly values: number
  /** Distinct member names. A new name costs the parser many times as much as one that it has seen. */
  readonly names: number
}

export interface JsonMeasure {
  /** The first limit that the text exceeds. */
  readonly exceeded: keyof JsonLimits | undefined
  /** The values up to there. */
  readonly values: number
}

/** `"":0` */
const MIN_MEMBER_LENGTH = 4

/** Measures JSON text without parsing it; the text need not be valid JSON. */
export function* measureJson(json: string, limits: JsonLimits): Pausable<JsonMeasure> {
  const found = { levels: 0, values: 0, names: 0 }
  const names = new Set<string>()
  // A member takes four characters at least, so that the names of most texts need not be told apart.
  const countsNames = json.length > limits.names * MIN_MEMBER_LENGTH
  let exceeded: keyof JsonLimits | undefined
  const count = (limit: keyof JsonLimits) => {
    if (++found[limit] > limits[limit]) exceeded ??= limit
  }

  let start = 0
  let end = 0
  let steps = 0
  for (let index = 0; index < json.length && !exceeded; index++) {
    if (++steps % STEPS === 0) yield
    switch (json.charCodeAt(index)) {
      case QUOTE:
        start = index
        end = simpleStringEnd(json, index) ?? (yield* stringEnd(json, index))
        index = end
        break
      case COLON:
        if (!countsNames) break
        found.names = names.add(json.slice(start, end)).size - 1
        count('names')
        break
      case OPEN_ARRAY:
      case OPEN_OBJECT:
        count('levels')
        count('values')
        break
      case COMMA:
        count('values')
        break
      case CLOSE_ARRAY:
      case CLOSE_OBJECT:
        found.levels--
    }
  }
  return { exceeded, values: found.values }
}
