import { failedExpression } from '../../mistakes/failures.ts'
import type { AddedFunction } from './define.ts'

/** Compatibility forms may have 18 times as many characters. */
const MAX_LENGTH = 100_000
const MAX_SEPARATOR = 10
/** Letters that do not decompose into a base letter and a mark. */
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

export const slug: AddedFunction = {
  name: 'slug',
  parameters: 'text, separator?',
  signature: '<s-s?:s>',
  description:
    'The words of a string in lower case, joined by `-` or another separator of at most 10 characters, for file ' +
    'names and addresses. Letters and digits of all writing systems are kept; Latin and Greek letters lose their ' +
    'accents.',
  examples: [
    { expression: '$slug("Crème Brûlée, 2 × 100 g!")', value: 'creme-brulee-2-100-g' },
    { expression: '$slug("서울 Straße", "_")', value: '서울_strasse' },
  ],
  implement:
    () =>
    (text?: string, separator = '-') => {
      if (separator.length > MAX_SEPARATOR) {
        throw failedExpression(`$slug: separator has more than ${MAX_SEPARATOR} characters`)
      }
      if (text === undefined) return undefined
      if (text.length > MAX_LENGTH) {
        throw failedExpression(`$slug: text has more than ${MAX_LENGTH} characters`)
      }
      return wordsOf(text).join(separator)
    },
}

const wordsOf = (text: string): string[] =>
  text
    .normalize('NFKD')
    .replace(/([\p{sc=Latin}\p{sc=Greek}])[\u0300-\u036f]+/gu, '$1')
    .normalize('NFC')
    .toLowerCase()
    .replace(/[ßæœøđðłþı]/g, (letter) => LETTERS[letter] ?? letter)
    .replace(/(?<=\p{L})['’](?=\p{L})/gu, '')
    .split(/[^\p{L}\p{N}\p{M}]+/u)
    .filter((word) => word !== '')
