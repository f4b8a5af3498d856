import { z } from '@hono/zod-openapi'
import { EXECUTION_ORDERS, type ExecutionOrderName } from '../../../domain/lists/orders.ts'
import { maxCharacters } from '../../../domain/plain-text.ts'
import { TRIGGER_KINDS } from '../../../domain/triggers/trigger.ts'
import { EXECUTION_STATUSES, FINAL_STATUSES } from '../../../engine/records.ts'
import { IdempotencyKey } from '../../../http/request/idempotency-key.ts'
import { integerText } from '../../../http/request/integer-text.ts'
import { deletion } from '../../../http/request/lists/deletion.ts'
import { sortedQuery } from '../../../http/request/lists/sorted-query.ts'
import { ExecutionId, TriggerKindName } from '../schema.ts'

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

/** 366 days. */
export const MAX_DELAY_MS = 31_622_400_000

export const ExecuteRequest = z
  .strictObject({
    input: z.unknown().optional().openapi({
      description: 'Any JSON value. Expressions see it as `params`; it is also the input of the first nodes.',
    }),
    timeout_ms: timeout,
    start_at: z.iso
      .datetime({ offset: true })
      .optional()
      .openapi({
        description:
          'When to start, at most 366 days ahead; at once if that is in the past. Until then the status is `scheduled`, and ' +
          'the execution can be cancelled.',
        example: '2026-11-24T02:00:00Z',
      }),
    delay_ms: z.int().min(0).max(MAX_DELAY_MS).optional().openapi({
      description: 'In how many milliseconds to start, instead of `start_at`.',
      example: 60_000,
    }),
  })
  .openapi('ExecuteRequest', {
    description: 'Input, limits and start of an execution.',
    example: { input: { items: [{ price: 42 }] } },
  })
export type ExecuteRequest = z.output<typeof ExecuteRequest>

export const RetryRequest = z
  .strictObject({
    from_start: z
      .boolean()
      .default(false)
      .openapi({ description: 'Whether to run completed nodes again as well.', example: false }),
  })
  .openapi('RetryRequest', { description: 'Options of a retry.', example: { from_start: false } })

export const ExecuteHeaders = IdempotencyKey.extend({
  prefer: z.string().max(200).optional().openapi({
    description:
      '`respond-async`: answer 202 at once. `wait=N`: wait up to N seconds for the end (RFC 7240).',
    example: 'respond-async',
  }),
})

const byId = z.tuple([ExecutionId])

const SORT_KEYS = { '-created_at': byId, created_at: byId } satisfies Record<ExecutionOrderName, z.ZodType>

const conditions = {
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
    description: 'Only executions that were started in this way.',
    example: 'schedule',
  }),
}

const period = {
  since: z.iso.datetime({ offset: true }).optional().openapi({
    description: 'Only executions created at this time or later.',
    example: '2026-11-23T00:00:00Z',
  }),
  until: z.iso.datetime({ offset: true }).optional().openapi({
    description: 'Only executions created at this time or earlier.',
    example: '2026-11-24T00:00:00Z',
  }),
}

const ofScript = { description: 'Only executions of this script.', example: 1 }
const ofSchedule = { description: 'Only executions that this schedule has started.', example: 1 }

const ofTrigger = {
  trigger_id: z.string().check(maxCharacters(100)).optional().openapi({
    description:
      'Only executions whose trigger has this id, such as that of a webhook. Needs `trigger_kind`.',
    example: '1',
  }),
  delivery_id: z.string().check(maxCharacters(1000)).optional().openapi({
    description: 'Only the execution that this delivery to a webhook has started.',
    example: '72d3162e-cc78-11e3-81ab-4c9367dc0958',
  }),
}

export const ExecutionQuery = sortedQuery(
  { name: 'ExecutionSort', keys: SORT_KEYS, usual: EXECUTION_ORDERS[0] },
  {
    ...ofTrigger,
    script_id: integerText({ minimum: 1 })
      .optional()
      .openapi({ type: 'integer', ...ofScript }),
    // Not the named schema: generators cannot read a parameter that puts its own description on a reference.
    status: z
      .preprocess(
        (value) => (typeof value === 'string' ? [value] : value),
        z.array(z.enum(EXECUTION_STATUSES)).min(1).max(EXECUTION_STATUSES.length),
      )
      .optional()
      .openapi({
        description: 'Only executions with one of these statuses; repeat the parameter for several.',
        example: ['failed', 'timed_out'],
      }),
    ...conditions,
    schedule_id: integerText({ minimum: 1 })
      .optional()
      .openapi({ type: 'integer', ...ofSchedule }),
    ...period,
    q: z
      .string()
      .check(maxCharacters(100))
      .optional()
      .openapi({
        description:
          'Only executions with this text in the name of their script, the message of their error, or their id. ' +
          'Case is ignored; in messages and ids only that of ASCII letters. At most 10000 executions are searched ' +
          'for one page: it may have fewer items than `limit`, or none, and still have a `next_cursor`, which ' +
          'continues the search.',
        example: 'order',
      }),
  },
)
export type ExecutionQuery = z.output<typeof ExecutionQuery>

/** How many executions one request may delete. */
const MAX_DELETED = 1000

export const ExecutionDeletion = deletion({
  name: 'ExecutionFilter',
  things: 'executions',
  id: ExecutionId,
  filter: {
    script_id: z.int().positive().optional().openapi(ofScript),
    status: z
      .enum(FINAL_STATUSES)
      .openapi('FinalStatus', { description: 'Status of an execution that has ended.', example: 'completed' })
      .optional(),
    ...conditions,
    trigger_kind: TriggerKindName.optional(),
    schedule_id: z.int().positive().optional().openapi(ofSchedule),
    ...period,
    ...ofTrigger,
  },
  most: MAX_DELETED,
}).openapi('ExecutionDeletion', {
  description: 'Which executions to delete.',
  example: { filter: { status: 'completed', until: '2026-11-24T00:00:00Z' }, limit: 1000 },
})
export type ExecutionDeletion = z.output<typeof ExecutionDeletion>

export const EventsHeader = z.object({
  'last-event-id': integerText({ minimum: 0 }).default(0).openapi({
    type: 'integer',
    description: 'Id of the last event that the client has received; the stream continues after it.',
    example: 0,
  }),
})
