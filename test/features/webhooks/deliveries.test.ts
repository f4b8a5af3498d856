import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TestApp } from '../../support/http/test-app.ts'
import { createHookedApp, started } from '../../support/webhooks/hooked-app.ts'

test('a delivery is answered once its execution is on disk, whose input is the request', async (t) => {
  const { app, path } = await createHookedApp(t, { raw: true })
  const headers = { Authorization: 'Basic c2VjcmV0', 'X-Event': 'push' }
  const answer = await app.request('POST', `${path}/a/b?x=1&x=2&y=3`, { body: { ok: true }, headers })
  assert.equal(answer.status, 202)
  const { data } = (await app.request('GET', `/api/executions/${answer.json.data.execution_id}`)).json
  assert.deepEqual(data.trigger, { kind: 'webhook', id: '1', scheduled_at: null })
  const { headers: received, ...input } = data.input
  assert.equal(received['x-event'], 'push')
  assert.equal('authorization' in received, false)
  assert.deepEqual(input, {
    method: 'POST',
    path: '/a/b',
    query: { x: ['1', '2'], y: '3' },
    body: { ok: true },
    raw: Buffer.from('{"ok":true}').toString('base64'),
    client_ip: input.client_ip,
    received_at: '2026-01-01T00:00:00.000Z',
  })
})

test('what a webhook does not take is answered as an unknown address', async (t) => {
  const { app, path } = await createHookedApp(t)
  const shape = ({ status, json }: Awaited<ReturnType<TestApp['request']>>) => [status, json.error_code]
  const unknown = shape(await app.request('POST', '/nowhere/x', { body: {} }))
  assert.deepEqual(shape(await app.request('POST', '/hooks/wh_x', { body: {} })), unknown)
  assert.deepEqual(shape(await app.request('PUT', path, { body: {} })), unknown)
  await app.request('PATCH', '/api/scripts/1', { body: { active: false } })
  assert.deepEqual(shape(await app.request('POST', path, { body: {} })), unknown)
  await app.request('PATCH', '/api/scripts/1', { body: { active: true } })
  await app.request('PATCH', '/api/webhooks/1', { body: { enabled: false } })
  assert.deepEqual(shape(await app.request('POST', path, { body: {} })), unknown)
  assert.equal((await started(app)).length, 0)
})

test('the same delivery starts once within a day, also when its requests arrive together', async (t) => {
  const { app, clock, path } = await createHookedApp(t, { delivery_id: 'X-Delivery' })
  const send = () => app.request('POST', path, { body: {}, headers: { 'X-Delivery': 'd1' } })
  const answers = await Promise.all(Array.from({ length: 8 }, send))
  assert.deepEqual([...new Set(answers.map(({ status }) => status))], [202])
  assert.equal(new Set(answers.map(({ json }) => json.data.execution_id)).size, 1)
  const [execution, ...others] = await started(app)
  assert.equal(others.length, 0)
  assert.equal(execution.trigger.delivery_id, 'd1')
  clock.set(clock.now() + 25 * 60 * 60 * 1000)
  assert.equal((await send()).status, 202)
  assert.equal((await started(app)).length, 2)
})

test('the answers to a creation and to a rotation can be sent back', async (t) => {
  const { app } = await createHookedApp(t)
  const created = await app.request('POST', '/api/webhooks', { body: { script_id: 1, name: 'Other' } })
  const rotated = await app.request('POST', '/api/webhooks/2/rotate', { body: {} })
  for (const { json } of [rotated, created]) {
    const put = await app.request('PUT', '/api/webhooks/2', { body: json.data })
    assert.deepEqual([put.status, put.json.data.version, put.json.data.token], [200, 2, undefined])
  }
})

test('a rotated token is accepted until its grace time has passed', async (t) => {
  const { app, clock, path } = await createHookedApp(t)
  const rotated = await app.request('POST', '/api/webhooks/1/rotate', { body: { grace_ms: 60_000 } })
  const statuses = async () => [
    (await app.request('POST', path, { body: {} })).status,
    (await app.request('POST', rotated.json.data.path, { body: {} })).status,
  ]
  assert.deepEqual(await statuses(), [202, 202])
  clock.set(clock.now() + 60_001)
  assert.deepEqual(await statuses(), [404, 202])
})

test('another rotation does not end a token before its time, unless it ends all at once', async (t) => {
  const { app, clock, path } = await createHookedApp(t)
  const rotate = (graceMs: number) =>
    app.request('POST', '/api/webhooks/1/rotate', { body: { grace_ms: graceMs } })
  const status = async (at: string) => (await app.request('POST', at, { body: {} })).status
  const first = await rotate(60_000)
  const refused = await rotate(1)
  assert.deepEqual([refused.status, refused.json.details[0].code], [422, 'old_token_accepted'])
  assert.ok(refused.json.details[0].message.includes(first.json.data.old_token_until))
  assert.deepEqual([await status(path), await status(first.json.data.path)], [202, 202])
  const revoked = await rotate(0)
  assert.equal(revoked.status, 200)
  const paths = [path, first.json.data.path, revoked.json.data.path]
  assert.deepEqual(await Promise.all(paths.map(status)), [404, 404, 202])
  assert.equal((await rotate(60_000)).status, 200)
  clock.set(clock.now() + 60_001)
  assert.equal((await rotate(60_000)).status, 200)
})

