import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { ApiKey, CreatedApiKey } from '../../../src/features/api-keys/schema.ts'
import { tokenHash } from '../../../src/lib/store/token-hash.ts'
import { isoTime } from '../../../src/lib/time/clock.ts'
import { bearer, dataOf, errorOf } from '../../support/http/client.ts'
import { createTestApp, OPERATOR_TOKEN } from '../../support/http/test-app.ts'
import { ManualClock } from '../../support/time/manual-clock.ts'
import { SteadyClock } from '../../support/time/steady-clock.ts'

const operator = { headers: bearer(OPERATOR_TOKEN) }

test('a key is shown once and cannot be derived from stored data', async (t) => {
  const { request, folder, close, log } = await createTestApp(t)
  const body = { name: 'Import', scopes: ['write', 'execute'], expires_at: '2100-01-01T09:00:00+09:00' }
  const answer = await request('POST', '/api/keys', { body })
  const { key, ...rest } = dataOf(CreatedApiKey, answer)
  assert.equal(answer.headers.get('Location'), `/api/keys/${rest.id}`)
  assert.equal(answer.headers.get('Cache-Control'), 'no-store')
  assert.match(key, /^sd_[\w-]{43}$/)
  assert.equal(key.slice(0, rest.prefix.length), rest.prefix)
  assert.deepEqual(
    { ...rest, id: '', prefix: '', created_at: '' },
    {
      id: '',
      name: 'Import',
      prefix: '',
      scopes: ['write', 'execute'],
      created_at: '',
      expires_at: '2100-01-01T00:00:00.000Z',
      last_used_at: null,
      revoked_at: null,
      parent_id: null,
    },
  )
  const one = await request('GET', `/api/keys/${rest.id}`, operator)
  const all = await request('GET', '/api/keys', operator)
  assert.deepEqual(dataOf(ApiKey, one), rest)
  assert.deepEqual(all.json.data, [rest])
  await close()
  const stored = await readFile(`${folder}/scriptd.db`, 'latin1')
  assert.ok(stored.includes(tokenHash(key)))
  for (const text of [one.text, all.text, stored, JSON.stringify(log.lines)]) assert.ok(!text.includes(key))
})

test('a repeated request creates another key, and no answer with a key is stored', async (t) => {
  const { request, folder, close } = await createTestApp(t)
  const headers = { ...bearer(OPERATOR_TOKEN), 'Idempotency-Key': 'once' }
  const call = { body: { name: 'Import', scopes: ['read'] }, headers }
  const answers = await Promise.all([request('POST', '/api/keys', call), request('POST', '/api/keys', call)])
  const keys = answers.map((answer) => dataOf(CreatedApiKey, answer).key)
  assert.equal(new Set(keys).size, 2)
  await close()
  const stored = await readFile(`${folder}/scriptd.db`, 'latin1')
  for (const key of keys) assert.ok(!stored.includes(key))
})

test('from the first key on every request needs one, also after the last one is revoked', async (t) => {
  const { request, createKey } = await createTestApp(t)
  assert.equal((await request('GET', '/api/scripts')).status, 200)
  const { id, key } = await createKey(['read'])
  assert.equal((await request('GET', '/api/scripts')).status, 401)
  for (const headers of [bearer(key), { 'X-API-Key': key }, { Authorization: `bearer ${key}` }]) {
    assert.equal((await request('GET', '/api/scripts', { headers })).status, 200)
  }
  const foreign = { Authorization: 'Basic eDp5', 'X-API-Key': key }
  assert.equal((await request('GET', '/api/scripts', { headers: foreign })).status, 200)
  await request('DELETE', `/api/keys/${id}`, operator)
  assert.equal((await request('GET', '/api/scripts')).status, 401)
  assert.equal((await request('GET', '/api/scripts', { headers: bearer(key) })).status, 401)
  assert.equal((await request('GET', '/api/scripts', operator)).status, 200)
})

test('a revoked key is refused at once, and revoking it again changes nothing', async (t) => {
  const clock = new SteadyClock()
  const { request, createKey } = await createTestApp(t, { clock })
  const { id, key } = await createKey(['read', 'admin'])
  const own = { headers: bearer(key) }
  assert.equal((await request('GET', '/api/keys', own)).status, 200)
  const revoked = dataOf(ApiKey, await request('DELETE', `/api/keys/${id}`, own))
  assert.equal(revoked.revoked_at, isoTime(clock.now()))
  assert.equal((await request('GET', '/api/keys', own)).status, 401)
  clock.advance(60_000)
  const again = await request('DELETE', `/api/keys/${id}`, operator)
  assert.equal(dataOf(ApiKey, again).revoked_at, revoked.revoked_at)
})

