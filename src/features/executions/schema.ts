import { z } from '@hono/zod-openapi'
import { EXECUTION_STATUSES, NODE_STATUSES } from '../../engine/records.ts'
import { IdempotencyKey } from '../../http/request/idempotency-key.ts'
import { integerText } from '../../http/request/integer-text.ts'
import { pageQuery } from '../../http/request/page-query.ts'

export const ExecutionId = z
  .string()
  .regex(/^ex_[0-9A-HJKMNP-TV-Z]{26}$/)
  .openapi({
    description: 'Id of the execution; ids sort by the time of creation.',
    example: 'ex_01KARDDJ80FXR3ZC8PCBFZ4WQZ',
  })

export const ExecutionParams = z.object({
  execution_id: ExecutionId.openapi({ param: { name: 'execution_id', in: 'path' } }),
})

const time = (description: string) =>
  z.iso.datetime().openapi({ description, example: '2026-11-23T18:00:00.000Z' })

const duration = z
  .int()
  .min(0)
  .nullable()
  .openapi({ description: 'From start to end, in milliseconds.', example: 3 })

const failure = {
  code: z.string().openapi({ description: 'What went wrong, for programs.', example: 'HTTP_STATUS' }),
  message: z
    .string()
    .openapi({ description: 'What went wrong, for people.', example: 'the server answered 503' }),
  details: z.unknown().optional().openapi({ description: 'What came with it.' }),
}

export const NodeFailureBody = z.object(failure).openapi('NodeFailure', {
  description: 'Why a node failed.',
  example: { code: 'HTTP_STATUS', message: 'the server answered 503' },
})

export const ExecutionStatusName = z.enum(EXECUTION_STATUSES).openapi('ExecutionStatus', {
  description: 'Where an execution stands; the last four are final.',
  example: 'completed',
})

export const NodeStatusName = z.enum(NODE_STATUSES).openapi('NodeStatus', {
  description: 'Where a node stands; the last four are final.',
  example: 'completed',
})

export const ExecutionFailureBody = z
  .object({
    ...failure,
    node_id: z.string().optional().openapi({ description: 'The node that failed.', example: 'fetch' }),
  })
  .openapi('ExecutionFailure', {
    description: 'Why an execution did not complete.',
    example: { code: 'HTTP_STATUS', message: 'the server answered 503', node_id: 'fetch' },
  })

const resultExample = {
  node_id: 'sum',
  type: 'transform',
  status: 'completed' as const,
  port: 'out',
  output: 42,
  attempts: 1,
  started_at: '2026-11-23T18:00:00.000Z',
  finished_at: '2026-11-23T18:00:00.001Z',
  duration_ms: 1,
}

export const NodeResult = z
  .object({
    node_id: z.string().openapi({ description: "The node's id.", example: 'sum' }),
    path: z.string().optional().openapi({
      description:
        'Where it ran, when that was not the graph itself: `orders[3]` is item 3 of loop `orders`, `call` the script that node `call` called.',
      example: 'orders[3]',
    }),
    type: z.string().openapi({ description: "The node's type.", example: 'transform' }),
    status: NodeStatusName,
    port: z.string().optional().openapi({ description: 'The port that it went on by.', example: 'out' }),
    output: z
      .unknown()
      .optional()
      .openapi({ description: 'What it put out, when it completed.', example: 42 }),
    error: NodeFailureBody.optional(),
    attempts: z.int().min(0).openapi({ description: 'How often it was tried.', example: 1 }),
    started_at: time('When it was first tried.').nullable(),
    finished_at: time('When it ended.').nullable(),
    duration_ms: duration,
  })
  .openapi('NodeResult', { description: 'What became of one node.', example: resultExample })
export type NodeResult = z.output<typeof NodeResult>

