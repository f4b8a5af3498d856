import assert from 'node:assert/strict'
import { test } from 'node:test'
import { curlOf } from '../../../../src/web/admin/webhooks/curl.ts'
import {
  emptyDraft,
  hasOptions,
  toDraft,
  toNewWebhook,
  type Webhook,
} from '../../../../src/web/admin/webhooks/draft.ts'

const settings = {
  script_id: 7,
  name: 'Orders',
  methods: ['GET', 'PATCH'],
  auth: { type: 'none' },
  raw: true,
  delivery_id: 'X-Delivery',
  filter: 'body.ref = "main"',
  rate_limit: 0.5,
  max_body_bytes: 0,
  respond: 'output',
  respond_timeout_ms: 2500,
} as const satisfies Partial<Webhook> & { methods: readonly string[] }

const webhook = (change: Partial<Webhook> = {}): Webhook => ({
  ...settings,
  methods: [...settings.methods],
  id: 1,
  enabled: true,
  version: 1,
  created_at: '2026-11-23T18:00:00.000Z',
  updated_at: '2026-11-23T18:00:00.000Z',
  ...change,
})

test('a webhook that is edited and not changed stays what it is', () => {
  assert.deepEqual(toNewWebhook(toDraft(webhook())), settings)
  const unset = { delivery_id: null, filter: null, rate_limit: null, max_body_bytes: null }
  assert.deepEqual(toNewWebhook(toDraft(webhook({ ...unset, respond_timeout_ms: null }))), {
    ...settings,
    ...unset,
    respond_timeout_ms: null,
  })
})

test('so does what its requests must prove', () => {
  const secret = 'HOOK'
  const auths: readonly Webhook['auth'][] = [
    { type: 'none' },
    { type: 'bearer', secret },
    { type: 'basic', username: 'jira', secret },
    { type: 'hmac', secret, preset: 'github' },
    { type: 'hmac', secret, preset: 'stripe', tolerance_ms: 60_000 },
    { type: 'hmac', secret, algorithm: 'sha1', header: 'X-Sign', prefix: 'sha1=', encoding: 'base64' },
  ]
  for (const auth of auths) assert.deepEqual(toNewWebhook(toDraft(webhook({ auth }))).auth, auth)
})

test('only a webhook that has more than a new one shows all options at once', () => {
  assert.equal(hasOptions(emptyDraft('7')), false)
  assert.equal(hasOptions(toDraft(webhook())), true)
})

test('the command to try it uses a method that the webhook takes', () => {
  const address = { path: '/hooks/wh_1', methods: webhook().methods }
  assert.equal(curlOf(address, 'http://localhost'), "curl -X GET 'http://localhost/hooks/wh_1'")
  assert.match(curlOf({ ...address, methods: ['PUT'] }, ''), /^curl -X PUT .* -d /)
  assert.match(curlOf({ ...address, methods: ['GET', 'POST'] }, ''), /^curl -X POST /)
})
