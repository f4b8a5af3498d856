import { failedExpression } from '../mistakes/failures.ts'

/** The text's UTF-8 bytes in base64. */
export const base64Encode = (text: string | undefined): string | undefined => {
  if (text === undefined) return undefined
  if (!text.isWellFormed()) {
    throw failedExpression('$base64encode: the string contains a lone surrogate (half of a character)')
  }
  return Buffer.from(text).toString('base64')
}

/** In both alphabets, with white space, and with or without `=` at the end. */
const BASE64 = /^[A-Za-z0-9+/_\s-]*=?\s*=?\s*$/

/** The text whose UTF-8 bytes are given in base64 or base64url. */
export const base64Decode = (base64: string | undefined): string | undefined => {
  if (base64 === undefined) return undefined
  const isBase64 = BASE64.test(base64) && base64.replaceAll(/[\s=]/g, '').length % 4 !== 1
  if (!isBase64) throw failedExpression('$base64decode: the string is not Base64')
  try {
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
    return decoder.decode(Buffer.from(base64, 'base64'))
  } catch (error) {
    throw failedExpression('$base64decode: the bytes are not UTF-8 text', error)
  }
}
