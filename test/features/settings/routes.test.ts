import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { SettingsRepository } from '../../../src/features/settings/repository.ts'
import { settingsRoutes } from '../../../src/features/settings/routes.ts'
import { Setting, Settings } from '../../../src/features/settings/schema.ts'
import { SettingsService } from '../../../src/features/settings/service.ts'
import { ErrorBody } from '../../../src/http/response/error-body.ts'
import { createDatabase } from '../../support/db/database.ts'
import { createClient, dataOf } from '../../support/http/client.ts'
import { createTestApp } from '../../support/http/test-app.ts'

/** Reads a millisecond later each time. */
const createClock = () => {
  let now = Date.parse('2026-11-23T18:00:00.000Z')
  return { now: () => now++, sleep: () => Promise.resolve() }
}

const setUp = async (t: TestContext) => {
  const { database, writer } = await createDatabase(t)
  const service = new SettingsService(new SettingsRepository(database, writer), createClock())
  const call = createClient('/api/config/user-settings', settingsRoutes(service))
  const put = (key: string, value: unknown, ifMatch?: string) =>
    call('PUT', `/${encodeURIComponent(key)}`, {
      body: { value },
      headers: ifMatch === undefined ? {} : { 'If-Match': ifMatch },
    })
  const all = async () => dataOf(Settings, await call('GET', '')).settings
  return { call, put, all }
}

const codeOf = ({ json }: { readonly json: unknown }) => ErrorBody.parse(json).error_code

const values = [null, false, 0, -1.5, '', 'text', [], [1, [null]], {}, { a: { b: '한국어' } }, '\ud800\0']

for (const value of values) {
  test(`${JSON.stringify(value)} is kept as it is`, async (t) => {
    const { call, put } = await setUp(t)
    const answer = await put('key', value)
    assert.equal(answer.status, 201)
    assert.equal(answer.headers.get('Location'), '/api/config/user-settings/key')
    assert.equal((await put('key', value)).status, 200)
    const expected = { key: 'key', value, updated_at: '2026-11-23T18:00:00.000Z' }
    assert.deepEqual(dataOf(Setting, answer), expected)
    const read = await call('GET', '/key')
    assert.deepEqual(dataOf(Setting, read), expected)
    assert.equal(read.etag, answer.etag)
  })
}

for (const key of ['a/b c', '한국어', '__proto__', 'constructor', '%', 'k'.repeat(100)]) {
  test(`"${key}" is a key`, async (t) => {
    const { call, put } = await setUp(t)
    const path = `/${encodeURIComponent(key)}`
    await put(key, 1)
    assert.equal(dataOf(Setting, await call('GET', path)).key, key)
    assert.match((await call('GET', '')).text, new RegExp(`"settings":\\{"${key}":1\\}`))
    assert.equal((await call('DELETE', path)).status, 200)
    assert.equal(codeOf(await call('GET', path)), 'SETTING_NOT_FOUND')
  })
}

test('sending back the answer to GET changes nothing', async (t) => {
  const { call, put } = await setUp(t)
  await put('theme', { dark: true })
  const before = await call('GET', '/theme')
  const again = await call('PUT', '/theme', { body: Object(before.json).data })
  assert.deepEqual(dataOf(Setting, again), dataOf(Setting, before))
  const known = await call('GET', '/theme', { headers: { 'If-None-Match': before.etag } })
  assert.equal(known.status, 304)
})

test('all settings can be put back and change nothing', async (t) => {
  const { call, put } = await setUp(t)
  await put('a', 1)
  await put('b', { c: null })
  const one = await call('GET', '/a')
  const before = await call('GET', '')
  assert.equal((await call('PUT', '', { body: Object(before.json).data })).status, 200)
  assert.equal((await call('GET', '')).etag, before.etag)
  assert.equal((await call('GET', '/a')).etag, one.etag)
})

test('a new value gets a new time and a new ETag', async (t) => {
  const { put } = await setUp(t)
  const [first, second] = [await put('a', 1), await put('a', 2)]
  assert.notEqual(first.etag, second.etag)
  assert.ok(dataOf(Setting, first).updated_at < dataOf(Setting, second).updated_at)
})

