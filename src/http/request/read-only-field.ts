import { z } from '@hono/zod-openapi'

/** A field that a body may contain so that an answer to GET can be sent back as it is. */
export const readOnlyField = z
  .unknown()
  .optional()
  .openapi({ description: 'Read-only; ignored in a request.' })
