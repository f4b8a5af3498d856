import { z } from '@hono/zod-openapi'
import { isPlainText, maxCharacters, notPlainText, TRIMMED_PATTERN } from '../../domain/plain-text.ts'
import { integerText } from '../../http/request/integer-text.ts'
import { creationQuery } from '../../http/request/lists/creation-query.ts'
import { readOnlyField } from '../../http/request/read-only-field.ts'
import { HEADER_OR_TEMPLATE, WebhookAuth } from './auth/auth-schema.ts'

const WEEK_MS = 7 * 24 * 60 * 60 * 1000

const HOOK_METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const

export const HookMethod = z
  .enum(HOOK_METHODS)
  .openapi('HookMethod', { description: 'HTTP method.', example: 'POST' })

const isoTime = (description: string) =>
  z.iso.datetime().openapi({ description, example: '2026-11-23T18:00:00.000Z' })

const WebhookId = z.int().positive().openapi({ description: 'Id of the webhook.', example: 1 })

const settings = {
  script_id: z.int().positive().openapi({ description: 'The script that it starts.', example: 1 }),
  name: z.string().trim().min(1).check(maxCharacters(100)).refine(isPlainText, notPlainText).openapi({
    description: 'Name of the webhook; it need not be unique. Surrounding whitespace is removed.',
    pattern: TRIMMED_PATTERN,
    example: 'GitHub push',
  }),
  methods: z
    .array(HookMethod)
    .min(1)
    .max(HOOK_METHODS.length)
    .superRefine((methods, context) => {
      for (const [index, method] of methods.entries()) {
        if (methods.indexOf(method) === index) continue
        const params = { problem: 'duplicate_method', values: { method } }
        context.addIssue({ code: 'custom', path: [index], params })
      }
    })
    .openapi({ description: 'The methods that start the script.', uniqueItems: true, example: ['POST'] }),
  auth: WebhookAuth,
  raw: z.boolean().openapi({
    description:
      'Whether the input also has the bytes of the body, as Base64 in `raw`. Bodies of any type are then accepted.',
    example: false,
  }),
  delivery_id: z
    .string()
    .max(1000)
    .regex(HEADER_OR_TEMPLATE, { error: 'header_or_expression' })
    .nullable()
    .openapi({
      description:
        'What identifies a delivery: the name of a header, or a template with an expression such as `{{ body.id }}`. A repeated delivery within 24 hours starts nothing and gets the first answer. Null if each request is a delivery of its own.',
      example: 'X-GitHub-Delivery',
    }),
  filter: z.string().min(1).max(10_000).nullable().openapi({
    description:
      'An expression over the input, such as `body.action`. A delivery for which it is false is answered 204 and starts nothing.',
    example: 'body.ref = "refs/heads/main"',
  }),
  rate_limit: z.number().min(0.001).max(10_000).nullable().openapi({
    description:
      'Maximum number of requests per second, in addition to `TRIGGER_RATE_LIMIT`; more are answered 429. Null for no limit of its own.',
    example: 5,
  }),
  max_body_bytes: z.int().min(0).nullable().openapi({
    description: 'Maximum size of a body in bytes, if less than `BODY_LIMIT_BYTES`.',
    example: 100_000,
  }),
  respond: z.enum(['accepted', 'output']).openapi('WebhookAnswer', {
    description:
      '`accepted`: requests are answered 202 once the execution is on disk. `output`: they wait for a `respond` node, or for the output of the script.',
    example: 'accepted',
  }),
  respond_timeout_ms: z.int().min(1).max(300_000).nullable().openapi({
    description:
      'How long requests wait with `output` before they are answered 202 while the execution goes on; null for `EXECUTE_WAIT_MS`.',
    example: 5000,
  }),
  enabled: z.boolean().openapi({
    description: 'If false, requests are answered as if the webhook did not exist.',
    example: true,
  }),
}

const readOnly = {
  version: z.int().positive().openapi({ description: 'Increased by one with every change.', example: 1 }),
  created_at: isoTime('Creation time.'),
  updated_at: isoTime('Time of the last change.'),
}

