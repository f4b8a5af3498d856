import { z } from '@hono/zod-openapi'
import { done, header, receiverFails } from '../../../http/response/operation-responses.ts'
import { createRoute } from '../../../http/route.ts'

const params = z.object({
  token: z
    .string()
    .min(1)
    .openapi({
      description: 'Token of the webhook.',
      example: 'wh_hS1mZ8rQ0bq7N5cJ2vXy4tLk9pWd3gFe6uAoRiTsYzE',
      param: { name: 'token', in: 'path' },
    }),
})

const example = { execution_id: 'ex_01KARDDJ80FXR3ZC8PCBFZ4WQZ' }

const AcceptedDelivery = z
  .object({
    execution_id: z.string().openapi({
      description: 'The execution started by the delivery.',
      example: example.execution_id,
    }),
  })
  .openapi('AcceptedDelivery', { description: 'Result of a delivery.', example })

const ScriptAnswer = z
  .unknown()
  .openapi('ScriptAnswer', { description: 'Output of the script: any JSON value.', example: { total: 7 } })

const text = { schema: { type: 'string' as const } }
const binary = { schema: { type: 'string' as const, format: 'binary' } }

const body = {
  required: false as const,
  description:
    'JSON, a form (which may have files) or text; any other type if the webhook has `raw`. Signatures cover the bytes of the body.',
  content: {
    'application/json': { schema: z.unknown().openapi({ description: 'Any JSON.', example: { id: 7 } }) },
    'application/x-www-form-urlencoded': {
      schema: { type: 'object' as const, additionalProperties: { type: 'string' as const } },
    },
    'multipart/form-data': {
      schema: { type: 'object' as const, additionalProperties: true },
    },
    'text/plain': text,
    'application/octet-stream': binary,
  },
}

const own = ['ROUTE_NOT_FOUND', 'WEBHOOK_EXPRESSION_FAILED'] as const
const ofScripts = ['SCRIPT_BUSY', 'QUEUE_FULL', 'SHUTTING_DOWN'] as const
const ofAnswers = ['WEBHOOK_SCRIPT_FAILED', 'WEBHOOK_SCRIPT_TIMED_OUT'] as const
const ofBodies = [
  'MALFORMED_REQUEST',
  'MALFORMED_JSON',
  'MALFORMED_BODY',
  'PAYLOAD_TOO_LARGE',
  'REQUEST_TIMEOUT',
  'EXECUTION_MEMORY_LIMIT',
  'WORKSPACE_FULL',
  'FILE_UNUSABLE',
  'DISK_FULL',
  'UNSUPPORTED_MEDIA_TYPE',
  'VALIDATION_FAILED',
] as const

const answers = {
  200: {
    description:
      'With `respond: output`, the output of the script: JSON, text or bytes. A `respond` node may choose any other status.',
    headers: header('X-Request-Id'),
    content: { 'application/json': { schema: ScriptAnswer }, 'text/plain': text },
  },
  202: {
    ...done(AcceptedDelivery, 'The execution is on disk.')[200],
    headers: { ...header('X-Request-Id'), ...header('Content-Language') },
  },
  204: { description: 'The filter of the webhook left it out.', headers: header('X-Request-Id') },
}

const description =
  'Starts the script of the webhook, whose `methods`, `auth` and limits decide what is accepted. Anything may ' +
  'follow the token after a slash. No API key is needed. A request that is not accepted, for example because of ' +
  'an unknown token or a wrong signature, is answered like one for an unknown address: 404, or 401 on a server ' +
  'that requires keys.'

const operation = (method: 'get' | 'post' | 'put' | 'patch' | 'delete', operationId: string) => {
  const takesBody = method !== 'get' && method !== 'delete'
  return createRoute({
    method,
    path: '/hooks/{token}',
    operationId,
    access: 'public',
    tags: ['webhooks'],
    summary: `Deliver to a webhook with ${method.toUpperCase()}`,
    description,
    request: takesBody ? { params, body } : { params },
    responses: {
      ...answers,
      ...receiverFails(...own, ...ofScripts, ...ofAnswers, ...(takesBody ? ofBodies : [])),
    },
  })
}

/** Every method that a webhook can accept. */
export const hookOperations = [
  operation('get', 'deliverByGet'),
  operation('post', 'deliver'),
  operation('put', 'deliverByPut'),
  operation('patch', 'deliverByPatch'),
  operation('delete', 'deliverByDelete'),
]