test('bodies are JSON, forms or text, and errors name what is wrong', async (t) => {
  const { app, path } = await createHookedApp(t, {}, { env: { BODY_LIMIT_BYTES: '1000' } })
  const send = async (body: string, type: string) => {
    const answer = await app.request('POST', path, { body, headers: { 'Content-Type': type } })
    if (answer.status !== 202) return answer.json.error_code
    return (await app.request('GET', `/api/executions/${answer.json.data.execution_id}`)).json.data.input.body
  }
  assert.deepEqual(await send('a=1&b=2&b=3', 'application/x-www-form-urlencoded'), { a: '1', b: ['2', '3'] })
  assert.equal(await send('hello', 'text/plain'), 'hello')
  assert.equal(await send('{', 'application/json'), 'MALFORMED_JSON')
  assert.equal(await send('x', 'image/png'), 'UNSUPPORTED_MEDIA_TYPE')
  assert.equal(await send('x'.repeat(1001), 'text/plain'), 'PAYLOAD_TOO_LARGE')
})

test('text and forms are read in the charset that they declare, and refused when they are not in it', async (t) => {
  const { app, path } = await createHookedApp(t)
  const send = async (hex: string, type: string, coding = 'identity') => {
    const body = Buffer.from(hex, 'hex')
    const headers = { 'Content-Type': type, 'Content-Encoding': coding }
    const answer = await app.request('POST', path, { body, headers })
    if (answer.status !== 202) return answer
    const { json } = await app.request('GET', `/api/executions/${answer.json.data.execution_id}`)
    return json.data.input.body
  }
  assert.equal(await send('636166e9', 'text/plain; charset=iso-8859-1'), 'café')
  assert.equal(await send('c7d1b1db', 'text/plain; charset=euc-kr'), '한글')
  assert.equal(await send('efbbbf68692c', 'text/csv'), 'hi,')
  for (const type of ['text/plain', 'application/x-www-form-urlencoded']) {
    const { status, json } = await send('613de9', type)
    assert.deepEqual([status, json.error_code, json.details[0].code], [400, 'MALFORMED_BODY', 'invalid_text'])
    assert.match(json.details[0].message, /not UTF-8/)
  }
  const form = async (text: string, parameters = '') => {
    const answer = await send(
      Buffer.from(text, 'latin1').toString('hex'),
      `application/x-www-form-urlencoded${parameters}`,
    )
    return answer.json?.details[0].code ?? answer
  }
  for (const text of ['a=%e9', 'a=1&%ff=2', 'a=%ea%b0']) assert.equal(await form(text), 'invalid_text', text)
  const utf8 = Buffer.from('a=%EA%b0%80%2B+%zz%&&b=%EF%BF%BD가=&%ef%bb%bfc').toString('latin1')
  assert.deepEqual(await form(utf8), { a: '가+ %zz%', b: '\ufffd가=', '\ufeffc': '' })
  const korean = { 이름: ['홍길동', '가&나=다'] }
  const fields = '%C0%CC%B8%A7=%C8%AB%B1%E6%B5%BF&\xc0\xcc\xb8\xa7=\xb0\xa1%26\xb3\xaa%3D\xb4%D9'
  assert.deepEqual(await form(fields, '; charset=EUC-KR'), korean)
  assert.equal(await form('a=%ff', ';charset="euc-kr"'), 'invalid_text')
  const types = /application\/json, text\/\*, application\/x-www-form-urlencoded, multipart\/form-data/
  for (const type of [
    'image/png',
    'text/plain; charset=klingon',
    'application/x-www-form-urlencoded; charset=klingon',
  ]) {
    const { status, json } = await send('00', type)
    assert.deepEqual([status, json.error_code], [415, 'UNSUPPORTED_MEDIA_TYPE'])
    assert.match(json.message, types)
  }
  const packed = await send('1f8b', 'text/plain', 'gzip')
  assert.deepEqual([packed.status, packed.headers.get('accept-encoding')], [415, 'identity'])
})

test('more executions than the rate limit allows are answered 429 with Retry-After', async (t) => {
  const { app, path } = await createHookedApp(t, {}, { env: { TRIGGER_RATE_LIMIT: '1' } })
  assert.equal((await app.request('POST', path, { body: {} })).status, 202)
  const refused = await app.request('POST', path, { body: {} })
  assert.deepEqual([refused.status, refused.json.error_code], [429, 'RATE_LIMITED'])
  assert.equal(refused.headers.get('retry-after'), '1')
})

test('tokens are in no row and in no line of the log', async (t) => {
  const { app, path, token } = await createHookedApp(t)
  await app.request('POST', path, { body: {} })
  assert.equal(JSON.stringify((await app.request('GET', '/api/webhooks')).json).includes(token), false)
  assert.ok(JSON.stringify(app.log.lines).includes('/hooks/***'))
  assert.equal(JSON.stringify(app.log.lines).includes(token), false)
})