test('replacing all settings drops those that are not named', async (t) => {
  const { call, put, all } = await setUp(t)
  await put('old', 1)
  await put('kept', 1)
  const body = '{"settings":{"kept":2,"new":[3],"__proto__":{"x":1}}}'
  const answer = await call('PUT', '', { body })
  assert.equal(answer.status, 200)
  assert.match(answer.text, /"__proto__":\{"x":1\}/)
  assert.match((await call('GET', '')).text, /"__proto__":\{"x":1\}/)
  assert.equal((await call('DELETE', '/__proto__')).status, 200)
  assert.deepEqual(await all(), { kept: 2, new: [3] })
})

test('all settings are deleted at once', async (t) => {
  const { call, put, all } = await setUp(t)
  await put('a', 1)
  await put('b', 1)
  const answer = await call('DELETE', '')
  assert.deepEqual(dataOf(Settings, answer), { settings: {} })
  assert.deepEqual(await all(), {})
})

test('an unknown setting is answered 404', async (t) => {
  const { call } = await setUp(t)
  for (const method of ['GET', 'DELETE']) {
    const answer = await call(method, '/missing')
    assert.deepEqual([answer.status, codeOf(answer)], [404, 'SETTING_NOT_FOUND'])
  }
})

test('a misspelled setting gets a suggestion', async (t) => {
  const { call, put } = await setUp(t)
  await put('theme', 1)
  for (const method of ['GET', 'DELETE']) {
    const { message } = ErrorBody.parse((await call(method, '/them')).json)
    assert.equal(message, 'Setting "them" was not found. Did you mean "theme"?')
  }
})

test('a change is accepted with the current ETag and refused with a stale one', async (t) => {
  const { call, put } = await setUp(t)
  const { etag: stale } = await put('a', 1)
  const current = await put('a', 2, stale)
  assert.equal(current.status, 200)
  const refused = [await put('a', 3, stale), await call('DELETE', '/a', { headers: { 'If-Match': stale } })]
  for (const answer of refused)
    assert.deepEqual([answer.status, codeOf(answer)], [412, 'PRECONDITION_FAILED'])
  assert.equal(dataOf(Setting, await call('GET', '/a')).value, 2)
  assert.equal((await call('DELETE', '/a', { headers: { 'If-Match': current.etag } })).status, 200)
})

test('any version will do for *, but there must be one', async (t) => {
  const { put } = await setUp(t)
  assert.equal((await put('a', 1, '*')).status, 412)
  await put('a', 1)
  assert.equal((await put('a', 2, '*')).status, 200)
})

test('of concurrent changes with one ETag exactly one succeeds', async (t) => {
  const { call, put } = await setUp(t)
  const { etag } = await put('a', 'first')
  const answers = await Promise.all(Array.from({ length: 16 }, (_, index) => put('a', index, etag)))
  const made = answers.filter(({ status }) => status === 200)
  assert.equal(made.length, 1)
  assert.ok(answers.every((answer) => answer.status === 200 || codeOf(answer) === 'PRECONDITION_FAILED'))
  assert.deepEqual(
    made.map((answer) => dataOf(Setting, answer)),
    [dataOf(Setting, await call('GET', '/a'))],
  )
})

test('a value of 64 KiB is stored and one byte more is refused', async (t) => {
  const { call, put } = await setUp(t)
  // Two quotes belong to the JSON text.
  assert.equal((await put('a', 'x'.repeat(65_534))).status, 201)
  const tooLarge = 'x'.repeat(65_535)
  const answers = [
    { answer: await put('a', tooLarge), path: 'value' },
    { answer: await call('PUT', '', { body: { settings: { a: tooLarge } } }), path: 'settings.a' },
  ]
  for (const { answer, path } of answers) {
    assert.equal(answer.status, 422)
    const { details } = ErrorBody.parse(answer.json)
    assert.deepEqual([details?.[0]?.path, details?.[0]?.code], [path, 'value_too_large'])
  }
})

test('a value with the deepest allowed nesting is stored', async (t) => {
  const { call, put, all } = await setUp(t)
  const value: unknown = JSON.parse('['.repeat(98) + ']'.repeat(98))
  assert.equal((await put('a', value)).status, 201)
  assert.equal((await call('PUT', '', { body: { settings: { b: value } } })).status, 200)
  assert.deepEqual(JSON.stringify(await all()), JSON.stringify({ b: value }))
})

