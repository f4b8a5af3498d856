import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bearer } from '../../support/http/client.ts'
import type { TestApp } from '../../support/http/test-app.ts'
import { createHookedApp, started } from '../../support/webhooks/hooked-app.ts'

const deliveries = async (app: TestApp, query = '') =>
  (await app.request('GET', `/api/webhooks/1/deliveries${query}`)).json

test('a filter that is false starts nothing, and one that fails is recorded with its reason', async (t) => {
  const filter = 'body.ref = "main" and $number(body.size) > 1'
  const { app, path } = await createHookedApp(t, { filter })
  const send = (body: unknown) => app.request('POST', path, { body })
  const other = await send({ ref: 'other' })
  assert.deepEqual([other.status, other.text], [204, ''])
  assert.equal((await send({ ref: 'main', size: 2 })).status, 202)
  const failed = await send({ ref: 'main', size: 'two' })
  assert.deepEqual([failed.status, failed.json.error_code], [422, 'WEBHOOK_EXPRESSION_FAILED'])
  assert.equal((await started(app)).length, 1)
  const { data, next_cursor } = await deliveries(app)
  assert.deepEqual(
    data.map(({ verdict, reason }: Record<string, unknown>) => [verdict, reason]),
    [
      ['refused', 'webhook_expression_failed'],
      ['started', null],
      ['filtered', null],
    ],
  )
  assert.match(data[0].request.error, /number/)
  assert.equal(next_cursor, null)
})

test('a delivery can be identified by an expression', async (t) => {
  const { app, path } = await createHookedApp(t, { delivery_id: '{{ headers.`x-kind` }}-{{ body.id }}' })
  const send = async (id: unknown) =>
    (await app.request('POST', path, { body: { id }, headers: { 'X-Kind': 'order' } })).json.data.execution_id
  const long = 'x'.repeat(10_000)
  const ids = [await send(1), await send(1), await send(2), await send(long), await send(long)]
  assert.equal(ids[0], ids[1])
  assert.equal(ids[3], ids[4])
  assert.equal(new Set(ids).size, 3)
  const { data } = await deliveries(app, '?limit=2')
  assert.deepEqual(
    data.map(({ verdict, count }: Record<string, unknown>) => [verdict, count]),
    [
      ['repeated', 1],
      ['started', 1],
    ],
  )
  assert.equal(data[1].execution_id, ids[3])
  assert.ok(data[1].delivery_id.length < 100)
})

test('a delivery that finds the queue full is refused with its id, and starts when it is sent again', async (t) => {
  const env = { EXECUTION_LIMIT: '1', EXECUTION_QUEUE_LIMIT: '0', EXECUTION_SCHEDULED_LIMIT: '0' }
  const script = { name: 'Waiting', nodes: [{ id: 'a', type: 'wait', parameters: { ms: 20_000 } }] }
  const { app, clock, path } = await createHookedApp(t, { delivery_id: 'X-Id' }, { script, env })
  // Arrivals that find no place wait for one before they are refused.
  const send = (id: string) => clock.until(app.request('POST', path, { body: {}, headers: { 'X-Id': id } }))
  assert.equal((await send('a')).status, 202)
  const full = await send('b')
  assert.deepEqual([full.status, full.json.error_code], [429, 'QUEUE_FULL'])
  assert.ok(Number(full.headers.get('retry-after')) >= 1)
  assert.equal((await send('c')).status, 429)
  const { data } = await deliveries(app)
  assert.deepEqual(
    data.map(({ reason, delivery_id }: Record<string, unknown>) => [reason, delivery_id]),
    [
      ['queue_full', 'c'],
      ['queue_full', 'b'],
      [null, 'a'],
    ],
  )
  assert.equal((await started(app)).length, 1)
  await clock.advance(20_000)
  assert.equal((await send('b')).status, 202)
  assert.equal((await send('b')).status, 202)
  assert.equal((await started(app)).length, 2)
})

