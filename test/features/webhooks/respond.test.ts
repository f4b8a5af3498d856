import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createHookedApp, started } from '../../support/webhooks/hooked-app.ts'

const OUTPUT = { respond: 'output' }

const scriptOf = (...nodes: readonly object[]) => ({ name: 'Answering', nodes })

const responding = (parameters: object, type = 'respond') => scriptOf({ id: 'a', type, parameters })

test('without a node that answers, the output of the script does', async (t) => {
  for (const [expression, type, text] of [
    ['{"total": params.body.a + 1}', 'application/json', '{"total":2}'],
    ['"plain"', 'text/plain; charset=utf-8', 'plain'],
    ['null', null, ''],
  ] as const) {
    const script = responding({ expression }, 'transform')
    const { app, path } = await createHookedApp(t, OUTPUT, { script })
    const answer = await app.request('POST', path, { body: { a: 1 } })
    assert.deepEqual([answer.status, answer.headers.get('content-type'), answer.text], [200, type, text])
    await app.close()
  }
})

test('a node answers with its status, headers and body, and the same delivery gets the same answer', async (t) => {
  const script = responding({
    status: 201,
    headers: { 'Content-Type': 'text/csv', 'X-Id': '{{ params.body.id }}' },
    body: 'a,{{ params.body.id }}',
  })
  const webhook = { ...OUTPUT, delivery_id: '{{ body.id }}' }
  const { app, path } = await createHookedApp(t, webhook, { script })
  for (let time = 0; time < 2; time++) {
    const { status, headers, text } = await app.request('POST', path, { body: { id: 'o-7' } })
    assert.deepEqual([status, text], [201, 'a,o-7'])
    assert.deepEqual([headers.get('content-type'), headers.get('x-id')], ['text/csv', 'o-7'])
    assert.match(headers.get('content-security-policy') ?? '', /default-src 'none'/)
  }
  assert.equal((await started(app)).length, 1)
})

test('headers can be numbers and booleans, and null leaves one out', async (t) => {
  const headers = {
    'X-Order': '{{ params.body.id }}',
    'X-Paid': '{{ params.body.paid }}',
    'X-Coupon': '{{ params.body.coupon }}',
  }
  const { app, path } = await createHookedApp(t, OUTPUT, { script: responding({ headers }) })
  const answer = await app.request('POST', path, { body: { id: 7, paid: true, coupon: null } })
  assert.equal(answer.status, 200)
  const sent = Object.keys(headers).map((name) => answer.headers.get(name))
  assert.deepEqual(sent, ['7', 'true', null])
})

test('bodies can be bytes or none', async (t) => {
  const bytes = await createHookedApp(t, OUTPUT, { script: responding({ body: { base64: '/wA=' } }) })
  const answer = await bytes.app.app.request(bytes.path, { method: 'POST' })
  assert.deepEqual(new Uint8Array(await answer.arrayBuffer()), new Uint8Array([255, 0]))
  const none = await createHookedApp(t, OUTPUT, { script: responding({ status: 204, body: 'x' }) })
  const { status, text } = await none.app.request('POST', none.path, { body: {} })
  assert.deepEqual([status, text], [204, ''])
})

test('a node answers before the end of the script', async (t) => {
  const script = {
    ...scriptOf(
      { id: 'answer', type: 'respond', parameters: { body: { early: true } } },
      { id: 'later', type: 'wait', parameters: { ms: 3_600_000 } },
    ),
    connections: { answer: [{ target: 'later' }] },
  }
  const { app, path } = await createHookedApp(t, OUTPUT, { script })
  const { status, json } = await app.request('POST', path, { body: {} })
  assert.deepEqual([status, json], [200, { early: true }])
  assert.equal((await started(app))[0].status, 'running')
})

test('a script that takes longer is answered 202 and goes on', async (t) => {
  const script = responding({ ms: 60_000 }, 'wait')
  const webhook = { ...OUTPUT, respond_timeout_ms: 5000, delivery_id: 'X-Id' }
  const { app, clock, path } = await createHookedApp(t, webhook, { script })
  const send = () => clock.until(app.request('POST', path, { body: {}, headers: { 'X-Id': '1' } }))
  const first = await send()
  assert.equal(first.status, 202)
  assert.equal((await send()).json.data.execution_id, first.json.data.execution_id)
  await clock.advance(60_000)
  await clock.settle()
  assert.equal((await send()).status, 200)
})

test('failures and time limits of scripts tell no more than that', async (t) => {
  const failing = await createHookedApp(t, OUTPUT, {
    script: responding({ message: 'inner secret' }, 'fail'),
  })
  const failed = await failing.app.request('POST', failing.path, { body: {} })
  assert.deepEqual([failed.status, failed.json.error_code], [502, 'WEBHOOK_SCRIPT_FAILED'])
  assert.equal(failed.text.includes('inner secret'), false)
  // It is no error of the server, whose stack would be worth a line.
  assert.deepEqual(
    failing.app.log.lines.filter(({ level, err }) => level === 'error' && err !== undefined),
    [],
  )
  const { data } = (await failing.app.request('GET', '/api/webhooks/1/deliveries')).json
  assert.deepEqual([data.length, data[0].verdict], [1, 'started'])
  const script = { ...responding({ ms: 5000 }, 'wait'), timeout_ms: 1000 }
  const late = await createHookedApp(t, OUTPUT, { script })
  const timedOut = await late.clock.until(late.app.request('POST', late.path, { body: {} }))
  assert.deepEqual([timedOut.status, timedOut.json.error_code], [504, 'WEBHOOK_SCRIPT_TIMED_OUT'])
})

test('headers that the server decides and broken ones are refused', async (t) => {
  const { app } = await createHookedApp(t)
  for (const headers of [
    { 'Content-Length': '1' },
    { 'content-security-policy': "default-src 'unsafe-inline'" },
    { 'A B': 'x' },
    { 'X-A': 'a\r\nSet-Cookie: b' },
    { 'X-B': ['a', 'b'] },
  ]) {
    const { status } = await app.request('POST', '/api/scripts', {
      body: { ...responding({ headers }), name: Object.keys(headers)[0] },
    })
    assert.equal(status, 422, JSON.stringify(headers))
  }
})

test('headers that a respond node may not set are refused in the language of the request', async (t) => {
  const { app } = await createHookedApp(t)
  const refused = async (name: string, language: string) => {
    const nodes = [{ id: 'a', type: 'respond', parameters: { headers: { [name]: '1' } } }]
    const headers = { 'Accept-Language': language }
    const { json } = await app.request('POST', '/api/scripts', { body: { name: 'Refused', nodes }, headers })
    return json.details[0]
  }
  const path = 'nodes.0.parameters.headers.Date'
  const message = '서버가 직접 정하는 헤더입니다.'
  assert.deepEqual(await refused('Date', 'ko'), { path, code: 'reserved_header', message })
  const { code, message: text } = await refused('X Y', 'en')
  assert.deepEqual([code, text], ['invalid_key', 'Must be the name of a header, without spaces and colons.'])
})