const summary = {
  id: ExecutionId,
  script_id: z.int().nullable().openapi({ description: 'The script that ran.', example: 1 }),
  status: ExecutionStatusName,
  // Not `nullable`, with which the document would make the named schema nullable instead.
  error: z.union([ExecutionFailureBody, z.null()]),
  attempts: z.int().min(0).openapi({
    description: 'How often it was started: once, and once more after each restart of the server.',
    example: 1,
  }),
  batch_id: z.string().nullable().openapi({ description: 'Names the `execute-all` that it was part of.' }),
  retry_of: z.string().nullable().openapi({ description: 'The execution that it tries again.' }),
  created_at: time('When it was accepted.'),
  started_at: time('When it started.').nullable(),
  finished_at: time('When it ended.').nullable(),
  duration_ms: duration,
}

const summaryExample = {
  id: 'ex_01KARDDJ80FXR3ZC8PCBFZ4WQZ',
  script_id: 1,
  status: 'completed' as const,
  error: null,
  attempts: 1,
  batch_id: null,
  retry_of: null,
  created_at: '2026-11-23T18:00:00.000Z',
  started_at: '2026-11-23T18:00:00.000Z',
  finished_at: '2026-11-23T18:00:00.003Z',
  duration_ms: 3,
}

export const ExecutionSummary = z
  .object(summary)
  .openapi('ExecutionSummary', { description: 'An execution without its data.', example: summaryExample })
export type ExecutionSummary = z.output<typeof ExecutionSummary>

export const Execution = z
  .object({
    ...summary,
    input: z
      .unknown()
      .nonoptional()
      .openapi({
        description: 'What it was given: `params` of its expressions.',
        example: { items: [{ price: 42 }] },
      }),
    output: z
      .unknown()
      .nonoptional()
      .openapi({ description: 'Output of its `end` node, else of its last nodes.', example: 42 }),
    results: z
      .array(NodeResult)
      .openapi({ description: 'What became of each node, in the order in which they started.' }),
  })
  .openapi('Execution', {
    description: 'One run of a script.',
    example: { ...summaryExample, input: { items: [{ price: 42 }] }, output: 42, results: [resultExample] },
  })
export type Execution = z.output<typeof Execution>

const timeout = z.int().min(1).max(31_622_400_000).optional().openapi({
  description: 'Ends the execution as `timed_out` when it takes longer.',
  example: 60_000,
})

export const ExecuteRequest = z
  .strictObject({
    input: z.unknown().optional().openapi({
      description: 'Any JSON value; the script sees it as `params` and as the input of its first nodes.',
    }),
    timeout_ms: timeout,
  })
  .openapi('ExecuteRequest', {
    description: 'What to run a script with.',
    example: { input: { items: [{ price: 42 }] } },
  })
export type ExecuteRequest = z.output<typeof ExecuteRequest>

export const RetryRequest = z
  .strictObject({
    from_start: z
      .boolean()
      .default(false)
      .openapi({ description: 'Runs every node again, also those that had completed.', example: false }),
  })
  .openapi('RetryRequest', { description: 'How to try again.', example: { from_start: false } })

export const DeletedExecution = z.object({ id: ExecutionId }).openapi('DeletedExecution', {
  description: 'The execution that was deleted.',
  example: { id: summaryExample.id },
})

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
    .openapi({ type: 'integer', description: 'Only of this script.', example: 1 }),
  // Not the named schema: generators cannot read a parameter that puts its own description on a reference.
  status: z
    .enum(EXECUTION_STATUSES)
    .optional()
    .openapi({ description: 'Only with this status.', example: 'completed' }),
  batch_id: z.string().max(50).optional().openapi({ description: 'Only of this `execute-all`.' }),
  since: z.iso
    .datetime({ offset: true })
    .optional()
    .openapi({ description: 'Created at this time or later.', example: '2026-11-23T00:00:00Z' }),
  until: z.iso
    .datetime({ offset: true })
    .optional()
    .openapi({ description: 'Created at this time or earlier.', example: '2026-11-24T00:00:00Z' }),
})
export type ExecutionQuery = z.output<typeof ExecutionQuery>

export const EventsHeader = z.object({
  'last-event-id': integerText({ minimum: 0 }).default(0).openapi({
    type: 'integer',
    description: 'Id of the last event that was seen; the stream goes on after it.',
    example: 0,
  }),
})
