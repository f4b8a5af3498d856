import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { withImplied } from '../../../src/domain/scopes.ts'
import { bearer, errorOf } from '../../support/http/client.ts'
import { createDemoApp, DatabaseDown } from '../../support/http/demo-app.ts'
import { createTestApp, OPERATOR_TOKEN } from '../../support/http/test-app.ts'
import { SteadyClock } from '../../support/time/steady-clock.ts'

const setUp = async (t: TestContext, env: Readonly<Record<string, string>> = {}) => {
  const clock = new SteadyClock()
  const app = await createTestApp(t, { env, clock })
  const statusesOf = async (times: number, headers: Readonly<Record<string, string>>, address: string) => {
    const statuses: Record<number, number> = {}
    for (let index = 0; index < times; index++) {
      const { status } = await app.request('GET', '/api/config', { headers, address })
      statuses[status] = (statuses[status] ?? 0) + 1
    }
    return statuses
  }
  return { ...app, clock, statusesOf }
}

const guess = (index: number) => bearer(`sd_${String(index).padStart(43, '0')}`)

test('two thousand guesses are slowed down, and no other caller is affected', async (t) => {
  const { request, createKey, clock } = await setUp(t)
  const { key } = await createKey(['read'])
  const askAt = async (address: string, headers: Readonly<Record<string, string>>) => {
    const { status, json } = await request('GET', '/api/config', { address, headers })
    return `${status} ${json.error_code ?? ''}`.trim()
  }
  assert.equal(await askAt('198.51.100.1', bearer(key)), '200')
  const answers: Record<string, number> = {}
  for (let index = 0; index < 2000; index++) {
    const answer = await askAt('203.0.113.9', guess(index))
    answers[answer] = (answers[answer] ?? 0) + 1
    clock.advance(1)
  }
  // A hundred at once, and ten more in each of two seconds.
  assert.deepEqual(answers, { '401 UNAUTHORIZED': 119, '429 RATE_LIMITED': 1881 })
  // The address may go on with right keys, whether they were used before or not, and others too.
  assert.equal(await askAt('203.0.113.9', bearer(key)), '200')
  assert.equal(await askAt('203.0.113.9', bearer((await createKey(['read'])).key)), '200')
  assert.equal(await askAt('203.0.113.10', bearer((await createKey(['read'])).key)), '200')
  assert.equal(await askAt('203.0.113.10', guess(1)), '401 UNAUTHORIZED')
})

test('an IPv6 network counts as one address', async (t) => {
  const { createKey, statusesOf } = await setUp(t)
  await createKey(['read'])
  assert.deepEqual(await statusesOf(100, guess(1), '2001:db8::1'), { 401: 100 })
  assert.deepEqual(await statusesOf(2, guess(1), '2001:db8::ffff:2'), { 429: 2 })
  assert.deepEqual(await statusesOf(2, guess(1), '2001:db8:0:1::1'), { 401: 2 })
})

test('the first use of a valid key does not count as a guess', async (t) => {
  const { createKey, statusesOf } = await setUp(t)
  for (let index = 0; index < 110; index++) {
    const { key } = await createKey(['read'])
    assert.deepEqual(await statusesOf(1, bearer(key), '203.0.113.9'), { 200: 1 })
  }
})

test('requests are limited by key, and without one by address', async (t) => {
  const { createKey, statusesOf, clock } = await setUp(t, { RATE_LIMIT: '5' })
  assert.deepEqual(await statusesOf(7, {}, '203.0.113.9'), { 200: 5, 429: 2 })
  const [first, second] = [await createKey(['read']), await createKey(['read'])]
  assert.deepEqual(await statusesOf(7, {}, '203.0.113.10'), { 401: 5, 429: 2 })
  assert.deepEqual(await statusesOf(7, bearer(first.key), '203.0.113.10'), { 200: 5, 429: 2 })
  assert.deepEqual(await statusesOf(2, bearer(first.key), '203.0.113.11'), { 429: 2 })
  assert.deepEqual(await statusesOf(2, bearer(second.key), '203.0.113.10'), { 200: 2 })
  clock.advance(400)
  assert.deepEqual(await statusesOf(3, bearer(first.key), '203.0.113.10'), { 200: 2, 429: 1 })
})

