const QUOTE = 34
const BACKSLASH = 92
const OPEN_ARRAY = 91
const CLOSE_ARRAY = 93
const OPEN_OBJECT = 123
const CLOSE_OBJECT = 125

/** Whether arrays and objects are nested in each other more than `most` times; the text need not be JSON. */
export const isDeeperThan = (json: string, most: number): boolean => {
  let depth = 0
  for (let index = 0; index < json.length; index++) {
    switch (json.charCodeAt(index)) {
      case QUOTE:
        index = endOfString(json, index)
        break
      case OPEN_ARRAY:
      case OPEN_OBJECT:
        if (++depth > most) return true
        break
      case CLOSE_ARRAY:
      case CLOSE_OBJECT:
        depth--
    }
  }
  return false
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
