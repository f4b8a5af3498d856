const QUOTE = 34
const COMMA = 44
const COLON = 58
const OPEN_ARRAY = 91
const BACKSLASH = 92
const CLOSE_ARRAY = 93
const OPEN_OBJECT = 123
const CLOSE_OBJECT = 125

/** Limits on the structure of JSON text, whatever its length. */
export interface JsonLimits {
  /** Nesting depth of arrays and objects. */
  readonly levels: number
  /** Array items and object members in total; an empty array or object counts as one. */
  readonly values: number
  /** Distinct member names. A new name costs the parser many times as much as one that it has seen. */
  readonly names: number
}

/** The first limit that the text exceeds, found without parsing it; the text need not be valid JSON. */
export const exceededLimit = (json: string, limits: JsonLimits): keyof JsonLimits | undefined => {
  const names = new Set<string>()
  let levels = 0
  let values = 0
  let start = 0
  let end = 0
  for (let index = 0; index < json.length; index++) {
    switch (json.charCodeAt(index)) {
      case QUOTE:
        start = index
        end = endOfString(json, index)
        index = end
        break
      case COLON:
        if (names.add(json.slice(start, end)).size > limits.names) return 'names'
        break
      case OPEN_ARRAY:
      case OPEN_OBJECT:
        if (++levels > limits.levels) return 'levels'
        if (++values > limits.values) return 'values'
        break
      case COMMA:
        if (++values > limits.values) return 'values'
        break
      case CLOSE_ARRAY:
      case CLOSE_OBJECT:
        levels--
    }
  }
  return undefined
}

const endOfString = (json: string, start: number): number => {
  let end = json.indexOf('"', start + 1)
  while (end !== -1 && isEscaped(json, end)) end = json.indexOf('"', end + 1)
  return end === -1 ? json.length : end
}

const isEscaped = (json: string, index: number): boolean => {
  let first = index
  while (json.charCodeAt(first - 1) === BACKSLASH) first--
  return (index - first) % 2 === 1
}
