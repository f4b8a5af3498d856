import { z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { headerOf } from '../request/header.ts'

/** An ETag of the values that identify a version, such as an id and a counter. */
export const etagOf = (...version: readonly (string | number)[]): string => `"${version.join('-')}"`

const opaque = (tag: string): string => tag.replace(/^W\//, '')

/**
 * Whether an `If-Match` or `If-None-Match` header lists the ETag. Weak and strong ones are equal even for `If-Match`,
 * because compression weakens an ETag on its way to the client.
 */
export const matches = (header: string, etag: string): boolean =>
  header.trim() === '*' || (header.match(/"[^"]*"/g)?.includes(opaque(etag)) ?? false)

/** Whether the client has this version already, by its `If-None-Match`. */
export const isNotModified = (c: Context, etag: string): boolean => {
  const header = headerOf(c, 'if-none-match')
  return header !== undefined && matches(header, etag)
}

export const IfMatch = z.object({
  'if-match': z.string().optional().openapi({
    description:
      'The ETag of the version that was read. If it is no longer current, nothing is changed and the answer is 412.',
    example: '"42-7"',
  }),
})
