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
    bytes: z.int().nullable().openapi({ description: 'What `Content-Length` says.', example: 2 }),
    headers: z.record(z.string(), z.string()).openapi({
      description: 'Headers; those that may have secrets or signatures without their values.',
      example: exampleRequest.headers,
    }),
    error: z.string().optional().openapi({
      description: 'What an expression of the webhook failed with.',
      example: 'cannot compare a string with a number',
    }),
  })
  .openapi('WebhookDeliveryRequest', {
    description: 'What is known of the request.',
    example: exampleRequest,
  })

export const WebhookDelivery = z
  .object({
    id: z.int().positive().openapi({ description: 'Id of the record.', example: 7 }),
    verdict: z.enum(['started', 'repeated', 'filtered', 'refused']).openapi('DeliveryVerdict', {
      description:
        'Whether it has started an execution; was the same as an earlier delivery; was left out by `filter`; or was refused.',
      example: 'refused',
    }),
    reason: z.string().nullable().openapi({
      description:
        'Why it was refused: what is wrong with its proof, an error code in small letters, or the state of the script.',
      example: 'signature_wrong',
    }),
    delivery_id: z.string().nullable().openapi({ description: 'What identifies it.', example: 'evt_123' }),
    execution_id: z.string().nullable().openapi({
      description: 'The execution that it, or the delivery that it repeats, has started.',
      example: 'ex_01KARDDJ80FXR3ZC8PCBFZ4WQZ',
    }),
    received_at: time('When it arrived.'),
    last_at: time('When the last one arrived of several that are alike and follow each other.'),
    count: z.int().positive().openapi({ description: 'How many those are.', example: 1 }),
    client_ip: z.string().nullable().openapi({ description: 'Who has sent it.', example: '192.0.2.7' }),
    request: z.union([DeliveryRequest, z.null()]).openapi({
      description: 'The request; null for one that has started an execution, whose input is the request.',
    }),
  })
  .openapi('WebhookDelivery', {
    description: 'What became of a request to a webhook.',
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
