import { z } from '@hono/zod-openapi'
import { maxCharacters } from '../../domain/plain-text.ts'
import { TRIGGER_KINDS } from '../../domain/triggers/trigger.ts'
import { EXECUTION_STATUSES } from '../../engine/records.ts'
import { IdempotencyKey } from '../../http/request/idempotency-key.ts'
import { integerText } from '../../http/request/integer-text.ts'
import { pageQuery } from '../../http/request/page-query.ts'
import { ExecutionId } from './schema.ts'

export const ExecutionParams = z.object({
  execution_id: ExecutionId.openapi({ param: { name: 'execution_id', in: 'path' } }),
})

const timeout = z
  .int()
  .min(1)
  .max(31_622_400_000)
  .optional()
  .openapi({
    description:
      'Time limit of the execution in milliseconds. An execution that exceeds it ends as `timed_out`. A shorter one of ' +
      'the script holds.',
    example: 60_000,
  })

export const ExecuteRequest = z
  .strictObject({
    input: z.unknown().optional().openapi({
      description: 'Any JSON value. Expressions see it as `params`; it is also the input of the first nodes.',
    }),
    timeout_ms: timeout,
  })
  .openapi('ExecuteRequest', {
    description: 'Input and limits of an execution.',
    example: { input: { items: [{ price: 42 }] } },
  })
export type ExecuteRequest = z.output<typeof ExecuteRequest>

export const RetryRequest = z
  .strictObject({
    from_start: z
      .boolean()
      .default(false)
      .openapi({ description: 'Whether to run completed nodes again, too.', example: false }),
  })
  .openapi('RetryRequest', { description: 'Options of a retry.', example: { from_start: false } })

export const ExecuteHeaders = IdempotencyKey.extend({
  prefer: z.string().max(200).optional().openapi({
    description:
      '`respond-async` answers 202 at once; `wait=N` waits up to N seconds for the end (RFC 7240).',
    example: 'respond-async',
  }),
})

export const ExecutionQuery = pageQuery(z.tuple([ExecutionId])).extend({
  script_id: integerText({ minimum: 1 })
    .optional()
    .openapi({ type: 'integer', description: 'Only executions of this script.', example: 1 }),
  // Not the named schema: generators cannot read a parameter that puts its own description on a reference.
  status: z
    .enum(EXECUTION_STATUSES)
    .optional()
    .openapi({ description: 'Only executions with this status.', example: 'completed' }),
  batch_id: z
    .string()
    .check(maxCharacters(50))
    .optional()
    .openapi({ description: 'Only executions of this `execute-all` request.' }),
  error_code: z.string().check(maxCharacters(100)).optional().openapi({
    description: 'Only executions that ended with this error.',
    example: 'EXECUTION_INTERRUPTED',
  }),
  trigger_kind: z.enum(TRIGGER_KINDS).optional().openapi({
    description: 'Only executions that were started like this.',
    example: 'schedule',
  }),
  schedule_id: integerText({ minimum: 1 })
    .optional()
    .openapi({ type: 'integer', description: 'Only executions that this schedule has started.', example: 1 }),
  since: z.iso.datetime({ offset: true }).optional().openapi({
    description: 'Only executions created at this time or later.',
    example: '2026-11-23T00:00:00Z',
  }),
  until: z.iso.datetime({ offset: true }).optional().openapi({
    description: 'Only executions created at this time or earlier.',
    example: '2026-11-24T00:00:00Z',
  }),
})
export type ExecutionQuery = z.output<typeof ExecutionQuery>

export const EventsHeader = z.object({
  'last-event-id': integerText({ minimum: 0 }).default(0).openapi({
    type: 'integer',
    description: 'Id of the last event that the client has received; the stream continues after it.',
    example: 0,
  }),
})
