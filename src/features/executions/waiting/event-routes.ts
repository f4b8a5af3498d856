import { localize } from '../../../http/hooks/locale.ts'
import { IdempotencyKey } from '../../../http/request/idempotency-key.ts'
import { json } from '../../../http/response/answer.ts'
import { success } from '../../../http/response/envelope.ts'
import { accepted, body, bodyFails } from '../../../http/response/operation-responses.ts'
import { createRoute } from '../../../http/route.ts'
import { createRouter } from '../../../http/router.ts'
import { ExecutionParams } from '../request-schema.ts'
import { messages } from '../texts.ts'
import { ExecutionEventRequest, SentEvent } from './event-schema.ts'
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
    'Gives the event to a step of the execution that waits for its name (`wait_for_event`), which then goes on with the ' +
    'payload. When none waits for it yet, the event is kept for the next one that does. The event is on disk when this ' +
    'is answered, and is taken once at most.',
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

export const eventRoutes = (events: EventService) => {
  const router = createRouter()

  router.openapi(sendExecutionEvent, async (c) => {
    const { execution_id: id } = c.req.valid('param')
    const sent = await events.send(id, c.req.valid('json'), c.get('resourceId'))
    const text = sent.status === 'delivered' ? messages.eventDelivered : messages.eventBuffered
    return json(c, success(sent, localize(c, text)), 202, { Location: `/api/executions/${id}` })
  })

  return router
}
