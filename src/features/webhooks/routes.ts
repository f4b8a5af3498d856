import { localize } from '../../http/hooks/locale.ts'
import { Preconditions, precondition } from '../../http/request/precondition.ts'
import { json } from '../../http/response/answer.ts'
import { success } from '../../http/response/envelope.ts'
import {
  accepted,
  body,
  bodyFails,
  done,
  fails,
  notModified,
  ok,
  page,
} from '../../http/response/operation-responses.ts'
import { jsonPage } from '../../http/response/raw-json.ts'
import { createRoute } from '../../http/route.ts'
import { createRouter } from '../../http/router.ts'
import { answerSaved } from '../../http/saved-answer.ts'
import {
  CreatedWebhook,
  DeletedWebhook,
  NewWebhook,
  RotatedWebhook,
  Rotation,
  Webhook,
  WebhookParams,
  WebhookPatch,
  WebhookQuery,
} from './schema.ts'
import { type WebhookService, webhookTag } from './service.ts'
import { messages } from './texts.ts'

const tags = ['webhooks']

const NO_STORE = { 'Cache-Control': 'no-store' }

const listWebhooks = createRoute({
  method: 'get',
  path: '/',
  operationId: 'listWebhooks',
  access: ['read'],
  tags,
  summary: 'List webhooks',
  description: 'Lists webhooks, by default in order of creation, without their tokens.',
  request: { query: WebhookQuery },
  responses: { ...page(Webhook, 'A page of webhooks.'), ...notModified, ...fails() },
})

const createWebhook = createRoute({
  method: 'post',
  path: '/',
  operationId: 'createWebhook',
  access: ['write'],
  tags,
  summary: 'Create a webhook',
  description:
    'Creates an address that starts a script, and returns its token, which is never shown again. Requests to ' +
    '`/hooks/{token}` and to anything below it need no key; each is answered 202 once its execution is on disk. An ' +
    '`Idempotency-Key` has no effect here, because the answer must not be stored. Deleting the script deletes its webhooks.',
  request: { body: body(NewWebhook, 'The webhook.') },
  responses: {
    201: { ...accepted(CreatedWebhook, '')[202], description: 'The webhook with its token.' },
    ...bodyFails(),
  },
})

const getWebhook = createRoute({
  method: 'get',
  path: '/{webhook_id}',
  operationId: 'getWebhook',
  access: ['read'],
  tags,
  summary: 'Get a webhook',
  description: 'Returns a webhook without its token. The answer is a valid body for PUT.',
  request: { params: WebhookParams },
  responses: {
    ...ok(Webhook, 'The webhook.'),
    ...notModified,
    ...fails('WEBHOOK_NOT_FOUND'),
  },
})

const changeFails = bodyFails('WEBHOOK_NOT_FOUND', 'PRECONDITION_FAILED')

const replaceWebhook = createRoute({
  method: 'put',
  path: '/{webhook_id}',
  operationId: 'replaceWebhook',
  access: ['write'],
  tags,
  summary: 'Replace a webhook',
  description:
    'Replaces all settings of a webhook; its token stays the same. Sending back the answer to GET, or to the ' +
    'creation, changes nothing.',
  request: { params: WebhookParams, headers: Preconditions, body: body(NewWebhook, 'The complete webhook.') },
  responses: { ...ok(Webhook, 'The changed webhook.'), ...changeFails },
})

const patchWebhook = createRoute({
  method: 'patch',
  path: '/{webhook_id}',
  operationId: 'patchWebhook',
  access: ['write'],
  tags,
  summary: 'Change a webhook',
  description:
    'Changes individual settings. With `{"enabled": false}`, requests are answered as if it did not exist.',
  request: {
    params: WebhookParams,
    headers: Preconditions,
    body: body(WebhookPatch, 'The fields to change.'),
  },
  responses: { ...ok(Webhook, 'The changed webhook.'), ...changeFails },
})

const deleteWebhook = createRoute({
  method: 'delete',
  path: '/{webhook_id}',
  operationId: 'deleteWebhook',
  access: ['write'],
  tags,
  summary: 'Delete a webhook',
  description: 'Deletes a webhook. Its executions are kept, and running ones continue.',
  request: { params: WebhookParams, headers: Preconditions },
  responses: {
    ...done(DeletedWebhook, 'The webhook was deleted.'),
    ...fails('WEBHOOK_NOT_FOUND', 'PRECONDITION_FAILED'),
  },
})

const rotateWebhook = createRoute({
  method: 'post',
  path: '/{webhook_id}/rotate',
  operationId: 'rotateWebhook',
  access: ['write'],
  tags,
  summary: 'Change the token of a webhook',
  description:
    'Gives a webhook a new token, which is never shown again, and accepts the old one for another `grace_ms`. ' +
    'Until that has passed, only `{"grace_ms": 0}` can change the token again; it ends all earlier ones at once. An ' +
    '`Idempotency-Key` has no effect here, because the answer must not be stored.',
  request: { params: WebhookParams, body: { ...body(Rotation, 'The grace time.'), required: false } },
  responses: {
    ...done(RotatedWebhook, 'The webhook with its new token.'),
    ...bodyFails('WEBHOOK_NOT_FOUND'),
  },
})

export const webhookRoutes = (webhooks: WebhookService) => {
  const router = createRouter()

  router.openapi(listWebhooks, async (c) => {
    return jsonPage<Webhook>(c, await webhooks.list(c.req.valid('query')))
  })

  router.openapi(createWebhook, async (c) => {
    const created = await webhooks.create(c.req.valid('json'))
    const headers = { Location: `/api/webhooks/${created.id}`, ...NO_STORE }
    return json(c, success(created, localize(c, messages.webhookCreated)), 201, headers)
  })

  router.openapi(getWebhook, async (c) => {
    const webhook = await webhooks.get(c.req.valid('param').webhook_id)
    return json(c, success(webhook), 200, { ETag: webhookTag(webhook) })
  })

  router.openapi(replaceWebhook, async (c) => {
    const { webhook_id: id } = c.req.valid('param')
    const current = precondition(c.req.valid('header'))
    return answerSaved(c, await webhooks.replace(id, c.req.valid('json'), current), messages.webhookSaved)
  })

  router.openapi(patchWebhook, async (c) => {
    const { webhook_id: id } = c.req.valid('param')
    const current = precondition(c.req.valid('header'))
    return answerSaved(c, await webhooks.patch(id, c.req.valid('json'), current), messages.webhookSaved)
  })

  router.openapi(deleteWebhook, async (c) => {
    const { webhook_id: id } = c.req.valid('param')
    await webhooks.remove(id, precondition(c.req.valid('header')))
    return json(c, success({ id }, localize(c, messages.webhookDeleted)), 200)
  })

  router.openapi(rotateWebhook, async (c) => {
    const { webhook_id: id } = c.req.valid('param')
    const rotated = await webhooks.rotate(id, c.req.valid('json').grace_ms)
    return json(c, success(rotated, localize(c, messages.tokenRotated)), 200, NO_STORE)
  })

  return router
}
