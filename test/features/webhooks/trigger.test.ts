import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TestApp } from '../../support/http/test-app.ts'
import { createHookedApp, started } from '../../support/webhooks/hooked-app.ts'

const trigger = (app: TestApp, body?: object, headers: Readonly<Record<string, string>> = {}) =>
  app.request('POST', '/api/webhooks/1/trigger', { ...(body && { body }), headers })

const deliveries = async (app: TestApp) => (await app.request('GET', '/api/webhooks/1/deliveries')).json.data

test('a test request takes the way of a delivery without its signature', async (t) => {
  const auth = { type: 'hmac', preset: 'github', secret: 'WEBHOOK' }
  const hook = { auth, delivery_id: 'X-Delivery', raw: true }
  const { app } = await createHookedApp(t, hook, { secrets: { WEBHOOK: 'abcdefgh' } })
  const request = {
    path: '/a/b',
    query: { page: '2' },
    headers: { 'X-Delivery': 'd1', Authorization: 'Bearer secret' },
    body: { total: 7 },
  }
  const first = await trigger(app, request)
  assert.equal(first.status, 202, first.text)
  const id = first.json.data.execution_id
  assert.equal(first.headers.get('location'), `/api/executions/${id}`)
  assert.deepEqual(first.json.data, {
    verdict: 'started',
    reason: null,
    delivery_id: 'd1',
    execution_id: id,
  })
  const execution = (await app.request('GET', `/api/executions/${id}`)).json.data
  assert.deepEqual(execution.trigger, { kind: 'webhook', id: '1', scheduled_at: null, delivery_id: 'd1' })
  const { received_at, client_ip, ...input } = execution.input
  assert.deepEqual(input, {
    method: 'POST',
    path: '/a/b',
    query: { page: '2' },
    headers: { 'content-type': 'application/json', 'x-delivery': 'd1' },
    body: { total: 7 },
    raw: Buffer.from('{"total":7}').toString('base64'),
  })
  const again = await trigger(app, request)
  assert.deepEqual(
    [again.status, again.json.data.verdict, again.json.data.execution_id],
    [200, 'repeated', id],
  )
  assert.deepEqual(
    (await deliveries(app)).map((each: { verdict: string }) => each.verdict),
    ['repeated', 'started'],
  )
})

test('the body of a test request may be text of any type, or nothing', async (t) => {
  const { app } = await createHookedApp(t)
  const bodyOf = async (request?: object) => {
    const { json, text } = await trigger(app, request)
    assert.equal(json.data?.verdict, 'started', text)
    return (await app.request('GET', `/api/executions/${json.data.execution_id}`)).json.data.input.body
  }
  const form = { 'content-type': 'application/x-www-form-urlencoded' }
  assert.deepEqual(await bodyOf({ headers: form, body: 'a=1&b=2' }), { a: '1', b: '2' })
  assert.equal(await bodyOf({ headers: { 'Content-Type': 'text/plain' }, body: 'Guten Tag' }), 'Guten Tag')
  assert.equal(await bodyOf({ body: 'Guten Tag' }), 'Guten Tag')
  assert.deepEqual(await bodyOf({ body: [null, { ä: 'x'.repeat(40_000) }] }), [
    null,
    { ä: 'x'.repeat(40_000) },
  ])
  assert.equal(await bodyOf({ body: null }), null)
  assert.equal(await bodyOf(), null)
})

test('a test request that starts nothing tells why, and is recorded', async (t) => {
  const { app } = await createHookedApp(t, {
    filter: 'body.go',
    methods: ['PUT', 'GET'],
    max_body_bytes: 100,
  })
  const outcome = async (request?: object) => {
    const { status, json } = await trigger(app, request)
    return [status, json.data?.verdict ?? json.error_code, json.data?.reason]
  }
  assert.deepEqual(await outcome({ body: { go: true } }), [202, 'started', null])
  assert.deepEqual(await outcome({ body: { go: false } }), [200, 'filtered', null])
  assert.deepEqual(await outcome({ method: 'POST' }), [200, 'refused', 'method_not_accepted'])
  assert.deepEqual(await outcome({ body: 'x'.repeat(101) }), [413, 'PAYLOAD_TOO_LARGE', undefined])
  await app.request('PATCH', '/api/webhooks/1', { body: { filter: '$error("no")' } })
  const failed = await trigger(app)
  assert.equal(failed.json.data.reason, 'webhook_expression_failed')
  assert.match(failed.json.data.error, /no/)
  await app.request('PATCH', '/api/webhooks/1', { body: { enabled: false } })
  assert.deepEqual(await outcome(), [200, 'refused', 'webhook_disabled'])
  const records = (await deliveries(app)).map((each: { verdict: string; reason: string | null }) =>
    [each.verdict, each.reason].filter((text) => text !== null).join(' '),
  )
  assert.deepEqual(records, [
    'refused webhook_disabled',
    'refused webhook_expression_failed',
    'refused payload_too_large',
    'refused method_not_accepted',
    'filtered',
    'started',
  ])
  assert.equal((await started(app)).length, 1)
})

test('a test request with an idempotency key starts one execution', async (t) => {
  const { app } = await createHookedApp(t)
  const key = { 'Idempotency-Key': 'k1' }
  const send = () => trigger(app, { body: 1 }, key)
  const [first, second] = await Promise.all([send(), send()])
  assert.equal(first?.json.data.execution_id, second?.json.data.execution_id)
  assert.equal((await started(app)).length, 1)
})

test('headers that no request can have are refused, and so is a body that is no text', async (t) => {
  const { app } = await createHookedApp(t)
  for (const headers of [{ 'X Y': '1' }, { 'X-Y': 'a\nb' }, { 'Content-Length': '3' }, { '': 'x' }]) {
    const { status, json } = await trigger(app, { headers })
    assert.deepEqual([status, json.error_code], [422, 'VALIDATION_FAILED'], JSON.stringify(headers))
  }
  const told = async (request: object) => (await trigger(app, request)).json.details[0].message
  assert.match(await told({ headers: { 'X Y': '1' } }), /^The name of a header may contain only/)
  assert.match(
    await told({ headers: { 'X-Y': 'a\nb' } }),
    /^The value of a header may contain no line breaks/,
  )
  assert.equal(await told({ path: 'orders' }), 'Must start with "/".')
  const { json } = await trigger(app, { headers: { 'Content-Type': 'text/plain' }, body: { a: 1 } })
  assert.deepEqual(json.details[0].code, 'body_not_text')
})
