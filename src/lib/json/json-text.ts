import type { Pausable } from '../async/run-in-turns.ts'

export const QUOTE = 34
export const COMMA = 44
export const COLON = 58
export const OPEN_ARRAY = 91
export const CLOSE_ARRAY = 93
export const OPEN_OBJECT = 123
export const CLOSE_OBJECT = 125
const BACKSLASH = 92

/** How many steps, of some nanoseconds each, are made between two pauses. */
export const STEPS = 4096

/** Where the string ends that starts at `start`; the length of the text when it does not end. */
export function* stringEnd(json: string, start: number): Pausable<number> {
  let end = json.indexOf('"', start + 1)
  for (let steps = 1; end !== -1 && isEscaped(json, end); steps++) {
    if (steps % STEPS === 0) yield
    end = json.indexOf('"', end + 1)
  }
  return end === -1 ? json.length : end
}

/** `stringEnd` of a string without escaped quotes, which most are; `undefined` for others. */
export const simpleStringEnd = (json: string, start: number): number | undefined => {
  const end = json.indexOf('"', start + 1)
  return end === -1 || json.charCodeAt(end - 1) === BACKSLASH ? undefined : end
}

const isEscaped = (json: string, index: number): boolean => {
  let first = index
  while (json.charCodeAt(first - 1) === BACKSLASH) first--
  return (index - first) % 2 === 1
}
