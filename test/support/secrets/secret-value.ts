import fc from 'fast-check'

const awkward = fc.constantFrom(...'abXYZ019-_.~!*\'()&=+/?#%25"\\<>{}[]$^@|`:;, \n\té한😀')
const anything = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 })

/** Any value that a secret may have. */
export const secretValue = fc
  .array(fc.oneof(awkward, anything), { minLength: 8, maxLength: 100 })
  .map((characters) => characters.join('').toWellFormed())
  .filter((value) => [...value.trim()].length >= 8 && !/[^\P{Cc}\t\n\r]/u.test(value))
