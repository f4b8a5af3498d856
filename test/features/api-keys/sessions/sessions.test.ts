import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { Scope } from '../../../../src/domain/scopes.ts'
import { OpenedSession, Session } from '../../../../src/features/api-keys/sessions/schema.ts'
import { isoTime } from '../../../../src/lib/time/clock.ts'
import { bearer, dataOf, errorOf } from '../../../support/http/client.ts'
import { createTestApp, OPERATOR_TOKEN } from '../../../support/http/test-app.ts'
import { SteadyClock } from '../../../support/time/steady-clock.ts'

const HOUR = 3_600_000

const setUp = async (t: TestContext, scopes: readonly Scope[] = ['write'], lifetimeMs = 1000 * HOUR) => {
  const clock = new SteadyClock()
  const app = await createTestApp(t, { clock })
  const apiKey = await app.createKey(scopes, isoTime(clock.now() + lifetimeMs))
  const open = (body?: object, key = apiKey.key) =>
    app.request('POST', '/api/session', { headers: bearer(key), ...(body && { body }) })
  const session = async (body?: object, key?: string) => dataOf(OpenedSession, await open(body, key))
  const statusFor = async (key: string, path = '/api/scripts') =>
    (await app.request('GET', path, { headers: bearer(key) })).status
  return { ...app, clock, apiKey, open, session, statusFor }
}

test('a session may do what its key may, and ends by itself', async (t) => {
  const { clock, apiKey, open, statusFor, request } = await setUp(t)
  const answer = await open()
  assert.equal(answer.status, 201)
  assert.equal(answer.headers.get('Cache-Control'), 'no-store')
  const { key, ...opened } = dataOf(OpenedSession, answer)
  const shown = await request('GET', '/api/session', { headers: bearer(key) })
  assert.deepEqual(dataOf(Session, shown), opened)
  assert.deepEqual(
    { ...opened, session_id: '' },
    {
      key_id: apiKey.id,
      session_id: '',
      scopes: ['read', 'write'],
      expires_at: isoTime(clock.now() + 12 * HOUR),
    },
  )
  assert.equal(await statusFor(key), 200)
  assert.equal(await statusFor(key, '/api/keys'), 403)
  clock.advance(12 * HOUR)
  assert.equal(await statusFor(key), 401)
  assert.equal(await statusFor(apiKey.key), 200)
})

test('a session has no more scopes and no more time than what it was opened with', async (t) => {
  const { clock, apiKey, open, session, statusFor, request } = await setUp(t, ['write'], HOUR)
  assert.equal((await session()).expires_at, apiKey.expires_at)
  const reader = await session({ scopes: ['read'], duration_ms: 60_000 })
  assert.deepEqual(reader.scopes, ['read'])
  const body = { name: 'a', nodes: [] }
  assert.equal((await request('POST', '/api/scripts', { body, headers: bearer(reader.key) })).status, 403)
  for (const scopes of [['admin'], ['read', 'execute']]) {
    assert.equal(errorOf(await open({ scopes })).error_code, 'FORBIDDEN')
  }
  assert.equal(errorOf(await open({ scopes: ['write'] }, reader.key)).error_code, 'FORBIDDEN')
  const nested = await session({}, reader.key)
  assert.deepEqual(
    [nested.scopes, nested.expires_at, nested.key_id],
    [['read'], reader.expires_at, apiKey.id],
  )
  clock.advance(60_000)
  assert.equal(await statusFor(nested.key), 401)
})

test('sessions end with their key', async (t) => {
  const { apiKey, session, statusFor, request } = await setUp(t)
  const keys = [(await session()).key, (await session()).key]
  for (const key of keys) assert.equal(await statusFor(key), 200)
  await request('DELETE', `/api/keys/${apiKey.id}`, { headers: bearer(OPERATOR_TOKEN) })
  for (const key of [...keys, apiKey.key]) assert.equal(await statusFor(key), 401)
})

test('ending a session ends it alone', async (t) => {
  const { apiKey, session, statusFor, request } = await setUp(t)
  const [ended, other] = [await session(), await session()]
  const answer = await request('DELETE', '/api/session', { headers: bearer(ended.key) })
  assert.deepEqual([answer.status, dataOf(Session, answer).session_id], [200, ended.session_id])
  assert.deepEqual([await statusFor(ended.key), await statusFor(other.key)], [401, 200])
  const refused = await request('DELETE', '/api/session', { headers: bearer(apiKey.key) })
  assert.deepEqual([refused.status, errorOf(refused).error_code], [409, 'NO_SESSION'])
})

test('a key has a hundred sessions at most: another one ends the oldest', async (t) => {
  const { session, statusFor, apiKey, request, clock } = await setUp(t)
  const [first, second] = [await session(), await session()]
  assert.deepEqual([await statusFor(first.key), await statusFor(second.key)], [200, 200])
  for (let count = 2; count < 101; count++) await session()
  assert.deepEqual([await statusFor(first.key), await statusFor(second.key)], [401, 200])
  clock.advance(13 * HOUR)
  await session()
  const list = await request('GET', '/api/keys?limit=100', { headers: bearer(OPERATOR_TOKEN) })
  assert.deepEqual(
    list.json.data.map(({ parent_id }: { parent_id: string | null }) => parent_id),
    [apiKey.id, null],
  )
})

test('whoever has no key that is stored gets no session', async (t) => {
  const { request } = await createTestApp(t)
  const all = ['read', 'write', 'execute', 'admin']
  const open = await request('GET', '/api/session')
  assert.deepEqual(dataOf(Session, open), { key_id: null, session_id: null, scopes: all, expires_at: null })
  for (const headers of [{}, bearer(OPERATOR_TOKEN)]) {
    assert.equal(
      errorOf(await request('POST', '/api/session', { headers })).error_code,
      'SESSION_WITHOUT_KEY',
    )
  }
})
