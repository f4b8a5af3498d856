import { hash } from 'node:crypto'

/** An ETag that is the same for the same content, and for no other. */
export const contentTag = (content: string | Uint8Array): string => `"${hash('sha1', content, 'base64url')}"`
