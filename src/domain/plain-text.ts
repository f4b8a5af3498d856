import { z } from 'zod'

/**
 * Whether SQLite stores the text unchanged. It cuts text at a NUL, and turns a lone surrogate in JSON into invalid
 * UTF-8, on which the libSQL driver aborts the process.
 */
export const isStorable = (text: string): boolean => text.isWellFormed() && !text.includes('\0')

/** Whether the text is storable and has no control characters. */
export const isPlainText = (text: string): boolean => text.isWellFormed() && !/\p{Cc}/u.test(text)

/** The issue of a schema for text that is not plain. */
export const notPlainText = {
  error: 'Must not hold control characters',
  params: { problem: 'control_characters' },
} as const

/** The issue of a schema for text that is not storable. */
export const notStorable = {
  error: 'Must be Unicode text without NUL',
  params: { problem: 'unstorable_text' },
} as const

/** The form in which texts are compared: equal for what looks equal. */
export const composed = (text: string): string => text.normalize('NFC')

/** The form in which texts are searched, for all of Unicode. Upper case last: it has no rules for the end of a word. */
export const folded = (text: string): string => composed(composed(text).toLowerCase().toUpperCase())

// For documents. What they have no words for, lone surrogates, cannot be written in UTF-8 anyway.
const CONTROL = '\\x00-\\x1f\\x7f-\\x9f'
export const PLAIN_PATTERN = `^[^${CONTROL}]*$`
export const STORABLE_PATTERN = '^[^\\x00]*$'
/** Plain text that is not blank, before it is trimmed. */
export const TRIMMED_PATTERN = `^\\s*[^\\s${CONTROL}]([^${CONTROL}]*[^\\s${CONTROL}])?\\s*$`
/** Plain text that is not a relative path segment (`.` or `..`), which clients would remove from an address. */
export const ADDRESS_PATTERN = `^(\\.{0,2}[^.${CONTROL}]|\\.{3})[^${CONTROL}]*$`

/** The issue of a schema for a name that an address cannot contain. */
export const notInAddress = {
  error: 'Must not be "." or ".."',
  params: { problem: 'reserved_name', values: { names: '".", ".."' } },
} as const

/** Whether a name can be a segment of an address. */
export const fitsAddress = (text: string): boolean => text !== '.' && text !== '..'

/** A limit in characters of Unicode, which is how JSON Schema counts; `max` of zod counts UTF-16 units. */
export const maxCharacters = (maximum: number) => {
  const check = z.maxLength(maximum)
  const countUnits = check._zod.check
  check._zod.check = (payload) => {
    const { value } = payload
    if (typeof value === 'string' && isWithin(value, maximum)) return
    return countUnits(payload)
  }
  return check
}

/** Whether a text has no more characters than that. Most are shorter even in units. */
export const isWithin = (text: string, maximum: number): boolean =>
  text.length <= maximum || (text.length <= 2 * maximum && [...text].length <= maximum)
