import { z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { headerOf } from '../request/header.ts'

/** A tag made of what identifies a version: an id, a counter, a time. */
export const etagOf = (...version: readonly (string | number)[]): string => `"${version.join('-')}"`

const opaque = (tag: string): string => tag.replace(/^W\//, '')

/**
 * Whether the tag is in the list of `If-Match` or `If-None-Match`. Weak and strong tags are equal, also for
 * `If-Match`, because compression makes a tag weak on its way to the client.
 */
export const matches = (header: string, etag: string): boolean =>
  header.trim() === '*' || (header.match(/"[^"]*"/g)?.includes(opaque(etag)) ?? false)

/** Whether the client has this version, by its `If-None-Match`. */
export const isKnown = (c: Context, etag: string): boolean => {
  const known = headerOf(c, 'if-none-match')
  return known !== undefined && matches(known, etag)
}

export const IfMatch = z.object({
  'if-match': z.string().optional().openapi({
    description: 'The ETag that was read: the change is made only if it is still current, else answered 412.',
    example: '"42-7"',
  }),
})
