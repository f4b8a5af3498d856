import { z } from '@hono/zod-openapi'

type JsonType = 'integer' | 'number' | 'string' | 'object' | 'null'

/**
 * A field that a body may contain so that an answer to GET can be sent back as it is. The document gives its type in
 * answers, which is not checked.
 */
export const readOnlyField = (...types: readonly [JsonType, ...JsonType[]]) => {
  const [type, ...others] = types
  return z
    .unknown()
    .optional()
    .openapi({
      type: others.length === 0 ? type : [...types],
      readOnly: true,
      description: 'Read-only; ignored in a request.',
    })
}
