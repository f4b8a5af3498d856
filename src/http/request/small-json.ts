import { z } from '@hono/zod-openapi'

const MAX_BYTES = 64 * 1024

/** Any JSON value of which a page of a list may have hundreds. */
export const smallJson = z.unknown().superRefine((value, context) => {
  if (Buffer.byteLength(JSON.stringify(value) ?? '') <= MAX_BYTES) return
  const values = { maximum: MAX_BYTES }
  context.addIssue({ code: 'custom', params: { problem: 'value_too_large', values } })
})