const example = {
  id: 1,
  script_id: 1,
  name: 'GitHub push',
  methods: ['POST' as const],
  auth: { type: 'hmac' as const, preset: 'github' as const, secret: 'GITHUB_WEBHOOK' },
  raw: false,
  delivery_id: 'X-GitHub-Delivery',
  filter: 'body.ref = "refs/heads/main"',
  rate_limit: 5,
  max_body_bytes: null,
  respond: 'accepted' as const,
  respond_timeout_ms: null,
  enabled: true,
  version: 1,
  created_at: '2026-11-23T18:00:00.000Z',
  updated_at: '2026-11-23T18:00:00.000Z',
}

const webhook = { id: WebhookId, ...settings, ...readOnly }

export const Webhook = z
  .object(webhook)
  .openapi('Webhook', { description: 'An address that starts a script when it receives a request.', example })
export type Webhook = z.output<typeof Webhook>

const token = {
  token: z.string().openapi({
    description: 'Anyone who knows it can start the script. It is never shown again.',
    example: 'wh_hS1mZ8rQ0bq7N5cJ2vXy4tLk9pWd3gFe6uAoRiTsYzE',
  }),
  path: z.string().openapi({
    description: 'The path to call; anything may follow after a slash.',
    example: '/hooks/wh_hS1mZ8rQ0bq7N5cJ2vXy4tLk9pWd3gFe6uAoRiTsYzE',
  }),
}

const exampleToken = {
  token: 'wh_hS1mZ8rQ0bq7N5cJ2vXy4tLk9pWd3gFe6uAoRiTsYzE',
  path: '/hooks/wh_hS1mZ8rQ0bq7N5cJ2vXy4tLk9pWd3gFe6uAoRiTsYzE',
}

export const CreatedWebhook = z.object({ ...webhook, ...token }).openapi('CreatedWebhook', {
  description: 'A new webhook with its token.',
  example: { ...example, ...exampleToken },
})

export const RotatedWebhook = z
  .object({ ...webhook, ...token, old_token_until: isoTime('The old token is accepted until then.') })
  .openapi('RotatedWebhook', {
    description: 'A webhook with its new token.',
    example: { ...example, version: 2, ...exampleToken, old_token_until: '2026-11-23T19:00:00.000Z' },
  })

export const NewWebhook = z
  .strictObject({
    script_id: settings.script_id,
    name: settings.name,
    methods: settings.methods.default(['POST']),
    auth: settings.auth.default({ type: 'none' }),
    raw: settings.raw.default(false),
    delivery_id: settings.delivery_id.default(null),
    filter: settings.filter.default(null),
    rate_limit: settings.rate_limit.default(null),
    max_body_bytes: settings.max_body_bytes.default(null),
    respond: settings.respond.default('accepted'),
    respond_timeout_ms: settings.respond_timeout_ms.default(null),
    enabled: settings.enabled.default(true),
    id: readOnlyField('integer'),
    version: readOnlyField('integer'),
    created_at: readOnlyField('string'),
    updated_at: readOnlyField('string'),
    token: readOnlyField('string'),
    path: readOnlyField('string'),
    old_token_until: readOnlyField('string'),
  })
  .openapi('NewWebhook', {
    description: 'A webhook.',
    example: { script_id: 1, name: 'GitHub push', delivery_id: 'X-GitHub-Delivery' },
  })
export type NewWebhook = z.output<typeof NewWebhook>

export const WebhookPatch = z
  .strictObject(settings)
  .partial()
  .openapi('WebhookPatch', { description: 'The fields to change.', example: { enabled: false } })
export type WebhookPatch = z.output<typeof WebhookPatch>

export const Rotation = z
  .strictObject({
    grace_ms: z.int().min(0).max(WEEK_MS).default(3_600_000).openapi({
      description: 'How long the old token is still accepted; 0 revokes it at once.',
      example: 0,
    }),
  })
  .openapi('Rotation', { description: 'How to change the token.', example: { grace_ms: 3_600_000 } })

export const WebhookParams = z.object({
  webhook_id: integerText({ minimum: 1 }).openapi({
    type: 'integer',
    description: 'Id of the webhook.',
    example: 1,
    param: { name: 'webhook_id', in: 'path' },
  }),
})

export const WebhookQuery = creationQuery({
  script_id: integerText({ minimum: 1 })
    .optional()
    .openapi({ type: 'integer', description: 'Only webhooks of this script.', example: 1 }),
})
export type WebhookQuery = z.output<typeof WebhookQuery>

export const DeletedWebhook = z
  .object({ id: WebhookId })
  .openapi('DeletedWebhook', { description: 'The webhook that was deleted.', example: { id: 1 } })
