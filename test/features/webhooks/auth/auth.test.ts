import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import { bearer } from '../../../support/http/client.ts'
import { OPERATOR_TOKEN, type TestApp } from '../../../support/http/test-app.ts'
import { createHookedApp, started } from '../../../support/webhooks/hooked-app.ts'

const basic = (credentials: string) => ({
  Authorization: `Basic ${Buffer.from(credentials).toString('base64')}`,
})

const SECRETS = { PASSWORD: 'correct horse 말', NO_KEY: '말말말말말말말말' }

test('bearer tokens and passwords are compared as a whole', async (t) => {
  const secrets = { secrets: SECRETS }
  const plain = await createHookedApp(
    t,
    { auth: { type: 'bearer', secret: 'TOKEN' } },
    { secrets: { TOKEN: 'abcdefgh' } },
  )
  const auth = { type: 'basic', username: 'jürgen', secret: 'PASSWORD' }
  const named = await createHookedApp(t, { auth }, secrets)
  const send = async ({ app, path }: typeof plain, headers: Record<string, string>) =>
    (await app.request('POST', path, { body: {}, headers })).status
  assert.equal(await send(plain, bearer('abcdefgh')), 202)
  assert.equal(await send(plain, { Authorization: 'bearer  abcdefgh' }), 202)
  assert.equal(await send(named, basic('jürgen:correct horse 말')), 202)
  for (const wrong of [{}, bearer('abcdefg'), bearer('abcdefghi'), bearer(''), { Authorization: 'abcdefgh' }])
    assert.equal(await send(plain, wrong), 404)
  for (const wrong of [
    'jürgen:',
    'jürgen:correct horse',
    ':correct horse 말',
    'jürgen',
    'x:correct horse 말',
  ])
    assert.equal(await send(named, basic(wrong)), 404)
  const [execution] = await started(plain.app)
  const { data } = (await plain.app.request('GET', `/api/executions/${execution.id}`)).json
  assert.equal('authorization' in data.input.headers, false)
})

test('settings that cannot work are refused, and each problem names its field', async (t) => {
  const { app } = await createHookedApp(t, {}, { secrets: SECRETS })
  const problems = async (auth: object) => {
    const answer = await app.request('POST', '/api/webhooks', { body: { script_id: 1, name: 'x', auth } })
    assert.equal(answer.status, 422)
    return answer.json.details.map(({ path, code }: { path: string; code: string }) => `${path} ${code}`)
  }
  const hmac = { type: 'hmac', secret: 'PASSWORD' }
  const cases: readonly [object, readonly string[]][] = [
    [{ type: 'bearer', secret: 'NONE' }, ['auth.secret unknown_secret']],
    [hmac, ['auth exactly_one']],
    [{ ...hmac, preset: 'github', header: 'X' }, ['auth.header decided_by_preset']],
    [{ ...hmac, preset: 'github', tolerance_ms: 5000 }, ['auth.tolerance_ms no_signed_time']],
    [{ ...hmac, preset: 'standard-webhooks', secret: 'NO_KEY' }, ['auth.secret secret_no_base64']],
  ]
  for (const [auth, expected] of cases) assert.deepEqual(await problems(auth), expected)
  for (const auth of [
    { type: 'basic', username: 'a:b', secret: 'PASSWORD' },
    { type: 'magic' },
    { ...hmac, header: 'a b' },
  ])
    assert.equal((await problems(auth)).length, 1)
})

test('a webhook whose secret was deleted accepts nothing, and can still be changed', async (t) => {
  const { app, path } = await createHookedApp(
    t,
    { auth: { type: 'bearer', secret: 'PASSWORD' } },
    { secrets: SECRETS },
  )
  await app.request('DELETE', '/api/secrets/PASSWORD')
  const { status, json } = await app.request('POST', path, { body: {}, headers: bearer('x') })
  assert.deepEqual([status, json.error_code], [404, 'ROUTE_NOT_FOUND'])
  const patched = await app.request('PATCH', '/api/webhooks/1', { body: { name: 'Other' } })
  assert.equal(patched.status, 200)
  assert.ok(app.log.lines.some(({ reason }) => reason === 'secret_unavailable'))
})

