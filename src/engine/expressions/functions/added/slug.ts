import { failedExpression } from '../../jsonata.ts'

/** Compatibility forms may have 18 times as many characters. */
const MAX_LENGTH = 100_000
/** Letters that do not fall apart into one of the alphabet and a mark. */
const LETTERS: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  ł: 'l',
  þ: 'th',
  ı: 'i',
}

/** Lower case letters and digits of any script, joined by the separator; Latin and Greek ones without their accents. */
export const slug = (text?: string, separator = '-'): string | undefined => {
  if (text === undefined) return undefined
  if (text.length > MAX_LENGTH) {
    throw failedExpression(`$slug: text has more than ${MAX_LENGTH} characters`)
  }
  return text
    .normalize('NFKD')
    .replace(/([\p{sc=Latin}\p{sc=Greek}])[\u0300-\u036f]+/gu, '$1')
    .normalize('NFC')
    .toLowerCase()
    .replace(/[ßæœøđðłþı]/g, (letter) => LETTERS[letter] ?? letter)
    .replace(/(?<=\p{L})['’](?=\p{L})/gu, '')
    .split(/[^\p{L}\p{N}\p{M}]+/u)
    .filter((word) => word !== '')
    .join(separator)
}
