import { z } from '@hono/zod-openapi'

export const Health = z
  .object({ status: z.literal('ok').openapi({ description: 'The process answers.', example: 'ok' }) })
  .openapi('Health', { description: 'That the server lives.' })

export const Readiness = z
  .object({
    status: z.literal('ready').openapi({ description: 'It takes work.', example: 'ready' }),
    database_ms: z
      .number()
      .min(0)
      .openapi({ description: 'How long the database took to answer.', example: 0.2 }),
  })
  .openapi('Readiness', { description: 'That the server takes work.' })