test('there are at most 1000 settings', async (t) => {
  const { call, put } = await setUp(t)
  const settings = (length: number) =>
    Object.fromEntries(Array.from({ length }, (_, index) => [`s${index}`, index]))
  const tooMany = await call('PUT', '', { body: { settings: settings(1001) } })
  assert.equal(tooMany.status, 422)
  assert.match(ErrorBody.parse(tooMany.json).details?.[0]?.message ?? '', /1000/)
  assert.equal((await call('PUT', '', { body: { settings: settings(1000) } })).status, 200)
  const another = await put('another', 1)
  assert.deepEqual([another.status, codeOf(another)], [422, 'VALIDATION_FAILED'])
  assert.equal((await put('s1', 'new')).status, 200)
})

test('all settings together are at most 1 MiB, because one request reads them', async (t) => {
  const { request } = await createTestApp(t)
  const large = 'x'.repeat(65_000)
  const settings = Object.fromEntries(Array.from({ length: 16 }, (_, index) => [`s${index}`, large]))
  const put = (path: string, body: object, headers = {}) =>
    request('PUT', `/api/config/user-settings${path}`, { body, headers })
  assert.equal((await put('', { settings })).status, 200)
  const problemOf = ({ json }: { json: unknown }) => {
    const [{ path, code } = { path: '', code: '' }] = ErrorBody.parse(json).details ?? []
    return `${path} ${code}`
  }
  assert.equal(problemOf(await put('/another', { value: large })), 'value settings_too_large')
  const onlyNew = await put('/another', { value: large }, { 'If-None-Match': '*' })
  assert.equal(problemOf(onlyNew), 'value settings_too_large')
  assert.equal((await put('/s0', { value: `${large}y` })).status, 200)
  const more = await put('', { settings: { ...settings, another: large } })
  assert.equal(problemOf(more), 'settings settings_too_large')
})

const invalid = [
  { what: 'no value', path: '/a', body: {} },
  { what: 'an unknown field', path: '/a', body: { value: 1, values: 1 } },
  { what: 'a long key', path: `/${'k'.repeat(101)}`, body: { value: 1 } },
  { what: 'a control character in the key', path: '/a%0A', body: { value: 1 } },
  { what: 'no settings', path: '', body: {} },
  { what: 'a list of settings', path: '', body: { settings: [1] } },
  { what: 'an empty key', path: '', body: { settings: { '': 1 } } },
]

for (const { what, path, body } of invalid) {
  test(`${what} is refused`, async (t) => {
    const { call } = await setUp(t)
    const answer = await call('PUT', path, { body })
    assert.deepEqual([answer.status, codeOf(answer)], [422, 'VALIDATION_FAILED'])
  })
}

test('If-None-Match: * only creates, and one of many at once', async (t) => {
  const { call, all } = await setUp(t)
  const headers = { 'If-None-Match': '*' }
  const create = (value: number) => call('PUT', '/a', { body: { value }, headers })
  const answers = await Promise.all([1, 2, 3, 4].map(create))
  assert.deepEqual(answers.map(({ status }) => status).toSorted(), [201, 412, 412, 412])
  assert.equal((await call('DELETE', '/a', { headers })).status, 412)
  assert.deepEqual(Object.keys(await all()), ['a'])
})

test('of many who replace the same version of all settings one succeeds, also beside single changes', async (t) => {
  const { call, put, all } = await setUp(t)
  await put('a', 0)
  const { etag } = await call('GET', '')
  const replace = (value: number) =>
    call('PUT', '', { body: { settings: { a: value } }, headers: { 'If-Match': etag } })
  const answers = await Promise.all([replace(1), replace(2), put('b', 3), replace(4)])
  assert.deepEqual(answers.map(({ status }) => status).toSorted(), [200, 201, 412, 412])
  assert.deepEqual(await all(), { a: 1, b: 3 })
  assert.equal((await call('DELETE', '', { headers: { 'If-Match': etag } })).status, 412)
})
