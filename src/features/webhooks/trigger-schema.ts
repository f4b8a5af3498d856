import { z } from '@hono/zod-openapi'
import { isJsonType } from '../../http/request/body/media-type.ts'
import { HEADER_NAME } from './auth/auth-schema.ts'
import { DeliveryVerdict } from './delivery-schema.ts'
import { HookMethod } from './schema.ts'

const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/

/** They say how the body is sent, which the server does itself. */
const RESERVED: ReadonlySet<string> = new Set(['content-length', 'content-encoding', 'transfer-encoding'])

const exampleRequest = { headers: { 'X-GitHub-Event': 'push' }, body: { ref: 'refs/heads/main' } }

const request = {
  method: HookMethod.optional().openapi({
    description: 'HTTP method. By default `POST`, or the first of the webhook if it does not take that.',
    example: 'POST',
  }),
  path: z.string().max(2000).startsWith('/', { error: 'path_start' }).default('/').openapi({
    description: 'What follows the token in the path.',
    example: '/orders',
  }),
  query: z
    .record(z.string().max(1000), z.string().max(10_000))
    .default({})
    .openapi({ description: 'Parameters of the query.', example: { dry_run: 'yes' } }),
  headers: z
    .record(
      z.string().max(100).regex(HEADER_NAME, { error: 'header_name' }),
      z.string().max(10_000).regex(HEADER_VALUE, { error: 'header_value' }),
    )
    .default({})
    .openapi({
      description:
        'Headers, but for those that say how the body is sent. Without a `Content-Type`, the body is JSON.',
      example: exampleRequest.headers,
    }),
  body: z.unknown().optional().openapi({
    description:
      'Any JSON value; with a `Content-Type` other than JSON, the text of the body. Leave it out for an empty body.',
    example: exampleRequest.body,
  }),
}

/** The type of the body; JSON unless the headers name another one. */
export const contentTypeOf = (headers: Readonly<Record<string, string>>): string =>
  new Headers(headers).get('content-type') ?? 'application/json'

export const WebhookTrigger = z
  .strictObject(request)
  .superRefine(({ headers, body }, context) => {
    for (const name of Object.keys(headers)) {
      if (!RESERVED.has(name.toLowerCase())) continue
      context.addIssue({ code: 'custom', path: ['headers', name], params: { problem: 'reserved_header' } })
    }
    if (body === undefined || typeof body === 'string' || isJsonType(contentTypeOf(headers))) return
    context.addIssue({ code: 'custom', path: ['body'], params: { problem: 'body_not_text' } })
  })
  .openapi('WebhookTrigger', {
    description: 'A request that a webhook is to receive.',
    example: exampleRequest,
  })
export type WebhookTrigger = z.output<typeof WebhookTrigger>

export const TriggeredDelivery = z
  .object({
    verdict: DeliveryVerdict,
    reason: z.string().nullable().openapi({
      description:
        'Why it was refused: an error code in lower case, or the state of the webhook or its script.',
      example: null,
    }),
    delivery_id: z.string().nullable().openapi({ description: 'Id of the delivery.', example: 'evt_123' }),
    execution_id: z.string().nullable().openapi({
      description: 'The execution started by it, or by the delivery that it repeats.',
      example: 'ex_01KARDDJ80FXR3ZC8PCBFZ4WQZ',
    }),
    error: z.string().optional().openapi({
      description: 'The error of an expression of the webhook.',
      example: 'cannot compare a string with a number',
    }),
  })
  .openapi('TriggeredDelivery', {
    description: 'Outcome of a request to a webhook that was sent with `trigger`.',
    example: {
      verdict: 'started',
      reason: null,
      delivery_id: 'evt_123',
      execution_id: 'ex_01KARDDJ80FXR3ZC8PCBFZ4WQZ',
    },
  })
export type TriggeredDelivery = z.output<typeof TriggeredDelivery>
