import { z } from '@hono/zod-openapi'

/** The header of every POST that creates or executes something. */
export const IdempotencyKey = z.object({
  'idempotency-key': z
    .string()
    .min(1)
    .max(255)
    .optional()
    .openapi({
      pattern: '^[\\x21-\\x7e]+$',
      description:
        'Identifies this request: repeating it with the same key within 24 hours returns the first answer ' +
        'instead of running it again. The same key with a different request is answered 409.',
      example: '5c6a2f0e-order-4711',
    }),
})
