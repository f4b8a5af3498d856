import { z } from '@hono/zod-openapi'
import { isPlainText, notPlainText } from '../../../domain/plain-text.ts'
import { SECRET_NAME } from '../../../domain/secret-name.ts'

export const PRESETS = ['github', 'stripe', 'slack', 'shopify', 'standard-webhooks'] as const
export const ALGORITHMS = ['sha1', 'sha256', 'sha384', 'sha512'] as const
export const ENCODINGS = ['hex', 'base64', 'base64url'] as const

/** Characters of the name of a header. */
export const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]+$/

/** The name of a header, or a text that holds an expression. */
export const HEADER_OR_TEMPLATE = /^[\w!#$%&'*+.^`|~-]+$|\{\{[\s\S]*\}\}/

const secret = z.string().regex(SECRET_NAME, { error: 'secret_name' }).openapi({
  description: 'Name of the secret, as in `PUT /api/secrets/{name}`, that holds the value.',
  example: 'GITHUB_WEBHOOK',
})

const NoAuth = z
  .strictObject({
    type: z.literal('none').openapi({ description: 'The token in the path is enough.', example: 'none' }),
  })
  .openapi('WebhookNoAuth', {
    description: 'Anyone who knows the token is accepted.',
    example: { type: 'none' },
  })

const BearerAuth = z
  .strictObject({
    type: z.literal('bearer').openapi({ description: '`Authorization: Bearer …`.', example: 'bearer' }),
    secret,
  })
  .openapi('WebhookBearerAuth', {
    description: 'The sender sends the secret as `Authorization: Bearer …`.',
    example: { type: 'bearer', secret: 'DEPLOY_HOOK' },
  })

const BasicAuth = z
  .strictObject({
    type: z.literal('basic').openapi({ description: '`Authorization: Basic …`.', example: 'basic' }),
    username: z
      .string()
      .min(1)
      .max(100)
      .refine(isPlainText, notPlainText)
      .refine((name) => !name.includes(':'), { error: 'Must not hold a colon', params: { problem: 'colon' } })
      .openapi({
        description: 'The user name, without a colon.',
        pattern: '^[^:\\x00-\\x1f\\x7f-\\x9f]+$',
        example: 'jira',
      }),
    secret,
  })
  .openapi('WebhookBasicAuth', {
    description: 'The sender sends the user name and the secret as its password.',
    example: { type: 'basic', username: 'jira', secret: 'JIRA_HOOK' },
  })

const HmacAuth = z
  .strictObject({
    type: z.literal('hmac').openapi({ description: 'The sender signs the body.', example: 'hmac' }),
    secret,
    preset: z
      .enum(PRESETS)
      .openapi('WebhookPreset')
      .optional()
      .openapi({
        description:
          'Signatures in the format of this service. Apart from the secret, only `tolerance_ms` can ' +
          'then be set.',
        example: 'github',
      }),
    algorithm: z
      .enum(ALGORITHMS)
      .openapi('SignatureAlgorithm')
      .optional()
      .openapi({ description: 'The hash function; `sha256` by default.', example: 'sha256' }),
    header: z.string().max(100).regex(HEADER_NAME, { error: 'header_name' }).optional().openapi({
      description: 'The header with the signature. Required without a preset.',
      example: 'X-Signature',
    }),
    prefix: z
      .string()
      .max(50)
      .regex(/^[\x21-\x7e]*$/, { error: 'signature_prefix' })
      .optional()
      .openapi({
        description: 'What precedes the signature in the header; nothing by default.',
        example: '',
      }),
    encoding: z
      .enum(ENCODINGS)
      .openapi('SignatureEncoding')
      .optional()
      .openapi({ description: 'How the signature is written; `hex` by default.', example: 'hex' }),
    tolerance_ms: z.int().min(1000).max(3_600_000).optional().openapi({
      description:
        'How far the signed time may differ from the current time, for presets that sign one (`stripe`, `slack`, `standard-webhooks`); five minutes by default. A signature is accepted only once.',
      example: 300_000,
    }),
  })
  .openapi('WebhookHmacAuth', {
    description: 'The sender signs the bytes of the body with the secret.',
    example: { type: 'hmac', preset: 'github', secret: 'GITHUB_WEBHOOK' },
  })
export type HmacAuth = z.output<typeof HmacAuth>

export const WebhookAuth = z
  .discriminatedUnion('type', [NoAuth, BearerAuth, BasicAuth, HmacAuth])
  .openapi('WebhookAuth', {
    description:
      'What a request must prove besides knowing the token. A request that does not is answered like one for an unknown address; `GET /api/webhooks/{webhook_id}/deliveries` shows why.',
    example: { type: 'hmac', preset: 'github', secret: 'GITHUB_WEBHOOK' },
  })
export type WebhookAuth = z.output<typeof WebhookAuth>
