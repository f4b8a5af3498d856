import { hash, randomBytes, timingSafeEqual } from 'node:crypto'

const SECRET = /^sd_[\w-]{43}$/

// Enough to tell keys apart; 221 bits stay unknown.
const PREFIX_LENGTH = 'sd_'.length + 6

/** A new key: `sd_` and 32 random bytes in base64url. */
export const createSecret = (): string => `sd_${randomBytes(32).toString('base64url')}`

export const isSecret = (text: string): boolean => SECRET.test(text)

export const prefixOf = (secret: string): string => secret.slice(0, PREFIX_LENGTH)

/** SHA-256, hexadecimal. A slow hash is for passwords: nobody guesses 32 random bytes. */
export const hashOf = (secret: string): string => hash('sha256', secret)

/** Compares two such hashes in a time that does not tell how much of them is alike. */
export const areSame = (hash: string, other: string): boolean =>
  timingSafeEqual(Buffer.from(hash, 'hex'), Buffer.from(other, 'hex'))
