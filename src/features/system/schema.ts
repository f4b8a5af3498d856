import { z } from '@hono/zod-openapi'

export const Health = z
  .object({ status: z.literal('ok').openapi({ description: 'The process answers.', example: 'ok' }) })
  .openapi('Health', { description: 'That the server lives.' })

const PassedCheck = z
  .object({
    status: z.literal('ok').openapi({ description: 'It is as it should be.', example: 'ok' }),
    duration_ms: z.number().min(0).openapi({ description: 'How long it took to find out.', example: 0.2 }),
  })
  .openapi('PassedCheck', { description: 'One thing that was looked at.' })

export const Readiness = z
  .object({
    status: z.literal('ready').openapi({ description: 'It takes work.', example: 'ready' }),
    checks: z
      .object({ database: PassedCheck, migrations: PassedCheck, engine: PassedCheck })
      .openapi({ description: 'The database answers, its schema is up to date, executions are run here.' }),
  })
  .openapi('Readiness', { description: 'That the server takes work.' })

export type Readiness = z.infer<typeof Readiness>
