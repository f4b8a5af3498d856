import { z } from '@hono/zod-openapi'
import { done, header, receiverFails } from '../../../http/response/operation-responses.ts'
import { createRoute } from '../../../http/route.ts'
import { ExecutionId } from '../schema.ts'

const params = z.object({
  token: z
    .string()
    .min(1)
    .openapi({
      description: 'The signed part of `execution.resume_url`.',
      example: 'WyJleF8wMUtBUkQiXQ.c2lnbmF0dXJl',
      param: { name: 'token', in: 'path' },
    }),
})

const ResumedExecution = z.object({ execution_id: ExecutionId }).openapi('ResumedExecution', {
  description: 'The execution that the link resumes.',
  example: { execution_id: 'ex_01KARDDJ80FXR3ZC8PCBFZ4WQZ' },
})

const common = { path: '/resume/{token}', access: 'public' as const, tags: ['executions'] }

const showLink = createRoute({
  ...common,
  method: 'get',
  operationId: 'showResumeLink',
  summary: 'Check a resume link',
  description:
    'Changes nothing, because mail scanners follow links. Browsers get a page with the parameters of the address ' +
    'and a button that sends them with POST. No API key is needed: the link is signed. A forged, expired or used ' +
    'link is answered 404.',
  request: { params },
  responses: {
    200: {
      ...done(ResumedExecution, 'The link can be used.')[200],
      headers: { ...header('X-Request-Id'), ...header('Content-Language') },
    },
    ...receiverFails('LINK_INVALID'),
  },
})

const useLink = createRoute({
  ...common,
  method: 'post',
  operationId: 'useResumeLink',
  summary: 'Resume an execution with its link',
  description:
    'Resumes the next `wait_for_event` after the node that made the link, with the body as the payload, or ' +
    'without one the parameters of the address. A link works once. No API key is needed.',
  request: {
    params,
    body: {
      required: false,
      description: 'The payload: JSON, a form or text.',
      content: {
        'application/json': {
          schema: z.unknown().openapi({ description: 'Any JSON.', example: { decision: 'yes' } }),
        },
        'application/x-www-form-urlencoded': {
          schema: { type: 'object', additionalProperties: { type: 'string' } },
        },
        'text/plain': { schema: { type: 'string' } },
      },
    },
  },
  responses: {
    202: done(ResumedExecution, 'The event is on disk.')[200],
    ...receiverFails(
      'LINK_INVALID',
      'MALFORMED_JSON',
      'MALFORMED_BODY',
      'PAYLOAD_TOO_LARGE',
      'REQUEST_TIMEOUT',
      'UNSUPPORTED_MEDIA_TYPE',
      'VALIDATION_FAILED',
      'EVENT_BUFFER_FULL',
    ),
  },
})

export const linkOperations = [showLink, useLink]
