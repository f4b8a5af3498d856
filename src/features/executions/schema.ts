import { z } from '@hono/zod-openapi'
import { TRIGGER_KINDS } from '../../domain/triggers/trigger.ts'
import { EXECUTION_STATUSES, NODE_STATUSES } from '../../engine/records.ts'
import { deletions } from '../../http/request/lists/deletion.ts'
import { EarlierError, NodeLogLine, NodeWait, NodeWarning } from './nodes/report-schema.ts'

export const ExecutionId = z
  .string()
  .regex(/^ex_[0-9A-HJKMNP-TV-Z]{26}$/, { error: 'execution_id' })
  .openapi({
    description: 'Id of the execution. Ids sort by the time of creation.',
    example: 'ex_01KARDDJ80FXR3ZC8PCBFZ4WQZ',
  })

const time = (description: string) =>
  z.iso.datetime().openapi({ description, example: '2026-11-23T18:00:00.000Z' })

const duration = z
  .int()
  .min(0)
  .nullable()
  .openapi({ description: 'Time from start to end, in milliseconds.', example: 3 })

const failure = {
  code: z.string().openapi({ description: 'Code of the error.', example: 'HTTP_STATUS' }),
  message: z
    .string()
    .openapi({ description: 'Description of the error.', example: 'the server answered 503' }),
  details: z.unknown().optional().openapi({ description: 'Further data about the error.' }),
}

export const NodeFailureBody = z.object(failure).openapi('NodeFailure', {
  description: 'Why a node failed.',
  example: { code: 'HTTP_STATUS', message: 'the server answered 503' },
})

export const TriggerKindName = z.enum(TRIGGER_KINDS).openapi('TriggerKind', {
  description:
    '`api` for a request to execute the script, `batch` for `execute-all`, `retry` for a retry, `schedule` for a schedule, `webhook` for a request to a webhook, `on_failure` and `on_success` for the end of another execution. A `sub_script` call is part of the calling execution, and an event resumes an execution: neither starts one. Executions from before there were schedules all have `api`.',
  example: 'schedule',
})

export const ExecutionStatusName = z.enum(EXECUTION_STATUSES).openapi('ExecutionStatus', {
  description:
    'Status of an execution; the last four are final. `waiting`: it has started, and waits on disk for an event or a time.',
  example: 'completed',
})

export const NodeStatusName = z.enum(NODE_STATUSES).openapi('NodeStatus', {
  description: 'Status of a node; the last four are final.',
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
    node_id: z.string().openapi({ description: 'Id of the node.', example: 'sum' }),
    path: z.string().optional().openapi({
      description:
        'Where the node ran, unless in the graph itself: `orders[3]` is item 3 of the loop `orders`, `call` is the script called by the node `call`. A further attempt of a whole loop or call is numbered, as in `orders[3, attempt 2]` and `call[attempt 2]`.',
      example: 'orders[3]',
    }),
    type: z.string().openapi({ description: 'Type of the node.', example: 'transform' }),
    status: NodeStatusName,
    waiting_for: NodeWait.optional(),
    port: z
      .string()
      .optional()
      .openapi({ description: 'The output port through which the execution continued.', example: 'out' }),
    output: z.unknown().optional().openapi({ description: 'Output of a completed node.', example: 42 }),
    error: NodeFailureBody.optional(),
    logs: z.array(NodeLogLine).optional().openapi({
      description:
        'Lines logged by the last attempt, in order; absent if there are none. Only some node types log.',
    }),
    warnings: z.array(NodeWarning).optional().openapi({
      description:
        'Expressions that found nothing in the last attempt, at most 20; absent if there are none. In a `strict` script they fail the node instead.',
    }),
    earlier_errors: z
      .array(EarlierError)
      .optional()
      .openapi({
        description:
          'Why attempts before the last one failed; not there if none has. An attempt that the end of the server has ' +
          'interrupted has no error.',
      }),
    attempts: z.int().min(0).openapi({ description: 'Number of attempts.', example: 1 }),
    started_at: time('Start of the first attempt.').nullable(),
    finished_at: time('End time.').nullable(),
    duration_ms: duration,
  })
  .openapi('NodeResult', { description: 'Result of a node.', example: resultExample })
export type NodeResult = z.output<typeof NodeResult>

