import { z } from '@hono/zod-openapi'
import { integerText } from '../../http/request/integer-text.ts'
import { pageQuery } from '../../http/request/page-query.ts'

const time = (description: string) =>
  z.iso.datetime().openapi({ description, example: '2026-11-23T18:00:00.000Z' })

const exampleRequest = {
  method: 'POST',
  path: '/',
  bytes: 2,
  headers: { 'x-hub-signature-256': '[redacted]' },
}

const DeliveryRequest = z
  .object({
    method: z.string().openapi({ description: 'HTTP method.', example: 'POST' }),
    path: z.string().openapi({ description: 'What follows the token in the path.', example: '/' }),
    bytes: z.int().nullable().openapi({ description: 'Value of `Content-Length`.', example: 2 }),
    headers: z.record(z.string(), z.string()).openapi({
      description: 'Headers; the values of those that may contain secrets or signatures are left out.',
      example: exampleRequest.headers,
    }),
    error: z.string().optional().openapi({
      description: 'The error of an expression of the webhook.',
      example: 'cannot compare a string with a number',
    }),
  })
  .openapi('WebhookDeliveryRequest', {
    description: 'What the server recorded of the request.',
    example: exampleRequest,
  })

export const DeliveryVerdict = z
  .enum(['started', 'repeated', 'filtered', 'refused'])
  .openapi('DeliveryVerdict', {
    description:
      'Whether it started an execution, repeated an earlier delivery, was left out by `filter`, or was refused.',
    example: 'refused',
  })

export const WebhookDelivery = z
  .object({
    id: z.int().positive().openapi({ description: 'Id of the record.', example: 7 }),
    verdict: DeliveryVerdict,
    reason: z.string().nullable().openapi({
      description:
        'Why it was refused: what is wrong with its authentication, an error code in lower case, or the state of the script.',
      example: 'signature_wrong',
    }),
    delivery_id: z.string().nullable().openapi({ description: 'Id of the delivery.', example: 'evt_123' }),
    execution_id: z.string().nullable().openapi({
      description: 'The execution started by it, or by the delivery that it repeats.',
      example: 'ex_01KARDDJ80FXR3ZC8PCBFZ4WQZ',
    }),
    received_at: time('When it arrived.'),
    last_at: time('When the last of several identical consecutive requests arrived.'),
    count: z.int().positive().openapi({ description: 'Number of these requests.', example: 1 }),
    client_ip: z.string().nullable().openapi({ description: 'Address of the sender.', example: '192.0.2.7' }),
    request: z.union([DeliveryRequest, z.null()]).openapi({
      description: 'The request; null if it started an execution, which has the request as its input.',
    }),
  })
  .openapi('WebhookDelivery', {
    description: 'Outcome of a request to a webhook.',
    example: {
      id: 7,
      verdict: 'refused',
      reason: 'signature_wrong',
      delivery_id: null,
      execution_id: null,
      received_at: '2026-11-23T18:00:00.000Z',
      last_at: '2026-11-23T18:00:00.000Z',
      count: 1,
      client_ip: '192.0.2.7',
      request: exampleRequest,
    },
  })
export type WebhookDelivery = z.output<typeof WebhookDelivery>

export const DeliveryQuery = pageQuery(z.tuple([z.int()])).extend({
  limit: integerText({ minimum: 1, maximum: 200 })
    .default(10)
    .openapi({ type: 'integer', default: 10, description: 'Maximum number of items on the page.' }),
})
export type DeliveryQuery = z.output<typeof DeliveryQuery>
