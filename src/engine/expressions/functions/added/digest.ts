import { createHash, createHmac } from 'node:crypto'
import { failedExpression } from '../../jsonata.ts'

const ALGORITHMS = ['md5', 'sha1', 'sha256', 'sha512'] as const
const ENCODINGS = ['hex', 'base64', 'base64url'] as const

/** The digest of the text's UTF-8 bytes. */
export const hash = (text?: string, algorithm = 'sha256', encoding = 'hex'): string | undefined => {
  if (text === undefined) return undefined
  const name = oneOf(ALGORITHMS, algorithm, '$hash: algorithm')
  return createHash(name)
    .update(wellFormed(text, '$hash: text'))
    .digest(oneOf(ENCODINGS, encoding, '$hash: encoding'))
}

/** The keyed digest (HMAC) of the text's UTF-8 bytes. */
export const hmac = (
  text?: string,
  key?: string,
  algorithm = 'sha256',
  encoding = 'hex',
): string | undefined => {
  if (text === undefined) return undefined
  // A signature made without the key that was meant would look right.
  if (key === undefined) throw failedExpression('$hmac: key is missing')
  const name = oneOf(ALGORITHMS, algorithm, '$hmac: algorithm')
  return createHmac(name, wellFormed(key, '$hmac: key'))
    .update(wellFormed(text, '$hmac: text'))
    .digest(oneOf(ENCODINGS, encoding, '$hmac: encoding'))
}

const oneOf = <T extends string>(allowed: readonly T[], given: string, argument: string): T => {
  const found = allowed.find((each) => each === given)
  if (found !== undefined) return found
  throw failedExpression(
    `${argument} must be one of ${allowed.join(', ')}, not ${JSON.stringify(given.slice(0, 100))}`,
  )
}

const wellFormed = (text: string, argument: string): string => {
  if (text.isWellFormed()) return text
  throw failedExpression(`${argument} holds half of a character (a lone surrogate)`)
}
