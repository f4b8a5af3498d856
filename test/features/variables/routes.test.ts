import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { DeletedVariable, Variable } from '../../../src/features/variables/schema.ts'
import { dataOf, errorOf } from '../../support/http/client.ts'
import { createTestApp } from '../../support/http/test-app.ts'
import { ManualClock } from '../../support/time/manual-clock.ts'

const setUp = async (t: TestContext) => {
  const clock = new ManualClock()
  const app = await createTestApp(t, { clock })
  const call = (method: string, path = '', body?: unknown, headers = {}) =>
    app.request(method, `/api/variables${path}`, { headers, ...(body !== undefined && { body }) })
  const put = (name: string, value: unknown, headers = {}) => call('PUT', `/${name}`, { value }, headers)
  return { ...app, clock, call, put }
}

test('a variable is created, read, replaced, listed and deleted', async (t) => {
  const { call, put, clock } = await setUp(t)
  const body = { value: { retries: 3 }, description: 'How often.' }
  const created = await call('PUT', '/LIMITS', body)
  assert.deepEqual([created.status, created.headers.get('Location')], [201, '/api/variables/LIMITS'])
  const first = dataOf(Variable.strict(), created)
  const { created_at } = first
  assert.deepEqual(first, { name: 'LIMITS', ...body, created_at, updated_at: created_at })
  assert.deepEqual(dataOf(Variable, await call('GET', '/LIMITS')), first)

  await clock.advance(5)
  const replaced = await put('LIMITS', null)
  assert.equal(replaced.status, 200)
  const second = dataOf(Variable, replaced)
  assert.deepEqual([second.value, second.description, second.created_at], [null, null, created_at])
  assert.ok(second.updated_at > first.updated_at)

  assert.deepEqual(dataOf(Variable.strict().array(), await call('GET')), [second])
  assert.deepEqual(dataOf(DeletedVariable, await call('DELETE', '/LIMITS')), { name: 'LIMITS' })
  assert.deepEqual(dataOf(Variable.array(), await call('GET')), [])
  for (const method of ['GET', 'DELETE']) {
    const gone = await call(method, '/LIMITS')
    assert.deepEqual([gone.status, errorOf(gone).error_code], [404, 'VARIABLE_NOT_FOUND'])
    assert.match(errorOf(gone).message, /LIMITS/)
  }
})

test('a misspelled name is answered with the one that it most likely means', async (t) => {
  const { call, put } = await setUp(t)
  await put('API_URL', 'https://example.com')
  for (const method of ['GET', 'DELETE']) {
    const { message } = errorOf(await call(method, '/API_URLS'))
    assert.equal(message, 'Variable "API_URLS" was not found. Did you mean "API_URL"?')
  }
})

const values = [
  null,
  false,
  0,
  '',
  [],
  {},
  'text',
  1.5,
  [[1], { a: null }],
  '12345678901234567890',
  '{{ input }}',
]

for (const value of values) {
  test(`${JSON.stringify(value)} is a value like any other`, async (t) => {
    const { call, put } = await setUp(t)
    const set = await put('ANY', value)
    const got = await call('GET', '/ANY')
    const [listed] = dataOf(Variable.array(), await call('GET'))
    assert.deepEqual([set.json.data.value, got.json.data.value, listed?.value], [value, value, value])
  })
}

test('an integer beyond 2^53-1 becomes text with all its digits', async (t) => {
  const { app, call } = await setUp(t)
  await app.request('/api/variables/ID', {
    method: 'PUT',
    headers: { 'Content-Type': 'application/json' },
    body: '{"value":{"id":12345678901234567890}}',
  })
  assert.deepEqual((await call('GET', '/ID')).json.data.value, { id: '12345678901234567890' })
})

test('what was read can be sent back, and then changes nothing', async (t) => {
  const { call, clock } = await setUp(t)
  await call('PUT', '/URL', { value: { b: 1, a: [2] }, description: 'Where.' })
  const read = await call('GET', '/URL')
  await clock.advance(5)
  const again = await call('PUT', '/URL', read.json.data)
  assert.deepEqual([again.status, again.json.data], [200, read.json.data])
  assert.equal(again.headers.get('ETag'), read.headers.get('ETag'))
})