test('an answer reports the rest of the limits', async (t) => {
  const { request, createKey } = await setUp(t, { RATE_LIMIT: '5', EXECUTION_RATE_LIMIT: '3' })
  const { key } = await createKey(['admin'])
  const body = { name: 'a', nodes: [{ id: 'a', type: 'start' }] }
  const { headers } = await request('POST', '/api/scripts', { body, headers: bearer(key) })
  assert.equal(headers.get('RateLimit-Policy'), '"requests";q=5;w=1')
  assert.equal(headers.get('RateLimit'), '"requests";r=4;t=1')
  const run = await request('POST', '/api/scripts/1/execute', { headers: bearer(key) })
  assert.equal(run.status, 200)
  assert.equal(run.headers.get('RateLimit-Policy'), '"requests";q=5;w=1, "executions";q=3;w=1')
  assert.equal(run.headers.get('RateLimit'), '"requests";r=3;t=1, "executions";r=2;t=1')
})

test('without limits there are no limit headers', async (t) => {
  const { request } = await setUp(t)
  const { headers } = await request('GET', '/api/config')
  assert.deepEqual([headers.get('RateLimit'), headers.get('RateLimit-Policy')], [null, null])
})

test('each started execution counts, and executions over the limit do not start', async (t) => {
  const { request, clock } = await setUp(t, { EXECUTION_RATE_LIMIT: '4' })
  const nodes = [{ id: 'a', type: 'start' }]
  for (const name of ['a', 'b', 'c']) await request('POST', '/api/scripts', { body: { name, nodes } })
  const post = async (path: string, body?: unknown, headers = {}) => {
    const answer = await request('POST', path, { body, headers })
    if (answer.status !== 429) return answer.status
    const { error_code, message } = errorOf(answer)
    assert.match(message, /\(EXECUTION_RATE_LIMIT\)/)
    return error_code
  }
  const count = async () => (await request('GET', '/api/executions')).json.count
  const action = { action_type: 'transform', parameters: { expression: '1' } }
  const adHoc = { type: 'transform', parameters: action.parameters }

  assert.equal(await post('/api/scripts/execute-all'), 200)
  assert.equal(await post('/api/scripts/1/execute'), 200)
  for (const path of ['/api/scripts/1/execute', '/api/scripts/execute-all']) {
    assert.equal(await post(path), 'RATE_LIMITED')
  }
  assert.equal(await post('/api/actions', action), 'RATE_LIMITED')
  assert.equal(await post('/api/nodes/execute', { nodes: [adHoc] }), 'RATE_LIMITED')
  const { id } = (await request('GET', '/api/executions?limit=1')).json.data[0]
  assert.equal(await post(`/api/executions/${id}/retry`, {}), 'RATE_LIMITED')
  assert.equal(await count(), 4)

  clock.advance(1000)
  assert.equal(await post('/api/actions', action), 200)
  assert.equal(await post('/api/nodes/execute', { nodes: [adHoc, adHoc] }), 200)
  assert.equal(await post(`/api/executions/${id}/retry`, {}), 200)
  assert.equal(await post('/api/actions', action), 'RATE_LIMITED')
  assert.equal(await count(), 5)
})

test('a replayed answer is not counted', async (t) => {
  const { request } = await setUp(t, { EXECUTION_RATE_LIMIT: '1' })
  await request('POST', '/api/scripts', { body: { name: 'a', nodes: [{ id: 'a', type: 'start' }] } })
  const run = (key: string) =>
    request('POST', '/api/scripts/1/execute', { headers: { 'Idempotency-Key': key } })
  assert.equal((await run('a')).status, 200)
  assert.equal((await run('b')).status, 429)
  const again = await run('a')
  assert.deepEqual([again.status, again.headers.get('Idempotency-Replayed')], [200, 'true'])
})

test('probes are not counted', async (t) => {
  const { request } = await setUp(t, { RATE_LIMIT: '1' })
  for (let index = 0; index < 5; index++) assert.equal((await request('GET', '/healthz')).status, 200)
})

test('the docs are public, or for keys that may read', async (t) => {
  const paths = ['/docs', '/docs/start.js', '/openapi.json']
  for (const { docs, status } of [
    { docs: 'public', status: 200 },
    { docs: 'private', status: 401 },
  ]) {
    const { request, createKey } = await setUp(t, { DOCS: docs })
    const { key } = await createKey(['read'])
    const other = await createKey(['execute'])
    for (const path of paths) {
      assert.equal((await request('GET', path)).status, status, path)
      assert.equal((await request('GET', path, { headers: bearer(key) })).status, 200, path)
      const lacking = await request('GET', path, { headers: bearer(other.key) })
      assert.equal(lacking.status, docs === 'public' ? 200 : 403, path)
    }
  }
})

