import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { StatsRepository } from '../../../src/features/dashboard/repository.ts'
import { dashboardRoutes } from '../../../src/features/dashboard/routes.ts'
import { DashboardStats, StatsIncremented, StatsUpdated } from '../../../src/features/dashboard/schema.ts'
import { DashboardService } from '../../../src/features/dashboard/service.ts'
import { ErrorBody } from '../../../src/http/response/error-body.ts'
import { createDatabase } from '../../support/db/database.ts'
import { createClient, dataOf } from '../../support/http/client.ts'

const MOST = Number.MAX_SAFE_INTEGER
const clock = { now: () => 0, sleep: () => Promise.resolve() }

const setUp = async (t: TestContext) => {
  const { database, writer } = await createDatabase(t)
  const stats = new StatsRepository(database, writer, clock)
  const call = createClient('/api/dashboard', dashboardRoutes(new DashboardService(stats)))
  const put = (values: unknown) => call('PUT', '/stats', { body: { stats: values } })
  const add = (deltas: unknown) => call('POST', '/stats/increment', { body: { deltas } })
  const stored = async () => dataOf(DashboardStats, await call('GET', '/stats')).stats
  return { database, stats, call, put, add, stored }
}

test('a new database has no statistics and no average', async (t) => {
  const { call } = await setUp(t)
  assert.deepEqual(dataOf(DashboardStats, await call('GET', '/stats')), {
    stats: {},
    total_scripts: 0,
    active_scripts: 0,
    inactive_scripts: 0,
    executions: {
      scheduled: 0,
      queued: 0,
      running: 0,
      waiting: 0,
      completed: 0,
      failed: 0,
      cancelled: 0,
      timed_out: 0,
    },
    average_duration_ms: null,
  })
})

test('scripts and executions are counted', async (t) => {
  const { database, call } = await setUp(t)
  const script = (name: string, active: number) => ({
    sql: `INSERT INTO scripts (name, active, execution_order, version, graph_hash, node_count, created_at, updated_at)
      VALUES (?, ?, 0, 1, '', 0, '', '')`,
    args: [name, active],
  })
  const execution = (id: string, status: string) => ({
    sql: `INSERT INTO executions (id, graph_hash, status, input, output, attempts, created_at)
      VALUES (?, '', ?, 'null', 'null', 1, '')`,
    args: [id, status],
  })
  await database.batch([
    script('a', 1),
    script('b', 1),
    script('c', 0),
    execution('1', 'queued'),
    execution('2', 'queued'),
    execution('3', 'running'),
    execution('4', 'completed'),
    `INSERT INTO execution_totals VALUES ('completed', 2, 30), ('timed_out', 1, 71)`,
  ])
  assert.deepEqual(dataOf(DashboardStats, await call('GET', '/stats')), {
    stats: {},
    total_scripts: 3,
    active_scripts: 2,
    inactive_scripts: 1,
    executions: {
      scheduled: 0,
      queued: 2,
      running: 1,
      waiting: 0,
      completed: 2,
      failed: 0,
      cancelled: 0,
      timed_out: 1,
    },
    average_duration_ms: 33.67,
  })
})

test('statistics are set, and others keep their values', async (t) => {
  const { put, stored } = await setUp(t)
  await put({ a: 1, b: 2 })
  const answer = await put({ b: -3, c: MOST })
  assert.equal(answer.status, 200)
  assert.deepEqual(dataOf(StatsUpdated, answer), { updated: 2 })
  assert.deepEqual(await stored(), { a: 1, b: -3, c: MOST })
})

test('sending back the answer to GET changes nothing', async (t) => {
  const { call, put } = await setUp(t)
  await put({ a: 1 })
  const before = await call('GET', '/stats')
  assert.equal((await call('PUT', '/stats', { body: Object(before.json).data })).status, 200)
  const after = await call('GET', '/stats', { headers: { 'If-None-Match': before.etag } })
  assert.equal(after.status, 304)
})

test('setting no statistics is no error and changes nothing', async (t) => {
  const { put, stored } = await setUp(t)
  await put({ a: 1 })
  assert.deepEqual(dataOf(StatsUpdated, await put({})), { updated: 0 })
  assert.deepEqual(await stored(), { a: 1 })
})

test('an increment returns the new values', async (t) => {
  const { put, add, stored } = await setUp(t)
  await put({ a: 10, other: 1 })
  const answer = await add({ a: -3, b: 2 })
  assert.equal(answer.status, 200)
  assert.deepEqual(dataOf(StatsIncremented, answer), { stats: { a: 7, b: 2 } })
  assert.deepEqual(await stored(), { a: 7, b: 2, other: 1 })
})

