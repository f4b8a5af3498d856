import type jsonata from 'jsonata'
import { textTooLong } from '../mistakes/failures.ts'

/**
 * Replaces four of JSONata's functions by ones with the same results whose memory is bounded: the originals build an
 * array of all characters, or a text of any length.
 */
export const registerTextFunctions = (compiled: jsonata.Expression, maxLength: number) => {
  const checked = (length: number) => {
    if (length > maxLength) throw textTooLong(maxLength)
  }

  compiled.registerFunction(
    'length',
    (text?: string) => (text === undefined ? undefined : lengthOf(text)),
    '<s-:n>',
  )

  compiled.registerFunction(
    'substring',
    (text: string | undefined, start: number, length?: number) => text && substring(text, start, length),
    '<s-nn?:s>',
  )

  compiled.registerFunction(
    'pad',
    (text: string | undefined, width: number, filler?: string) => {
      if (text === undefined) return undefined
      const missing = Math.abs(Math.trunc(width)) - lengthOf(text)
      if (!(missing > 0)) return text
      checked(missing)
      const characters = Array.from(filler || ' ')
      const whole = Math.floor(missing / characters.length)
      checked(whole * (filler?.length ?? 1))
      const padding =
        characters.join('').repeat(whole) + characters.slice(0, missing % characters.length).join('')
      return width > 0 ? text + padding : padding + text
    },
    '<s-ns?:s>',
  )

  compiled.registerFunction(
    'join',
    (texts: readonly string[] | undefined, separator = '') => {
      if (!texts) return undefined
      checked(texts.reduce((sum, { length }) => sum + length + separator.length, 0))
      return texts.join(separator)
    },
    '<a<s>s?:s>',
  )
}

/** In characters; some of them are two UTF-16 units long. */
const lengthOf = (text: string): number => {
  let length = text.length
  for (let at = 0; at < text.length - 1; at++) {
    if (isHigh(text.charCodeAt(at)) && isLow(text.charCodeAt(at + 1))) length--
  }
  return length
}

const isHigh = (unit: number) => unit >= 0xd800 && unit < 0xdc00
const isLow = (unit: number) => unit >= 0xdc00 && unit < 0xe000

const substring = (text: string, start: number, length?: number): string => {
  if (length !== undefined && length <= 0) return ''
  const size = lengthOf(text)
  const from = size + start < 0 ? 0 : start
  const to = length === undefined ? size : from + length + (from < 0 ? size : 0)
  return size === text.length ? text.slice(from, to) : Array.from(text).slice(from, to).join('')
}
