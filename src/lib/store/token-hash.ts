import { hash } from 'node:crypto'

/** What may be stored of a random token: its SHA-256, hexadecimal. A slow hash, as for passwords, is not needed. */
export const tokenHash = (token: string): string => hash('sha256', token)
