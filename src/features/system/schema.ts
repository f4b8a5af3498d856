import { z } from '@hono/zod-openapi'

export const Health = z
  .object({ status: z.literal('ok').openapi({ description: 'Always `ok`.', example: 'ok' }) })
  .openapi('Health', { description: 'Liveness of the server.' })

const PassedCheck = z
  .object({
    status: z.literal('ok').openapi({ description: 'Always `ok` for a passed check.', example: 'ok' }),
    duration_ms: z
      .number()
      .min(0)
      .openapi({ description: 'Duration of the check in milliseconds.', example: 0.2 }),
  })
  .openapi('PassedCheck', { description: 'A check that passed.' })

export const Readiness = z
  .object({
    status: z.literal('ready').openapi({ description: 'Always `ready`.', example: 'ready' }),
    checks: z
      .object({ database: PassedCheck, migrations: PassedCheck, engine: PassedCheck })
      .openapi('ReadinessChecks', {
        description: 'Checks of the database connection, the database schema and the engine.',
      }),
  })
  .openapi('Readiness', { description: 'Readiness of the server.' })

export type Readiness = z.infer<typeof Readiness>
