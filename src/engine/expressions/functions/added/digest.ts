import { createHash, createHmac, randomUUID } from 'node:crypto'
import { failedExpression } from '../../mistakes/failures.ts'
import type { AddedFunction } from './define.ts'

const ALGORITHMS = ['md5', 'sha1', 'sha256', 'sha512'] as const
const ENCODINGS = ['hex', 'base64', 'base64url'] as const

const CHOICES =
  'The algorithm is `sha256` (default), `sha1`, `sha512` or `md5`, the encoding `hex` (default), `base64` or `base64url`.'

export const hash: AddedFunction = {
  name: 'hash',
  parameters: 'text, algorithm?, encoding?',
  signature: '<s-s?s?:s>',
  texts: 1,
  description: `The digest of the UTF-8 bytes of a string. ${CHOICES}`,
  examples: [
    { expression: '$hash("abc")', value: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad' },
    { expression: '$hash("abc", "md5", "base64")', value: 'kAFQmDzST7DWlj99KOF/cg==' },
  ],
  implement:
    () =>
    (text?: string, algorithm = 'sha256', encoding = 'hex') => {
      const name = oneOf(ALGORITHMS, algorithm, '$hash: algorithm')
      const form = oneOf(ENCODINGS, encoding, '$hash: encoding')
      return text === undefined
        ? undefined
        : createHash(name).update(wellFormed(text, '$hash: text')).digest(form)
    },
}

export const hmac: AddedFunction = {
  name: 'hmac',
  parameters: 'text, key, algorithm?, encoding?',
  signature: '<sss?s?:s>',
  texts: 2,
  description: `The keyed digest (HMAC) of the UTF-8 bytes of a string, as used to sign requests. ${CHOICES}`,
  examples: [
    {
      expression: '$hmac("body", "key", "sha256", "base64url")',
      value: 'UVquEztDXUAAlWcx9orlz164XU8NxqVG0r_NNZXsGuE',
    },
  ],
  implement:
    () =>
    (text?: string, key?: string, algorithm = 'sha256', encoding = 'hex') => {
      const name = oneOf(ALGORITHMS, algorithm, '$hmac: algorithm')
      const form = oneOf(ENCODINGS, encoding, '$hmac: encoding')
      // A signature made without the key that was meant would look right.
      if (key === undefined) throw failedExpression('$hmac: key is missing')
      if (text === undefined) return undefined
      return createHmac(name, wellFormed(key, '$hmac: key'))
        .update(wellFormed(text, '$hmac: text'))
        .digest(form)
    },
}

export const uuid: AddedFunction = {
  name: 'uuid',
  parameters: '',
  signature: '<:s>',
  description: 'A new random UUID (version 4).',
  examples: [{ expression: '$uuid()' }],
  implement: () => () => randomUUID(),
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
  throw failedExpression(`${argument} contains a lone surrogate (half of a character)`)
}
