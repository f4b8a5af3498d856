import type { Context } from 'hono'
import { headerOf } from '../request/header.ts'

/** An ETag of the values that identify a version, such as an id and a counter. */
export const etagOf = (...version: readonly (string | number)[]): string => `"${version.join('-')}"`

const opaque = (tag: string): string => tag.replace(/^W\//, '')

/**
 * Whether an `If-Match` or `If-None-Match` header lists the ETag, or one of several. All ETags are strong; `W/` is ignored even for
 * `If-Match`, because only compression adds it, on the way to the client.
 */
export const matches = (header: string, etag: string | readonly string[]): boolean => {
  if (header.trim() === '*') return true
  const listed = header.match(/"[^"]*"/g)
  return [etag].flat().some((each) => listed?.includes(opaque(each)))
}

/** Whether the client has this version already, by its `If-None-Match`. */
export const isNotModified = (c: Context, etag: string): boolean => {
  const header = headerOf(c, 'if-none-match')
  return header !== undefined && matches(header, etag)
}