test('64 concurrent increments add up, and each is answered with the value after its own', async (t) => {
  const { add, stored } = await setUp(t)
  const answers = await Promise.all(Array.from({ length: 64 }, () => add({ hits: 1 })))
  const values = answers.map((answer) => dataOf(StatsIncremented, answer).stats.hits)
  assert.deepEqual(
    values.toSorted((a = 0, b = 0) => a - b),
    Array.from({ length: 64 }, (_, index) => index + 1),
  )
  assert.deepEqual(await stored(), { hits: 64 })
})

test('a key named __proto__ is a statistic like any other', async (t) => {
  const { call } = await setUp(t)
  await call('PUT', '/stats', { body: '{"stats":{"__proto__":5,"constructor":1}}' })
  const added = await call('POST', '/stats/increment', { body: '{"deltas":{"__proto__":2}}' })
  assert.match(added.text, /"stats":\{"__proto__":7\}/)
  assert.match((await call('GET', '/stats')).text, /"stats":\{"__proto__":7,"constructor":1\}/)
})

test('an increment to an unsafe integer changes nothing and does not affect concurrent ones', async (t) => {
  const { put, add, stored } = await setUp(t)
  await put({ full: MOST, empty: -MOST })
  const [first, tooHigh, tooLow, last] = await Promise.all([
    add({ a: 1 }),
    add({ a: 100, full: 1 }),
    add({ empty: -1 }),
    add({ a: 1, full: -1 }),
  ])
  assert.deepEqual(
    [first, tooHigh, tooLow, last].map(({ status }) => status),
    [200, 409, 409, 200],
  )
  assert.equal(ErrorBody.parse(tooHigh.json).error_code, 'STAT_OUT_OF_RANGE')
  assert.deepEqual(await stored(), { a: 2, empty: -MOST, full: MOST - 1 })
})

test('a node that would make a counter an unsafe integer fails without a retry', async (t) => {
  const { stats, put } = await setUp(t)
  await put({ full: MOST })
  await assert.rejects(stats.increment({ full: 1 }), { code: 'STAT_OUT_OF_RANGE', retryable: false })
})

const manyStats = Object.fromEntries(Array.from({ length: 1001 }, (_, index) => [`s${index}`, 1]))

const invalid = [
  { what: 'a fraction', values: { a: 1.5 }, path: 'a' },
  { what: 'text', values: { a: '1' }, path: 'a' },
  { what: 'null', values: { a: null }, path: 'a' },
  { what: 'an unsafe integer', values: { a: MOST + 1 }, path: 'a' },
  { what: 'an empty key', values: { '': 1 }, path: '' },
  { what: 'a long key', values: { ['k'.repeat(101)]: 1 }, path: 'k'.repeat(101) },
  { what: 'a control character', values: { 'a\n': 1 }, path: 'a\n' },
  { what: 'half a character', values: { '\ud800': 1 }, path: '\ud800' },
  { what: 'too many', values: manyStats, path: undefined },
  { what: 'a list', values: [1], path: undefined },
  { what: 'nothing', values: undefined, path: undefined },
]

for (const { what, values, path } of invalid) {
  test(`statistics of ${what} are refused with their path`, async (t) => {
    const { put, add, stored } = await setUp(t)
    const answers = [
      { ...(await put(values)), field: 'stats' },
      { ...(await add(values)), field: 'deltas' },
    ]
    for (const { status, json, field } of answers) {
      const { error_code, details } = ErrorBody.parse(json)
      assert.deepEqual([status, error_code], [422, 'VALIDATION_FAILED'])
      assert.equal(details?.[0]?.path, path === undefined ? field : `${field}.${path}`)
    }
    assert.deepEqual(await stored(), {})
  })
}

test('an increment of nothing, and an unknown field, are refused', async (t) => {
  const { call, add } = await setUp(t)
  assert.equal((await add({})).status, 422)
  assert.equal((await call('PUT', '/stats', { body: { stats: {}, stat: {} } })).status, 422)
})

const bodies = [
  { body: '{', status: 400, code: 'MALFORMED_JSON' },
  { body: ' '.repeat(1_000_001), status: 413, code: 'PAYLOAD_TOO_LARGE' },
  { body: '{}', headers: { 'Content-Type': 'text/plain' }, status: 415, code: 'UNSUPPORTED_MEDIA_TYPE' },
]

for (const { code, status, ...request } of bodies) {
  test(`${code} is answered ${status}`, async (t) => {
    const { call } = await setUp(t)
    for (const answer of [
      await call('PUT', '/stats', request),
      await call('POST', '/stats/increment', request),
    ]) {
      assert.deepEqual([answer.status, ErrorBody.parse(answer.json).error_code], [status, code])
    }
  })
}
