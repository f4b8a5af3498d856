import { localize } from '../../http/hooks/locale.ts'
import { Preconditions, precondition } from '../../http/request/precondition.ts'
import { json } from '../../http/response/answer.ts'
import { success } from '../../http/response/envelope.ts'
import {
  body,
  bodyFails,
  created,
  done,
  fails,
  notModified,
  ok,
  page,
} from '../../http/response/operation-responses.ts'
import { jsonPage } from '../../http/response/raw-json.ts'
import { createRoute } from '../../http/route.ts'
import { createRouter } from '../../http/router.ts'
import { DeletedSecret, Secret, SecretParams, SecretQuery, SecretRotation, SecretValue } from './schema.ts'
import type { SecretService } from './service.ts'
import { messages } from './texts.ts'

const tags = ['secrets']

const listSecrets = createRoute({
  method: 'get',
  path: '/',
  operationId: 'listSecrets',
  access: ['read'],
  tags,
  summary: 'List secrets',
  description: 'Lists secrets by name, without their values.',
  request: { query: SecretQuery },
  responses: {
    ...page(Secret, 'A page of secrets.'),
    ...notModified,
    ...fails('SECRETS_DISABLED'),
  },
})

const putSecret = createRoute({
  method: 'put',
  path: '/{name}',
  operationId: 'putSecret',
  access: ['admin'],
  tags,
  summary: 'Set a secret',
  description:
    'Creates a secret or replaces its value, which is stored encrypted and never returned. Scripts use it as `{{ ' +
    '$secret("name") }}` in the headers, auth, query and body of `http_request`. Running executions use the new ' +
    'value from their next request onwards. With `If-Match`, the secret must exist, with `If-None-Match: *` it ' +
    'must not.',
  request: { params: SecretParams, headers: Preconditions, body: body(SecretValue, 'The value.') },
  responses: {
    ...ok(Secret, 'The value was replaced.'),
    ...created(Secret, 'The secret was created.'),
    ...bodyFails('SECRETS_DISABLED', 'PRECONDITION_FAILED'),
  },
})

const deleteSecret = createRoute({
  method: 'delete',
  path: '/{name}',
  operationId: 'deleteSecret',
  access: ['admin'],
  tags,
  summary: 'Delete a secret',
  description: 'Deletes a secret. Nodes that use it then fail with `SECRET_NOT_FOUND`.',
  request: { params: SecretParams, headers: Preconditions },
  responses: {
    ...done(DeletedSecret, 'The secret was deleted.'),
    ...fails('SECRET_NOT_FOUND', 'SECRETS_DISABLED', 'PRECONDITION_FAILED'),
  },
})

const rotateSecrets = createRoute({
  method: 'post',
  path: '/rotate',
  operationId: 'rotateSecrets',
  access: ['admin'],
  tags,
  summary: 'Rotate the encryption key',
  description:
    'Encrypts all secrets with the first key of `SECRETS_KEY` in one transaction, so that the other keys can be ' +
    'removed from it. If a secret cannot be decrypted, nothing is changed.',
  responses: {
    ...done(SecretRotation, 'All secrets are encrypted with the first key.'),
    ...fails('SECRETS_DISABLED', 'SECRET_UNAVAILABLE'),
  },
})

export const secretRoutes = (secrets: SecretService) => {
  const router = createRouter()

  router.openapi(listSecrets, async (c) => {
    return jsonPage<Secret>(c, await secrets.list(c.req.valid('query')))
  })

  router.openapi(putSecret, async (c) => {
    const { name } = c.req.valid('param')
    const { value } = c.req.valid('json')
    const { secret, etag, isNew } = await secrets.set({
      name,
      value,
      precondition: precondition(c.req.valid('header')),
    })
    if (!isNew) return json(c, success(secret, localize(c, messages.secretReplaced)), 200, { ETag: etag })
    const headers = { Location: `/api/secrets/${name}`, ETag: etag }
    return json(c, success(secret, localize(c, messages.secretCreated)), 201, headers)
  })

  router.openapi(deleteSecret, async (c) => {
    const { name } = c.req.valid('param')
    await secrets.remove(name, precondition(c.req.valid('header')))
    return json(c, success({ name }, localize(c, messages.secretDeleted)), 200)
  })

  router.openapi(rotateSecrets, async (c) => {
    return json(c, success(await secrets.rotate(), localize(c, messages.secretsRotated)), 200)
  })

  return router
}
