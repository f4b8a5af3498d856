import { localize } from '../../../http/hooks/locale.ts'
import { IdempotencyKey } from '../../../http/request/idempotency-key.ts'
import { json } from '../../../http/response/answer.ts'
import { success } from '../../../http/response/envelope.ts'
import { accepted, body, bodyFails, done } from '../../../http/response/operation-responses.ts'
import { createRoute } from '../../../http/route.ts'
import { createRouter } from '../../../http/router.ts'
import { ExecutionParams } from '../request/schema.ts'
import { messages } from '../texts.ts'
import { EventReceipt, EventRequest, ExecutionEventRequest, SentEvent } from './event-schema.ts'
import type { EventService } from './event-service.ts'

const tags = ['executions']

const sendExecutionEvent = createRoute({
  method: 'post',
  path: '/{execution_id}/events',
  operationId: 'sendExecutionEvent',
  access: ['execute'],
  tags,
  summary: 'Send an event to an execution',
  description:
    'Delivers the event to a step of the execution that waits for its name (`wait_for_event`), which then ' +
    'continues with the payload. If no step waits for it yet, the event is kept for the next one that does. The ' +
    'event is on disk before the answer is sent, and is taken at most once.',
  request: {
    params: ExecutionParams,
    headers: IdempotencyKey,
    body: body(ExecutionEventRequest, 'The event.'),
  },
  responses: {
    ...accepted(SentEvent, 'The event is on disk; `Location` is the address of the execution.'),
    ...bodyFails(
      'EXECUTION_NOT_FOUND',
      'EXECUTION_FINISHED',
      'EVENT_BUFFER_FULL',
      'IDEMPOTENCY_KEY_REUSED',
      'IDEMPOTENCY_ANSWER_DELETED',
    ),
  },
})

const sendEvent = createRoute({
  method: 'post',
  path: '/',
  operationId: 'sendEvent',
  access: ['execute'],
  tags,
  summary: 'Send an event to all steps that wait for it',
  description:
    'Delivers the event to every step of any execution that is now waiting for its name and correlation ' +
    '(`wait_for_event`). It is not kept for later waits: the answer has the number of steps that took it, which ' +
    'can be 0.',
  request: { headers: IdempotencyKey, body: body(EventRequest, 'The event.') },
  responses: {
    ...done(EventReceipt, 'Number of steps that took the event; all of it is on disk.'),
    ...bodyFails('IDEMPOTENCY_KEY_REUSED', 'IDEMPOTENCY_ANSWER_DELETED'),
  },
})

/** Below `/api/events`. */
export const eventRoutes = (events: EventService) => {
  const router = createRouter()

  router.openapi(sendEvent, async (c) => {
    const receipt = await events.sendToAll(c.req.valid('json'), c.get('resourceId'))
    return json(c, success(receipt), 200)
  })

  return router
}

/** Below `/api/executions`. */
export const executionEventRoutes = (events: EventService) => {
  const router = createRouter()

  router.openapi(sendExecutionEvent, async (c) => {
    const { execution_id: id } = c.req.valid('param')
    const sent = await events.send(id, c.req.valid('json'), c.get('resourceId'))
    const text = sent.status === 'delivered' ? messages.eventDelivered : messages.eventBuffered
    return json(c, success(sent, localize(c, text)), 202, { Location: `/api/executions/${id}` })
  })

  return router
}
