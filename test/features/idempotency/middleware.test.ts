import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { texts } from '../../../src/app/texts.ts'
import { databaseFailure } from '../../../src/db/errors.ts'
import { AppError } from '../../../src/domain/errors.ts'
import { idempotency } from '../../../src/features/idempotency/middleware.ts'
import { IdempotencyRepository } from '../../../src/features/idempotency/repository.ts'
import { createApp } from '../../../src/http/app.ts'
import { json } from '../../../src/http/response/answer.ts'
import { createRouter } from '../../../src/http/router.ts'
import { Turns } from '../../../src/lib/async/turns.ts'
import { createIds } from '../../../src/lib/store/ids.ts'
import { createLogger } from '../../../src/logging/logger.ts'
import { createDatabase } from '../../support/db/database.ts'
import { bearer } from '../../support/http/client.ts'
import { createTestApp } from '../../support/http/test-app.ts'
import { openGuard } from '../../support/net/open-guard.ts'

const HOUR = 60 * 60 * 1000

/** An application whose POST counts how often it was carried out; its body says how it answers. */
const setUp = async (t: TestContext) => {
  const { database, writer } = await createDatabase(t)
  const calls: string[] = []
  const time = { now: 1_000_000 }
  const clock = { now: () => time.now, sleep: () => Promise.resolve() }
  const repository = new IdempotencyRepository(writer)

  // A new application over the same database is a restart.
  const start = (isShared = false) => {
    const router = createRouter()
    router.post('/things', async (c) => {
      calls.push(String(c.get('resourceId')))
      const { answer } = await c.req.json()
      await new Promise((resolve) => setImmediate(resolve))
      if (answer === 'bug') throw new Error('a bug')
      if (answer === 'conflict') throw new AppError('SCRIPT_NAME_TAKEN', { values: { name: 'x' } })
      const filling = answer === 'large' ? { filling: 'x'.repeat(20_000) } : {}
      return json(c, { made: calls.length, ...filling }, 201, { Location: `/things/${calls.length}` })
    })
    const app = createApp({
      config: { corsOrigins: [], trustedProxies: [], slowRequestMs: 1000, bodyLimitBytes: 1000 },
      logger: createLogger({ level: 'silent' }),
      clock,
      routes: [['/api', router]],
      texts,
      databaseFailure,
      guard: openGuard,
      turns: new Turns(),
      postMiddleware: [idempotency({ repository, clock, nextId: createIds('ex'), isShared })],
    })
    return async (key: string | undefined, answer = 'ok') => {
      const response = await app.request('/api/things', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', ...(key !== undefined && { 'Idempotency-Key': key }) },
        body: JSON.stringify({ answer }),
      })
      const { status, headers } = response
      const body = Object(await response.json())
      return {
        status,
        location: headers.get('Location'),
        replayed: headers.get('Idempotency-Replayed'),
        body,
      }
    }
  }
  return { start, post: start(), calls, time, database, repository }
}

test('requests without a key are all carried out', async (t) => {
  const { post, calls } = await setUp(t)
  await post(undefined)
  await post(undefined)
  assert.equal(calls.length, 2)
})

test('the same request with the same key gets the first answer, also after a restart', async (t) => {
  const { post, start, calls } = await setUp(t)
  const first = await post('k')
  const again = await post('k')
  const afterRestart = await start()('k')
  assert.equal(calls.length, 1)
  assert.deepEqual(first, { status: 201, location: '/things/1', replayed: null, body: { made: 1 } })
  for (const answer of [again, afterRestart]) assert.deepEqual(answer, { ...first, replayed: 'true' })
})

test('fifty concurrent repetitions are carried out once', async (t) => {
  const { post, calls } = await setUp(t)
  const answers = await Promise.all(Array.from({ length: 50 }, () => post('k')))
  assert.equal(calls.length, 1)
  assert.deepEqual(new Set(answers.map(({ status, body }) => `${status} ${body.made}`)), new Set(['201 1']))
})

test('two hosts carry out fifty repetitions once', async (t) => {
  const { start, calls } = await setUp(t)
  const hosts = [start(true), start(true)]
  const answers = await Promise.all(Array.from({ length: 50 }, (_, index) => hosts[index % 2]?.('k')))
  assert.equal(calls.length, 1)
  assert.deepEqual(
    new Set(answers.map((answer) => `${answer?.status} ${answer?.body.made}`)),
    new Set(['201 1']),
  )
})

