import { z } from '@hono/zod-openapi'
import { isPlainText, maxCharacters, notPlainText, PLAIN_PATTERN } from '../../../domain/plain-text.ts'
import { ExecutionId } from '../schema.ts'

const text = (maximum: number) =>
  z.string().min(1).check(maxCharacters(maximum)).refine(isPlainText, notPlainText)

const name = text(100).openapi({
  description: 'The name of the event: a `wait_for_event` node with the same `name` takes it.',
  pattern: PLAIN_PATTERN,
  example: 'approval',
})

const correlation = text(200)

const payload = z
  .unknown()
  .optional()
  .openapi({
    description: 'Any JSON value, by default null. It becomes the output of the node that takes the event.',
    example: { approved: true, by: 'Kim' },
  })

export const ExecutionEventRequest = z
  .strictObject({
    name,
    correlation: correlation.optional().openapi({
      description:
        'Distinguishes steps of the execution that wait for the same name, such as those of a loop. Without it, ' +
        'the step that has waited longest takes the event, whatever its correlation.',
      pattern: PLAIN_PATTERN,
      example: 'order-4711',
    }),
    payload,
  })
  .openapi('ExecutionEventRequest', {
    description: 'An event for one execution.',
    example: { name: 'approval', payload: { approved: true, by: 'Kim' } },
  })
export type ExecutionEventRequest = z.output<typeof ExecutionEventRequest>

export const EventRequest = z
  .strictObject({
    name,
    correlation: correlation.optional().openapi({
      description:
        'Only steps that wait with the same correlation take the event. Without it, only steps without a correlation do.',
      pattern: PLAIN_PATTERN,
      example: 'order-4711',
    }),
    payload,
  })
  .openapi('EventRequest', {
    description: 'An event for all steps that wait for it.',
    example: { name: 'payment', correlation: 'order-4711', payload: { paid: true } },
  })
export type EventRequest = z.output<typeof EventRequest>

const sent = {
  id: z.string().openapi({ description: 'Id of the event.', example: 'ev_01KARDDJ80FXR3ZC8PCBFZ4WQZ' }),
  name: z.string().openapi({ description: 'Name of the event.', example: 'payment' }),
  correlation: z
    .string()
    .nullable()
    .openapi({ description: 'Its correlation, if it has one.', example: 'order-4711' }),
}

export const EventReceipt = z
  .object({
    ...sent,
    count: z.int().min(0).openapi({ description: 'Number of steps that took it.', example: 1 }),
    execution_ids: z.array(ExecutionId).openapi({
      description: 'Ids of the executions of the first 100 of these steps.',
      example: ['ex_01KARDDJ80FXR3ZC8PCBFZ4WQZ'],
    }),
  })
  .openapi('EventReceipt', {
    description: 'Result of sending an event to all steps that wait for it.',
    example: {
      id: 'ev_01KARDDJ80FXR3ZC8PCBFZ4WQZ',
      name: 'payment',
      correlation: 'order-4711',
      count: 1,
      execution_ids: ['ex_01KARDDJ80FXR3ZC8PCBFZ4WQZ'],
    },
  })
export type EventReceipt = z.output<typeof EventReceipt>

export const SentEvent = z
  .object({
    ...sent,
    execution_id: ExecutionId,
    status: z.enum(['delivered', 'buffered']).openapi('SentEventStatus', {
      description:
        '`delivered` if a waiting step took it; `buffered` if none is waiting for it yet: the next step that ' +
        'waits for it takes it.',
      example: 'delivered',
    }),
    node_id: z
      .string()
      .nullable()
      .openapi({ description: 'The node that took it; null until then.', example: 'approval' }),
    path: z.string().nullable().openapi({
      description: 'Where that node runs, unless in the graph itself; see the results of nodes.',
      example: 'orders[3]',
    }),
  })
  .openapi('SentEvent', {
    description: 'An event that was stored.',
    example: {
      id: 'ev_01KARDDJ80FXR3ZC8PCBFZ4WQZ',
      execution_id: 'ex_01KARDDJ80FXR3ZC8PCBFZ4WQZ',
      name: 'approval',
      correlation: null,
      status: 'delivered',
      node_id: 'approval',
      path: null,
    },
  })
export type SentEvent = z.output<typeof SentEvent>
