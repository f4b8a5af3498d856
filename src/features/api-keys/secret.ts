import { randomBytes, timingSafeEqual } from 'node:crypto'

const SECRET = /^sd_[\w-]{43}$/

// Long enough to distinguish keys, and leaves 221 bits secret.
const PREFIX_LENGTH = 'sd_'.length + 6

/** A new key: `sd_` and 32 random bytes in base64url. */
export const createSecret = (): string => `sd_${randomBytes(32).toString('base64url')}`

export const isSecret = (text: string): boolean => SECRET.test(text)

export const prefixOf = (secret: string): string => secret.slice(0, PREFIX_LENGTH)

/** Compares two hashes in hexadecimal in constant time. */
export const areEqual = (hash: string, other: string): boolean =>
  timingSafeEqual(Buffer.from(hash, 'hex'), Buffer.from(other, 'hex'))