test('another request with the key is refused, also while the first is under way', async (t) => {
  const { post, start, calls } = await setUp(t)
  const [first, early] = await Promise.all([post('k', 'ok'), post('k', 'other')])
  const late = await start()('k', 'other')
  assert.equal(first.status, 201)
  for (const { status, body } of [early, late]) {
    assert.deepEqual([status, body.error_code], [409, 'IDEMPOTENCY_KEY_REUSED'])
  }
  assert.equal(calls.length, 1)
})

test('a refusal frees the key', async (t) => {
  const { post, calls } = await setUp(t)
  assert.equal((await post('k', 'conflict')).status, 409)
  assert.equal((await post('k', 'ok')).status, 201)
  assert.notEqual(calls[0], calls[1])
})

test('after an error of the server only the same request is carried out again, under the same id', async (t) => {
  const { post, calls } = await setUp(t)
  assert.equal((await post('k', 'bug')).status, 500)
  assert.equal((await post('k', 'ok')).status, 409)
  assert.equal((await post('k', 'bug')).status, 500)
  assert.equal(calls.length, 2)
  assert.equal(calls[0], calls[1])
})

test('a request that a crash interrupted is carried out again under the same id', async (t) => {
  const { post, start, calls, database } = await setUp(t)
  await post('k')
  // What a crash between the work and the keeping of the answer leaves behind.
  await database.execute('UPDATE idempotency_keys SET status = NULL, headers = NULL, body = NULL')
  assert.equal((await start()('k')).replayed, null)
  assert.equal(calls.length, 2)
  assert.match(calls[0] ?? '', /^ex_/)
  assert.equal(calls[0], calls[1])
})

test('a request whose large answer was deleted is refused and not carried out again', async (t) => {
  const { post, calls, repository } = await setUp(t)
  await post('small')
  await post('large', 'large')
  assert.deepEqual([await repository.forget(), await repository.forget()], [true, false])
  const { status, body } = await post('large', 'large')
  assert.deepEqual([status, body.error_code], [409, 'IDEMPOTENCY_ANSWER_DELETED'])
  assert.equal((await post('small')).replayed, 'true')
  assert.equal(calls.length, 2)
})

test('a key is forgotten after a day', async (t) => {
  const { post, calls, time } = await setUp(t)
  await post('k')
  time.now += 23 * HOUR
  await post('k')
  assert.equal(calls.length, 1)
  time.now += 2 * HOUR
  await post('k')
  assert.equal(calls.length, 2)
})

for (const key of ['', 'a b', 'k'.repeat(256)]) {
  test(`the key ${JSON.stringify(key.slice(0, 5))} of ${key.length} characters is refused`, async (t) => {
    const { post } = await setUp(t)
    const { status, body } = await post(key)
    assert.deepEqual([status, body.details?.[0]?.path], [422, 'header.idempotency-key'])
  })
}

test('an answer is repeated to the same caller only', async (t) => {
  const { request, createKey } = await createTestApp(t)
  const keys = [await createKey(['write']), await createKey(['write'])]
  const create = (name: string, key: string) => {
    const headers = { ...bearer(key), 'Idempotency-Key': 'k' }
    return request('POST', '/api/scripts', { body: { name, nodes: [{ id: 'a', type: 'start' }] }, headers })
  }
  const [mine, other] = await Promise.all(keys.map(({ key }, index) => create(`script ${index}`, key)))
  assert.deepEqual([mine?.status, other?.status], [201, 201])
  for (const [index, { key }] of keys.entries()) {
    const again = await create(`script ${index}`, key)
    assert.deepEqual([again.status, again.headers.get('Idempotency-Replayed')], [201, 'true'])
    assert.equal(again.json.data.name, `script ${index}`)
  }
  assert.equal((await create('script 0', keys[1]?.key ?? '')).status, 409)
})

test('an answer is not repeated to a caller who has lost access', async (t) => {
  const { request, createKey } = await createTestApp(t)
  const { id, key } = await createKey(['write', 'admin'])
  const headers = { ...bearer(key), 'Idempotency-Key': 'k' }
  const call = { body: { name: 'a', nodes: [{ id: 'a', type: 'start' }] }, headers }
  assert.equal((await request('POST', '/api/scripts', call)).status, 201)
  await request('DELETE', `/api/keys/${id}`, { headers: bearer(key) })
  assert.equal((await request('POST', '/api/scripts', call)).status, 401)
})
