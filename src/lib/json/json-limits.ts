const QUOTE = 34
const COMMA = 44
const COLON = 58
const OPEN_ARRAY = 91
const BACKSLASH = 92
const CLOSE_ARRAY = 93
const OPEN_OBJECT = 123
const CLOSE_OBJECT = 125

/** How much JSON may hold, whatever its length. */
export interface JsonLimits {
  /** Arrays and objects in each other. */
  readonly levels: number
  /** Items of arrays and members of objects, all together; one that is empty counts as one that has one. */
  readonly values: number
  /** Different names of members. A new name costs a parser many times what a name does that it has seen. */
  readonly names: number
}

/** The first of the limits that the text goes beyond; the text need not be JSON. */
export const exceededLimit = (json: string, most: JsonLimits): keyof JsonLimits | undefined => {
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
        if (names.add(json.slice(start, end)).size > most.names) return 'names'
        break
      case OPEN_ARRAY:
      case OPEN_OBJECT:
        if (++levels > most.levels) return 'levels'
        if (++values > most.values) return 'values'
        break
      case COMMA:
        if (++values > most.values) return 'values'
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
