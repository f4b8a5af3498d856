export type Cell = string | number | boolean | null

const NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/
const INTEGER = /^-?\d+$/
const BOOLEAN = /^(true|false)$/i
const [MINUS, POINT, ZERO, NINE] = [45, 46, 48, 57]
/** So many digits are exact in a double, and the quotient of two such doubles is the one nearest to the number. */
const EXACT_DIGITS = 15

/** A number, a boolean or null where the text is one and would be written as the same value again. */
export const typedCell = (text: string): Cell => {
  if (text === '') return null
  const first = text.charCodeAt(0)
  // Most cells are texts, of which the first character tells.
  if (first > NINE) return BOOLEAN.test(text) ? text.length === 4 : text
  return shortNumber(text) ?? otherNumber(text)
}

/** The value of a number with few digits and no exponent, much faster than by patterns; `undefined` for any other text. */
const shortNumber = (text: string): number | undefined => {
  if (text.charCodeAt(0) !== MINUS) return unsignedNumber(text, 0)
  const value = unsignedNumber(text, 1)
  return value === undefined ? undefined : -value
}

const unsignedNumber = (text: string, start: number): number | undefined => {
  const { length } = text
  if (length - start > EXACT_DIGITS) return undefined
  let digits = 0
  let point = length
  for (let at = start; at < length; at++) {
    const code = text.charCodeAt(at)
    if (code >= ZERO && code <= NINE) digits = digits * 10 + (code - ZERO)
    else if (code === POINT && point === length) point = at
    else return undefined
  }
  if (!isWholePart(text, start, point) || point === length - 1) return undefined
  return point === length ? digits : digits / 10 ** (length - 1 - point)
}

/** Whether it has digits, of which only a single one may be the first 0. */
const isWholePart = (text: string, start: number, end: number): boolean =>
  end === start + 1 || (end > start && text.charCodeAt(start) !== ZERO)

const otherNumber = (text: string): number | string => {
  if (!NUMBER.test(text)) return text
  const number = Number(text)
  const isExact = INTEGER.test(text) ? Number.isSafeInteger(number) : Number.isFinite(number)
  return isExact ? number : text
}