export const ExecutionTrigger = z
  .object({
    kind: TriggerKindName,
    id: z.string().nullable().openapi({
      description:
        'Id of the batch, of the retried or ended execution, of the schedule, or of the webhook; null for `api`.',
      example: '1',
    }),
    scheduled_at: z.iso.datetime().nullable().openapi({
      description:
        'Time of the tick, or the start time that the request asked for; null for an immediate start.',
      example: '2026-11-24T02:00:00.000Z',
    }),
    delivery_id: z.string().optional().openapi({
      description: 'For `webhook`: id of the delivery, if its deliveries have ids.',
      example: '72d3162e-cc78-11e3-81ab-4c9367dc0958',
    }),
  })
  .openapi('ExecutionTrigger', { description: 'What started an execution.' })

const summary = {
  id: ExecutionId,
  script_id: z.int().nullable().openapi({ description: 'Id of the script.', example: 1 }),
  script_version: z.int().nullable().openapi({
    description:
      'Version of the script that it runs; a retry has that of the original. Null for executions from before the server recorded it.',
    example: 1,
  }),
  status: ExecutionStatusName,
  // Not `nullable`, with which the document would make the named schema nullable instead.
  error: z.union([ExecutionFailureBody, z.null()]),
  attempts: z.int().min(0).openapi({
    description: 'Number of starts: one, and one more for each restart of the server during the execution.',
    example: 1,
  }),
  batch_id: z
    .string()
    .nullable()
    .openapi({ description: 'Id of the `execute-all` request that created the execution.' }),
  retry_of: z.string().nullable().openapi({ description: 'Id of the execution that this one retries.' }),
  trigger: ExecutionTrigger,
  created_at: time('Creation time.'),
  started_at: time('Start time.').nullable(),
  finished_at: time('End time.').nullable(),
  duration_ms: duration,
}

const summaryExample = {
  id: 'ex_01KARDDJ80FXR3ZC8PCBFZ4WQZ',
  script_id: 1,
  script_version: 1,
  status: 'completed' as const,
  error: null,
  attempts: 1,
  batch_id: null,
  retry_of: null,
  trigger: { kind: 'api' as const, id: null, scheduled_at: null },
  created_at: '2026-11-23T18:00:00.000Z',
  started_at: '2026-11-23T18:00:00.000Z',
  finished_at: '2026-11-23T18:00:00.003Z',
  duration_ms: 3,
}

export const ExecutionSummary = z.object(summary).openapi('ExecutionSummary', {
  description: 'An execution without input, output and node results.',
  example: summaryExample,
})
export type ExecutionSummary = z.output<typeof ExecutionSummary>

export const ListedExecution = z
  .object({
    ...summary,
    script_name: z.string().nullable().openapi({
      description: 'Current name of the script; null if it was deleted.',
      example: 'Order totals',
    }),
  })
  .openapi('ListedExecution', {
    description: 'An execution in a list, without input, output and node results.',
    example: { ...summaryExample, script_name: 'Order totals' },
  })
export type ListedExecution = z.output<typeof ListedExecution>

export const Execution = z
  .object({
    ...summary,
    input: z
      .unknown()
      .nonoptional()
      .openapi({
        description: 'Input of the execution, which expressions see as `params`.',
        example: { items: [{ price: 42 }] },
      }),
    output: z.unknown().nonoptional().openapi({
      description: 'Output of the `end` node, or of the last nodes if there is none.',
      example: 42,
    }),
    results: z
      .array(NodeResult)
      .openapi({ description: 'Results of the nodes, in the order in which they started.' }),
  })
  .openapi('Execution', {
    description: 'A run of a script.',
    example: { ...summaryExample, input: { items: [{ price: 42 }] }, output: 42, results: [resultExample] },
  })
export type Execution = z.output<typeof Execution>

export const DELETION_ERRORS = ['EXECUTION_NOT_FOUND', 'EXECUTION_NOT_FINISHED', 'FOLLOW_UP_PENDING'] as const

export const ExecutionDeletions = deletions(ExecutionId, DELETION_ERRORS).openapi('ExecutionDeletions', {
  description: 'Outcome of deleting several executions.',
  example: {
    deleted: 1,
    more: false,
    results: [{ id: summaryExample.id, deleted: true, error_code: null }],
  },
})
export type ExecutionDeletions = z.output<typeof ExecutionDeletions>

export const DeletedExecution = z.object({ id: ExecutionId }).openapi('DeletedExecution', {
  description: 'The execution that was deleted.',
  example: { id: summaryExample.id },
})
