import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { DeletedSecret, Secret } from '../../../src/features/secrets/schema.ts'
import { dataOf, errorOf } from '../../support/http/client.ts'
import { createTestApp } from '../../support/http/test-app.ts'
import { ManualClock } from '../../support/time/manual-clock.ts'

const VALUE = 'hunter2-hunter2'

const setUp = async (t: TestContext, env: Readonly<Record<string, string>> = {}) => {
  const clock = new ManualClock()
  const app = await createTestApp(t, { clock, env: { SECRETS_KEY: 'a'.repeat(64), ...env } })
  const call = (method: string, path = '', body?: unknown, headers = {}) =>
    app.request(method, `/api/secrets${path}`, { headers, ...(body !== undefined && { body }) })
  const put = (name: string, value: unknown, headers = {}) => call('PUT', `/${name}`, { value }, headers)
  const names = async () => dataOf(Secret.array(), await call('GET')).map(({ name }) => name)
  return { ...app, clock, call, put, names }
}

test('a secret is created, replaced, listed and deleted without revealing its value', async (t) => {
  const { call, put, clock, log } = await setUp(t)
  const created = await put('API_TOKEN', VALUE)
  assert.deepEqual([created.status, created.headers.get('Location')], [201, '/api/secrets/API_TOKEN'])
  const first = dataOf(Secret.strict(), created)
  assert.deepEqual(first, { name: 'API_TOKEN', created_at: first.created_at, updated_at: first.created_at })

  await clock.advance(5)
  const replaced = await put('API_TOKEN', `${VALUE} again`)
  const second = dataOf(Secret, replaced)
  assert.deepEqual([replaced.status, second.created_at], [200, first.created_at])
  assert.ok(second.updated_at > first.updated_at)

  const listed = await call('GET')
  assert.deepEqual(dataOf(Secret.strict().array(), listed), [second])
  const deleted = await call('DELETE', '/API_TOKEN')
  assert.deepEqual(dataOf(DeletedSecret, deleted), { name: 'API_TOKEN' })
  assert.deepEqual(dataOf(Secret.array(), await call('GET')), [])
  const gone = await call('DELETE', '/API_TOKEN')
  assert.deepEqual([gone.status, errorOf(gone).error_code], [404, 'SECRET_NOT_FOUND'])
  const all = [created, replaced, listed, deleted, gone].map(
    ({ text, headers }) => text + [...headers].join(),
  )
  assert.doesNotMatch(JSON.stringify([all, log.lines]), /hunter2/)
})

test('a secret cannot be read', async (t) => {
  const { call, put } = await setUp(t)
  await put('API_TOKEN', VALUE)
  const answer = await call('GET', '/API_TOKEN')
  assert.deepEqual([answer.status, answer.headers.get('Allow')], [405, 'DELETE, OPTIONS, PUT'])
})

test('a listed secret can be sent back with a value', async (t) => {
  const { call, put } = await setUp(t)
  const secret = dataOf(Secret, await put('API_TOKEN', VALUE))
  assert.equal((await call('PUT', '/API_TOKEN', { ...secret, value: VALUE })).status, 200)
})

test('lists are paged by name', async (t) => {
  const { call, put } = await setUp(t)
  for (const name of ['b', 'B', '_', 'a1', 'a']) await put(name, VALUE)
  const pages: string[][] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const { json } = await call('GET', `?limit=2${cursor && `&cursor=${cursor}`}`)
    pages.push(json.data.map(({ name }: Secret) => name))
    assert.equal(json.count, json.data.length)
    cursor = json.next_cursor
  }
  assert.deepEqual(pages, [['B', '_'], ['a', 'a1'], ['b']])
})

test('a secret cannot be named like a route, which has other methods', async (t) => {
  const { call, put, names } = await setUp(t)
  const answer = await put('rotate', VALUE)
  assert.deepEqual([answer.status, answer.headers.get('Allow')], [405, 'OPTIONS, POST'])
  assert.equal((await put('Rotate', VALUE)).status, 201)
  assert.equal((await call('POST', '/rotate')).json.data.secrets, 1)
  assert.deepEqual(await names(), ['Rotate'])
})