test('expressions are checked when they are saved', async (t) => {
  const { app } = await createHookedApp(t)
  const problem = async (fields: object) => {
    const { status, json } = await app.request('PATCH', '/api/webhooks/1', { body: fields })
    assert.equal(status, 422)
    return [json.details[0].path, json.details[0].code]
  }
  assert.deepEqual(await problem({ filter: 'body.a =' }), ['filter', 'invalid_expression'])
  assert.deepEqual(await problem({ filter: 'bdy.a' }), ['filter', 'unknown_name'])
  assert.deepEqual(await problem({ filter: '$secret("A") = body' }), ['filter', 'webhook_secret'])
  assert.deepEqual(await problem({ filter: '$length(raw) > 2' }), ['filter', 'webhook_without_raw'])
  assert.deepEqual(await problem({ filter: '$nosuch(body)' }), ['filter', 'unknown_function'])
  assert.deepEqual(await problem({ delivery_id: '{{ input.id }}' }), ['delivery_id', 'unknown_name'])
  assert.equal((await problem({ delivery_id: 'two words' }))[0], 'delivery_id')
})

test('limits of a webhook are its own, and each refusal is recorded', async (t) => {
  const { app, clock, path } = await createHookedApp(t, { rate_limit: 0.5, max_body_bytes: 10 })
  const send = (body: string) =>
    app.request('POST', path, { body, headers: { 'Content-Type': 'text/plain' } })
  assert.equal((await send('1')).status, 202)
  const limited = await send('2')
  assert.deepEqual([limited.status, limited.headers.get('retry-after')], [429, '2'])
  assert.equal((await send('3')).status, 429)
  clock.set(clock.now() + 2000)
  const large = await send('x'.repeat(11))
  assert.deepEqual([large.status, large.json.error_code], [413, 'PAYLOAD_TOO_LARGE'])
  assert.match(large.json.message, /max_body_bytes/)
  assert.equal((await send('4')).status, 202)
  const { data } = await deliveries(app)
  assert.deepEqual(
    data.map(({ verdict, reason, count }: Record<string, unknown>) => [verdict, reason, count]),
    [
      ['started', null, 1],
      ['refused', 'payload_too_large', 1],
      ['refused', 'rate_limited', 2],
      ['started', null, 1],
    ],
  )
})

test('records show who has sent what, without secrets', async (t) => {
  const auth = { type: 'bearer', secret: 'PASSWORD' }
  const { app, path } = await createHookedApp(t, { auth }, { secrets: { PASSWORD: 'abcdefgh' } })
  const headers = { ...bearer('abcdefg1'), 'X-Api-Token': 'abcdefgh', 'X-Note': 'n'.repeat(400) }
  await app.request('POST', `${path}/a`, { body: 'private', headers, address: '192.0.2.9' })
  await app.request('PATCH', '/api/scripts/1', { body: { active: false } })
  await app.request('POST', path, { body: {}, headers: bearer('abcdefgh') })
  const { data, count } = await deliveries(app)
  assert.equal(count, 2)
  const [inactive, wrong] = data
  assert.equal(inactive.reason, 'script_inactive')
  assert.deepEqual([wrong.reason, wrong.client_ip], ['credentials_wrong', '192.0.2.9'])
  assert.equal(wrong.request.path, '/a')
  assert.equal(wrong.request.headers.authorization, '[redacted]')
  assert.equal(wrong.request.headers['x-note'].length, 301)
  assert.equal(/abcdefg|private/.test(JSON.stringify(data)), false)
})

test('only the last records are kept', async (t) => {
  const { app, path } = await createHookedApp(t, { delivery_id: 'X-Id' })
  const send = (id: number) => app.request('POST', path, { body: {}, headers: { 'X-Id': `${id}` } })
  for (let id = 0; id < 15; id++) assert.equal((await send(id)).status, 202)
  assert.equal((await deliveries(app, '?limit=200')).count, 10)
  const page = await deliveries(app, '?limit=4')
  assert.equal((await deliveries(app, `?limit=200&cursor=${page.next_cursor}`)).count, 6)
})

test('a method is listed once', async (t) => {
  const { app } = await createHookedApp(t)
  const body = { script_id: 1, name: 'Twice', methods: ['POST', 'PUT', 'POST'] }
  const created = await app.request('POST', '/api/webhooks', { body })
  const patched = await app.request('PATCH', '/api/webhooks/1', { body: { methods: ['GET', 'GET'] } })
  for (const [{ status, json }, path, method] of [
    [created, 'methods.2', 'POST'],
    [patched, 'methods.1', 'GET'],
  ] as const) {
    assert.equal(status, 422)
    const message = `The method ${method} is listed more than once.`
    assert.deepEqual(json.details, [{ path, code: 'duplicate_method', message }])
  }
})
