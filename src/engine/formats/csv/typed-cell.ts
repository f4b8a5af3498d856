export type Cell = string | number | boolean | null

const NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/
const INTEGER = /^-?\d+$/
const BOOLEAN = /^(true|false)$/i

/** A number, a boolean or null where the text is one and would be written as the same value again. */
export const typedCell = (text: string): Cell => {
  if (text === '') return null
  const first = text.charCodeAt(0)
  // Most cells are texts, of which the first character tells.
  if (first > 57) return BOOLEAN.test(text) ? text.length === 4 : text
  if (!NUMBER.test(text)) return text
  const number = Number(text)
  const isExact = INTEGER.test(text) ? Number.isSafeInteger(number) : Number.isFinite(number)
  return isExact ? number : text
}