test('a key is refused from the moment on at which it expires', async (t) => {
  const clock = new SteadyClock()
  const { request, createKey } = await createTestApp(t, { clock })
  const { key } = await createKey(['read'], isoTime(clock.now() + 1000))
  const statusOf = async () => (await request('GET', '/api/scripts', { headers: bearer(key) })).status
  assert.equal(await statusOf(), 200)
  clock.advance(999)
  assert.equal(await statusOf(), 200)
  clock.advance(1)
  assert.equal(await statusOf(), 401)
})

test('an event stream ends when its key expires', async (t) => {
  const clock = new ManualClock()
  const { request, createKey } = await createTestApp(t, { clock })
  const { key } = await createKey(['read', 'write', 'execute'], isoTime(clock.now() + 60_000))
  const headers = bearer(key)
  const body = { name: 'long', nodes: [{ id: 'wait', type: 'wait', parameters: { ms: 3_600_000 } }] }
  const script = await request('POST', '/api/scripts', { headers, body })
  const { json } = await request('POST', `/api/scripts/${script.json.data.id}/execute`, {
    headers: { ...headers, Prefer: 'respond-async' },
  })
  const stream = await clock.until(request('GET', `/api/executions/${json.data.id}/events`, { headers }))
  assert.match(stream.text, /event: node_started/)
  assert.doesNotMatch(stream.text, /execution_finished/)
  assert.equal((await request('GET', '/api/scripts', { headers })).status, 401)
})

test('the last use is recorded at most once a minute', async (t) => {
  const clock = new SteadyClock()
  const { request, createKey } = await createTestApp(t, { clock })
  const { id, key } = await createKey(['read'])
  const lastUse = async () => dataOf(ApiKey, await request('GET', `/api/keys/${id}`, operator)).last_used_at
  const use = async () => {
    await request('GET', '/api/scripts', { headers: bearer(key) })
    // It is written while nobody waits for it.
    await new ManualClock().settle()
  }
  assert.equal(await lastUse(), null)
  await use()
  const first = isoTime(clock.now())
  assert.equal(await lastUse(), first)
  clock.advance(59_999)
  await use()
  assert.equal(await lastUse(), first)
  clock.advance(1)
  await use()
  assert.equal(await lastUse(), isoTime(clock.now()))
})

test('keys are listed in pages, the newest first', async (t) => {
  const { request, createKey } = await createTestApp(t)
  const made: string[] = []
  for (let index = 0; index < 5; index++) made.unshift((await createKey(['read'])).id)
  const seen: string[] = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const { json } = await request('GET', `/api/keys?limit=2${cursor && `&cursor=${cursor}`}`, operator)
    seen.push(...json.data.map(({ id }: ApiKey) => id))
    cursor = json.next_cursor
  }
  assert.deepEqual(seen, made)
})

const impossible: readonly (readonly [about: string, body: unknown, path: string])[] = [
  ['no scope', { name: 'x', scopes: [] }, 'scopes'],
  ['an unknown scope', { name: 'x', scopes: ['root'] }, 'scopes.0'],
  ['a scope twice', { name: 'x', scopes: ['read', 'read'] }, 'scopes'],
  ['no name', { scopes: ['read'] }, 'name'],
  ['a name of 101 characters', { name: 'x'.repeat(101), scopes: ['read'] }, 'name'],
  ['a name with control characters', { name: 'a\nb', scopes: ['read'] }, 'name'],
  ['an end in the past', { name: 'x', scopes: ['read'], expires_at: '2020-01-01T00:00:00Z' }, 'expires_at'],
  ['an end that is no time', { name: 'x', scopes: ['read'], expires_at: 'tomorrow' }, 'expires_at'],
  ['a hash of its own', { name: 'x', scopes: ['read'], hash: tokenHash('known') }, ''],
  ['an id of its own', { name: 'x', scopes: ['read'], id: `key_${'0'.repeat(26)}` }, ''],
]

for (const [about, body, path] of impossible) {
  test(`a key cannot have ${about}, and none is made`, async (t) => {
    const { request } = await createTestApp(t)
    const answer = await request('POST', '/api/keys', { body })
    assert.equal(answer.status, 422)
    assert.equal(errorOf(answer).details?.[0]?.path, path)
    assert.deepEqual((await request('GET', '/api/keys')).json.data, [])
  })
}

test('an end in a year of five digits is the last that can be written', async (t) => {
  const { createKey } = await createTestApp(t)
  const { expires_at } = await createKey(['read'], '9999-12-31T23:59:59-12:00')
  assert.equal(expires_at, '9999-12-31T00:00:00.000Z')
})
