import { hash } from 'node:crypto'

/** A strong ETag: equal exactly when the contents are equal. */
export const contentTag = (content: string | Uint8Array): string => `"${hash('sha1', content, 'base64url')}"`