test('a route without declared access is open to administrators only', async () => {
  const { app } = createDemoApp({
    authenticator: {
      demandsKey: async () => true,
      recall: (secret) => ({
        id: secret,
        scopes: withImplied(secret === 'admin' ? ['admin'] : ['write', 'execute']),
      }),
      verify: async () => undefined,
    },
  })
  const statusWith = async (key: string) => (await app.request('/odd/large', { headers: bearer(key) })).status
  assert.equal(await statusWith('other'), 403)
  assert.equal(await statusWith('admin'), 200)
})

test('while the database is unavailable, a valid key does not count as a guess', async () => {
  const answers = [...Array.from({ length: 200 }, () => 'down'), 'up']
  const { app } = createDemoApp({
    authenticator: {
      demandsKey: async () => true,
      recall: () => undefined,
      verify: async () => {
        if (answers.shift() === 'down') throw new DatabaseDown('no such host')
        return { id: 'a', scopes: withImplied(['admin']) }
      },
    },
  })
  const ask = async () => (await app.request('/items/1', { headers: bearer('x') })).status
  for (let index = 0; index < 200; index++) assert.equal(await ask(), 503)
  assert.equal(await ask(), 200)
})

test('callers without a key cannot find out which addresses exist', async (t) => {
  const { request, createKey } = await setUp(t)
  const { key } = await createKey(['execute'])
  for (const [method, path, status] of [
    ['GET', '/nowhere', 404],
    ['DELETE', '/api/scripts', 405],
    ['OPTIONS', '/api/scripts', 204],
  ] as const) {
    assert.equal((await request(method, path)).status, 401)
    assert.equal((await request(method, path, { headers: bearer(key) })).status, status)
  }
})

test('with AUTH=none no key is required or checked', async (t) => {
  const { request, createKey } = await setUp(t, { AUTH: 'none', HOST: '0.0.0.0' })
  await createKey(['read'])
  for (const headers of [{}, guess(1), { Host: 'scripts.example.com' }]) {
    assert.equal((await request('GET', '/api/keys', { headers })).status, 200)
  }
})

test('on a public address a key is required from the start', async (t) => {
  const { request } = await setUp(t, { HOST: '0.0.0.0' })
  assert.equal((await request('GET', '/api/scripts')).status, 401)
  const headers = {
    ...bearer(OPERATOR_TOKEN),
    Host: 'scripts.example.com',
    Origin: 'https://elsewhere.example',
  }
  assert.equal((await request('GET', '/api/scripts', { headers })).status, 200)
})

test('a preflight needs no key, and the page can read a refusal', async (t) => {
  const origin = 'https://app.example.com'
  const { request, createKey } = await setUp(t, { CORS_ORIGINS: origin })
  await createKey(['read'])
  const preflight = await request('OPTIONS', '/api/scripts', {
    headers: {
      Origin: origin,
      'Access-Control-Request-Method': 'GET',
      'Access-Control-Request-Headers': 'authorization,x-api-key',
    },
  })
  assert.equal(preflight.status, 204)
  assert.equal(preflight.headers.get('Access-Control-Allow-Headers'), 'authorization,x-api-key')
  const { status, headers } = await request('GET', '/api/scripts', { headers: { Origin: origin } })
  assert.deepEqual([status, headers.get('Access-Control-Allow-Origin')], [401, origin])
  const exposed = headers.get('Access-Control-Expose-Headers')?.split(',') ?? []
  for (const name of ['RateLimit', 'RateLimit-Policy', 'Retry-After', 'WWW-Authenticate']) {
    assert.ok(exposed.includes(name), name)
  }
})

test('the log names the id of the key, and never the key', async (t) => {
  const { request, createKey, log } = await setUp(t)
  const { id, key } = await createKey(['read'])
  const wrong = guess(1).Authorization ?? ''
  await request('GET', '/api/scripts', { headers: bearer(key) })
  await request('GET', '/api/keys', { headers: { 'X-API-Key': key } })
  await request('GET', '/api/scripts', { headers: { Authorization: wrong } })
  await request('POST', '/api/scripts', { headers: bearer(OPERATOR_TOKEN), body: '{' })
  const lines = log.lines.filter(({ msg }) => msg === 'request').slice(-4)
  assert.deepEqual(
    lines.map(({ key_id, status }) => [key_id, status]),
    [
      [id, 200],
      [id, 403],
      [undefined, 401],
      ['operator', 400],
    ],
  )
  const text = JSON.stringify(log.lines)
  for (const secret of [key, wrong.slice(7), OPERATOR_TOKEN]) assert.ok(!text.includes(secret))
})