test('without SECRETS_KEY every route answers SECRETS_DISABLED', async (t) => {
  const { call, put } = await setUp(t, { SECRETS_KEY: '' })
  const answers = [
    await call('GET'),
    await put('API_TOKEN', VALUE),
    await call('DELETE', '/API_TOKEN'),
    await call('POST', '/rotate'),
  ]
  for (const answer of answers) {
    assert.deepEqual([answer.status, errorOf(answer).error_code], [409, 'SECRETS_DISABLED'])
  }
})

const refused: Readonly<Record<string, readonly [body: unknown, path: string, code: string]>> = {
  'no body': [{}, 'value', 'invalid_type'],
  'a number': [{ value: 12345678 }, 'value', 'invalid_type'],
  'a list': [{ value: [VALUE] }, 'value', 'invalid_type'],
  'another field': [{ value: VALUE, values: VALUE }, '', 'unrecognized_keys'],
  'a short text': [{ value: 'seven77' }, 'value', 'wrong_secret_size'],
  'a short text in space': [{ value: ' seven77\n\n' }, 'value', 'wrong_secret_size'],
  'nothing but space': [{ value: ' '.repeat(20) }, 'value', 'wrong_secret_size'],
  'a text of more than 65,536 characters': [{ value: '한'.repeat(65_537) }, 'value', 'wrong_secret_size'],
  'half a character': [{ value: `${VALUE}\ud800` }, 'value', 'unstorable_text'],
  NUL: [{ value: `${VALUE}\0` }, 'value', 'unstorable_text'],
  'a control character': [{ value: `${VALUE}\u001b` }, 'value', 'control_characters'],
}

for (const [what, [body, path, code]] of Object.entries(refused)) {
  test(`${what} is refused, and not quoted`, async (t) => {
    const { call, log } = await setUp(t)
    for (const language of ['en', 'ko']) {
      const answer = await call('PUT', '/API_TOKEN', body, { 'Accept-Language': language })
      assert.equal(answer.status, 422)
      const details = errorOf(answer).details ?? []
      assert.ok(
        details.some((detail) => detail.path === path && detail.code === code),
        answer.text,
      )
      assert.doesNotMatch(answer.text, /hunter2|seven77|12345678/)
    }
    assert.doesNotMatch(JSON.stringify(log.lines), /hunter2|seven77|12345678/)
  })
}

test('names must be valid as identifiers', async (t) => {
  const { put } = await setUp(t)
  for (const name of ['a', '_', 'A1_b', 'n'.repeat(64)])
    assert.equal((await put(name, VALUE)).status, 201, name)
  for (const name of ['1', 'a-b', 'a%20b', '%ED%95%9C', 'n'.repeat(65), 'a%0A']) {
    const answer = await put(name, VALUE)
    assert.deepEqual([answer.status, errorOf(answer).details?.[0]?.path], [422, 'path.name'], name)
  }
})

test('a change is accepted with the current ETag and refused with a stale one', async (t) => {
  const { call, put } = await setUp(t)
  const missing = await put('a', VALUE, { 'If-Match': '*' })
  assert.equal(missing.status, 412)
  const { etag: stale } = await put('a', VALUE)
  const { etag: current, status } = await put('a', VALUE, { 'If-Match': stale })
  assert.equal(status, 200)
  assert.notEqual(current, stale)
  for (const answer of [
    await put('a', VALUE, { 'If-Match': stale }),
    await call('DELETE', '/a', undefined, { 'If-Match': stale }),
  ]) {
    assert.deepEqual([answer.status, errorOf(answer).error_code], [412, 'PRECONDITION_FAILED'])
  }
  assert.equal((await call('DELETE', '/a', undefined, { 'If-Match': current })).status, 200)
})

test('of concurrent requests one creates, and of those with one ETag one replaces', async (t) => {
  const { put } = await setUp(t)
  const created = await Promise.all(Array.from({ length: 10 }, () => put('a', VALUE)))
  assert.equal(created.filter(({ status }) => status === 201).length, 1)
  assert.equal(created.filter(({ status }) => status === 200).length, 9)
  const { etag } = await put('a', VALUE)
  const replaced = await Promise.all(Array.from({ length: 10 }, () => put('a', VALUE, { 'If-Match': etag })))
  assert.equal(replaced.filter(({ status }) => status === 200).length, 1)
  assert.equal(replaced.filter(({ status }) => status === 412).length, 9)
})