test('preconditions hold for changes and reads', async (t) => {
  const { call, put } = await setUp(t)
  const none = { 'If-None-Match': '*' }
  assert.equal((await put('A', 1, { 'If-Match': '*' })).status, 412)
  const { headers } = await put('A', 1, none)
  const old = { 'If-Match': headers.get('ETag') ?? '' }
  const exists = await put('A', 2, none)
  assert.deepEqual([exists.status, errorOf(exists).error_code], [412, 'PRECONDITION_FAILED'])
  const replaced = await put('A', 2, old)
  assert.equal(replaced.status, 200)
  assert.equal((await put('A', 3, old)).status, 412)
  assert.equal((await call('DELETE', '/A', undefined, old)).status, 412)
  const tag = replaced.headers.get('ETag') ?? ''
  assert.equal((await call('GET', '/A', undefined, { 'If-None-Match': tag })).status, 304)
  assert.equal((await call('DELETE', '/A', undefined, { 'If-Match': tag })).status, 200)
})

test('of concurrent requests to create a variable only one does', async (t) => {
  const { put } = await setUp(t)
  const answers = await Promise.all([1, 2, 3, 4].map((value) => put('A', value, { 'If-None-Match': '*' })))
  assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 412, 412, 412])
})

test('lists are paged by name', async (t) => {
  const { call, put } = await setUp(t)
  for (const name of ['b', 'B', '_', 'a1', 'a']) await put(name, name)
  const pages: string[][] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const { json } = await call('GET', `?limit=2${cursor && `&cursor=${cursor}`}`)
    pages.push(json.data.map(({ name }: Variable) => name))
    cursor = json.next_cursor
  }
  assert.deepEqual(pages, [['B', '_'], ['a', 'a1'], ['b']])
})

const refused: Readonly<Record<string, readonly [name: string, body: unknown, path: string, code: string]>> =
  {
    'no value': ['A', {}, 'value', 'invalid_type'],
    'another field': ['A', { value: 1, values: 1 }, '', 'unrecognized_keys'],
    'a value of more than 64 KiB': ['A', { value: 'x'.repeat(65_536) }, 'value', 'value_too_large'],
    'a description that is no text': ['A', { value: 1, description: 1 }, 'description', 'invalid_type'],
    'a long description': ['A', { value: 1, description: 'x'.repeat(501) }, 'description', 'too_big'],
    'a name with a hyphen': ['api-url', { value: 1 }, 'path.name', 'invalid_format'],
    'a name that begins with a digit': ['1A', { value: 1 }, 'path.name', 'invalid_format'],
    'a name of more than 64 characters': ['A'.repeat(65), { value: 1 }, 'path.name', 'invalid_format'],
  }

for (const [what, [name, body, path, code]] of Object.entries(refused)) {
  test(`${what} is refused`, async (t) => {
    const { call } = await setUp(t)
    const answer = await call('PUT', `/${name}`, body)
    assert.equal(answer.status, 422)
    const details = (errorOf(answer).details ?? []).map((detail) => [detail.path, detail.code])
    assert.deepEqual(details, [[path, code]])
  })
}

test('there is a limit to all values together, which a smaller value makes room in', async (t) => {
  const { put } = await setUp(t)
  const large = 'x'.repeat(65_000)
  for (let index = 0; index < 16; index++) assert.equal((await put(`V${index}`, large)).status, 201)
  const answer = await put('MORE', large)
  assert.deepEqual([answer.status, errorOf(answer).details?.[0]?.code], [422, 'variables_too_large'])
  assert.equal((await put('V0', large.slice(1))).status, 200)
  assert.equal((await put('V0', 1)).status, 200)
  assert.equal((await put('MORE', large)).status, 201)
})

test('there is a limit to the number of variables', async (t) => {
  const { put } = await setUp(t)
  await Promise.all(Array.from({ length: 1000 }, (_, index) => put(`V${index}`, index)))
  const answer = await put('MORE', 1)
  assert.deepEqual(
    [answer.status, errorOf(answer).details?.map(({ path, code }) => [path, code])],
    [422, [['path.name', 'too_many_variables']]],
  )
  assert.equal((await put('V7', 8)).status, 200)
})
