import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bearer } from '../../../support/http/client.ts'
import { OPERATOR_TOKEN } from '../../../support/http/test-app.ts'
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
    assert.equal(await send(plain, wrong), 401)
  for (const wrong of [
    'jürgen:',
    'jürgen:correct horse',
    ':correct horse 말',
    'jürgen',
    'x:correct horse 말',
  ])
    assert.equal(await send(named, basic(wrong)), 401)
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
  assert.deepEqual([status, json.error_code], [401, 'WEBHOOK_UNAUTHORIZED'])
  const patched = await app.request('PATCH', '/api/webhooks/1', { body: { name: 'Other' } })
  assert.equal(patched.status, 200)
  assert.ok(app.log.lines.some(({ reason }) => reason === 'secret_unavailable'))
})

test('with keys, a request without proof is answered as an unknown address', async (t) => {
  const auth = { type: 'hmac', header: 'X-Signature', secret: 'PASSWORD' }
  const { app, path } = await createHookedApp(t, { auth }, { secrets: SECRETS })
  await app.createKey(['read'])
  const shape = async (address: string, headers: Record<string, string>) => {
    const answer = await app.request('POST', address, { body: { a: 1 }, headers })
    const { request_id, ...body } = answer.json
    const named = [...answer.headers].filter(([name]) => !['x-request-id', 'server-timing'].includes(name))
    return { status: answer.status, body, named }
  }
  for (const headers of [{}, { 'X-Signature': 'ab' }, bearer('wrong'), bearer(OPERATOR_TOKEN)]) {
    const unknown = await shape('/hooks/unknown', headers)
    assert.deepEqual(await shape(path, headers), unknown)
    const elsewhere = await shape('/nowhere', headers)
    assert.deepEqual([elsewhere.status, elsewhere.body.error_code], [unknown.status, unknown.body.error_code])
  }
})

test('refusals are limited for each address, and what is right is always let in', async (t) => {
  const { app, clock, path } = await createHookedApp(
    t,
    { auth: { type: 'bearer', secret: 'PASSWORD' } },
    { secrets: { PASSWORD: 'abcdefgh' } },
  )
  const send = async (token: string, address: string, to = path) =>
    (await app.request('POST', to, { body: {}, headers: bearer(token), address })).status
  for (let i = 0; i < 100; i++) assert.equal(await send('wrong', '192.0.2.1'), 401)
  assert.equal(await send('wrong', '192.0.2.1'), 429)
  assert.equal(await send('wrong', '192.0.2.1', '/hooks/unknown'), 429)
  assert.equal(await send('abcdefgh', '192.0.2.1'), 202)
  assert.equal(await send('wrong', '192.0.2.2'), 401)
  clock.set(clock.now() + 1000)
  assert.equal(await send('wrong', '192.0.2.1'), 401)
})
