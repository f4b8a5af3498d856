import { z } from '@hono/zod-openapi'

/** The header of every POST that creates or executes. */
export const IdempotencyKey = z.object({
  'idempotency-key': z
    .string()
    .min(1)
    .max(255)
    .optional()
    .openapi({
      description:
        'A name for this request: within a day the same request with the same key gets the first answer and ' +
        'nothing is done twice. The key with another request is answered 409.',
      example: '5c6a2f0e-order-4711',
    }),
})
