import { localize } from '../../http/hooks/locale.ts'
import { checkPrecondition, Preconditions } from '../../http/request/precondition.ts'
import { bodyTag, json } from '../../http/response/answer.ts'
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
import { ApiKey, ApiKeyParams, ApiKeyQuery, CreatedApiKey, NewApiKey } from './schema.ts'
import type { ApiKeyService } from './service.ts'
import { messages } from './texts.ts'

const tags = ['keys']

const listApiKeys = createRoute({
  method: 'get',
  path: '/',
  operationId: 'listApiKeys',
  access: ['admin'],
  tags,
  summary: 'List API keys',
  description:
    'Lists keys without their secrets, the newest first. Revoked and expired keys stay in the list.',
  request: { query: ApiKeyQuery },
  responses: { ...page(ApiKey, 'A page of keys.'), ...notModified, ...fails() },
})

const createApiKey = createRoute({
  method: 'post',
  path: '/',
  operationId: 'createApiKey',
  access: ['admin'],
  tags,
  summary: 'Create an API key',
  description:
    'Creates a key and returns it. The key itself is never shown again. As soon as the first key exists, every ' +
    'request needs one. An `Idempotency-Key` has no effect here, because the answer must not be stored.',
  request: { body: body(NewApiKey, 'The key.') },
  responses: {
    201: { ...accepted(CreatedApiKey, '')[202], description: 'The key with its secret.' },
    ...bodyFails(),
  },
})

const getApiKey = createRoute({
  method: 'get',
  path: '/{key_id}',
  operationId: 'getApiKey',
  access: ['admin'],
  tags,
  summary: 'Get an API key',
  description: 'Returns a key without its secret.',
  request: { params: ApiKeyParams },
  responses: {
    ...ok(ApiKey, 'The key.'),
    ...notModified,
    ...fails('API_KEY_NOT_FOUND'),
  },
})

const revokeApiKey = createRoute({
  method: 'delete',
  path: '/{key_id}',
  operationId: 'revokeApiKey',
  access: ['admin'],
  tags,
  summary: 'Revoke an API key',
  description: 'Revokes a key at once. The key stays in the list. Revoking it again changes nothing.',
  request: { params: ApiKeyParams, headers: Preconditions },
  responses: {
    ...done(ApiKey, 'The key was revoked.'),
    ...fails('API_KEY_NOT_FOUND', 'PRECONDITION_FAILED'),
  },
})

export const apiKeyRoutes = (keys: ApiKeyService) => {
  const router = createRouter()

  router.openapi(listApiKeys, async (c) => {
    return jsonPage<ApiKey>(c, await keys.list(c.req.valid('query')))
  })

  router.openapi(createApiKey, async (c) => {
    const created = await keys.create(c.req.valid('json'))
    const headers = { Location: `/api/keys/${created.id}`, 'Cache-Control': 'no-store' }
    return json(c, success(created, localize(c, messages.keyCreated)), 201, headers)
  })

  router.openapi(getApiKey, async (c) => json(c, success(await keys.get(c.req.valid('param').key_id)), 200))

  router.openapi(revokeApiKey, async (c) => {
    const { key_id: id } = c.req.valid('param')
    await checkPrecondition(c.req.valid('header'), async () => bodyTag(success(await keys.get(id))))
    const revoked = await keys.revoke(id)
    return json(c, success(revoked, localize(c, messages.keyRevoked)), 200)
  })

  return router
}