/** The whole answer, but for what is different in each. */
const shapeOf = ({ status, headers, json }: Awaited<ReturnType<TestApp['request']>>) => {
  const { request_id, ...body } = json
  const named = [...headers].filter(([name]) => !['x-request-id', 'server-timing'].includes(name))
  return { status, named, body: JSON.stringify(body).replaceAll(/\/(hooks\/\*\*\*|nowhere\/x)/g, '/…') }
}

for (const withKeys of [false, true]) {
  test(`${withKeys ? 'with' : 'without'} keys, whatever starts nothing is answered as an unknown address`, async (t) => {
    const auth = { type: 'hmac', header: 'X-Signature', secret: 'PASSWORD' }
    const { app, path } = await createHookedApp(t, { auth }, { secrets: SECRETS })
    if (withKeys) await app.createKey(['read'])
    const open = await app.request('POST', '/api/webhooks', {
      body: { script_id: 1, name: 'Open' },
      headers: bearer(OPERATOR_TOKEN),
    })
    await app.request('PATCH', '/api/scripts/1', { body: { active: false }, headers: bearer(OPERATOR_TOKEN) })
    const right = createHmac('sha256', SECRETS.PASSWORD).update('{"a":1}').digest('hex')
    for (const headers of [{}, { 'X-Signature': 'ab' }, { 'X-Signature': right }, bearer('wrong')]) {
      const shape = async (address: string, body: unknown = { a: 1 }) =>
        shapeOf(await app.request('POST', address, { body, headers }))
      for (const body of [{ a: 1 }, '{"a":', 'x'.repeat(2_000_000)]) {
        const unknown = await shape('/nowhere/x', body)
        assert.deepEqual(await shape('/hooks/unknown', body), unknown)
        assert.deepEqual(await shape(path, body), unknown)
        assert.deepEqual(await shape(open.json.data.path, body), unknown)
      }
    }
  })
}

test('refusals are never limited on their own, and all of them are counted in the records', async (t) => {
  const auth = { type: 'bearer', secret: 'PASSWORD' }
  const { app, path } = await createHookedApp(t, { auth }, { secrets: { PASSWORD: 'abcdefgh' } })
  const send = async (token: string) =>
    (await app.request('POST', path, { body: {}, headers: bearer(token), address: '192.0.2.1' })).status
  const statuses = await Promise.all(Array.from({ length: 150 }, () => send('wrong')))
  assert.deepEqual([...new Set(statuses)], [404])
  assert.equal(await send('abcdefgh'), 202)
  const { data } = (await app.request('GET', '/api/webhooks/1/deliveries')).json
  const refused = data.filter(({ reason }: { reason: string | null }) => reason === 'credentials_wrong')
  assert.equal(
    refused.reduce((all: number, { count }: { count: number }) => all + count, 0),
    150,
  )
})

test('the owner learns why a request that proves itself has started nothing', async (t) => {
  const { app, path } = await createHookedApp(t)
  const send = (method: string) => app.request(method, path, method === 'GET' ? {} : { body: {} })
  const lastReason = async () =>
    (await app.request('GET', '/api/webhooks/1/deliveries?limit=1')).json.data[0].reason
  const change = (address: string, body: object) => app.request('PATCH', address, { body })
  await send('GET')
  assert.equal(await lastReason(), 'method_not_accepted')
  await change('/api/webhooks/1', { enabled: false })
  await send('POST')
  assert.equal(await lastReason(), 'webhook_disabled')
  await change('/api/webhooks/1', { enabled: true })
  await change('/api/scripts/1', { active: false })
  await send('POST')
  assert.equal(await lastReason(), 'script_inactive')
  await change('/api/scripts/1', { active: true })
  await app.request('PUT', '/api/scripts/1/nodes', { body: { nodes: [], connections: {} } })
  await send('POST')
  assert.equal(await lastReason(), 'script_empty')
  assert.equal((await started(app)).length, 0)
})
