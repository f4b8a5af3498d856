import { localize } from '../../http/hooks/locale.ts'
import { IdempotencyKey } from '../../http/request/idempotency-key.ts'
import { json } from '../../http/response/answer.ts'
import { success } from '../../http/response/envelope.ts'
import {
  accepted,
  body,
  bodyFails,
  done,
  fails,
  notModified,
  page,
} from '../../http/response/operation-responses.ts'
import { jsonPage } from '../../http/response/raw-json.ts'
import { createRoute } from '../../http/route.ts'
import { createRouter } from '../../http/router.ts'
import { DeliveryQuery, WebhookDelivery } from './delivery-schema.ts'
import type { ManualReceiver } from './receiving/manual-receiver.ts'
import { WebhookParams } from './schema.ts'
import type { WebhookService } from './service.ts'
import { messages } from './texts.ts'
import { TriggeredDelivery, WebhookTrigger } from './trigger-schema.ts'

const tags = ['webhooks']

const listDeliveries = createRoute({
  method: 'get',
  path: '/{webhook_id}/deliveries',
  operationId: 'listWebhookDeliveries',
  access: ['read'],
  tags,
  summary: 'List recent deliveries to a webhook',
  description:
    'Lists the outcomes of recent requests to a webhook, the latest first: the execution that each started, or ' +
    'why it started none. The last 10 that started an execution are kept, and the last 1000 others. Bodies and ' +
    'credentials are not shown.',
  request: { params: WebhookParams, query: DeliveryQuery },
  responses: {
    ...page(WebhookDelivery, 'A page of deliveries.'),
    ...notModified,
    ...fails('WEBHOOK_NOT_FOUND'),
  },
})

const triggerWebhook = createRoute({
  method: 'post',
  path: '/{webhook_id}/trigger',
  operationId: 'triggerWebhook',
  access: ['write'],
  tags,
  summary: 'Send a test request to a webhook',
  description:
    'Treats a request as if it had arrived at the webhook with the right authentication: its methods, limits, ' +
    '`delivery_id` and `filter` apply, and the outcome is recorded like that of any other delivery. If nothing was ' +
    'started, the answer is 200 with the reason. With `respond: output`, too, the answer does not wait for the script.',
  request: {
    params: WebhookParams,
    headers: IdempotencyKey,
    body: {
      ...body(WebhookTrigger, 'The request; by default one without headers and body.'),
      required: false,
    },
  },
  responses: {
    ...done(TriggeredDelivery, 'Nothing was started, for the reason given.'),
    ...accepted(TriggeredDelivery, 'The execution is on disk; `Location` is its address.'),
    ...bodyFails(
      'WEBHOOK_NOT_FOUND',
      'IDEMPOTENCY_KEY_REUSED',
      'IDEMPOTENCY_ANSWER_DELETED',
      'MALFORMED_BODY',
      'EXECUTION_MEMORY_LIMIT',
      'WORKSPACE_FULL',
      'FILE_UNUSABLE',
      'DISK_FULL',
      'SCRIPT_BUSY',
      'QUEUE_FULL',
      'SHUTTING_DOWN',
    ),
  },
})

export const deliveryRoutes = (webhooks: WebhookService, manual: ManualReceiver) => {
  const router = createRouter()

  router.openapi(listDeliveries, async (c) => {
    const { webhook_id: id } = c.req.valid('param')
    return jsonPage<WebhookDelivery>(c, await webhooks.deliveries(id, c.req.valid('query')))
  })

  router.openapi(triggerWebhook, async (c) => {
    const delivery = await manual.trigger(c.req.valid('param').webhook_id, c.req.valid('json'), {
      admit: c.get('admitExecutions'),
      executionId: c.get('resourceId'),
      clientIp: c.get('clientIp'),
      claim: c.get('claimMemory')(),
      trace: c.get('trace'),
    })
    if (delivery.verdict !== 'started')
      return json(c, success(delivery, localize(c, messages.deliveryStartedNothing)), 200)
    const headers = { Location: `/api/executions/${delivery.execution_id}` }
    return json(c, success(delivery, localize(c, messages.deliveryStarted)), 202, headers)
  })

  return router
}
