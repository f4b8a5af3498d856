import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { Database } from '../../../src/db/client.ts'
import { composeActivity } from '../../../src/features/activity/compose.ts'
import { ScriptActivity, TimeBucket } from '../../../src/features/activity/schema.ts'
import { ErrorBody } from '../../../src/http/response/error-body.ts'
import { Turns } from '../../../src/lib/async/turns.ts'
import { createDatabase } from '../../support/db/database.ts'
import { createClient, dataOf } from '../../support/http/client.ts'

const clock = { now: () => Date.parse('2026-11-23T18:30:00.000Z'), sleep: () => Promise.resolve() }

// Columns: script, hour, class of durations, completed, failed, cancelled, timed out, duration.
const BUCKETS = `INSERT INTO execution_buckets VALUES
  (1, '2025-12-31T23:00:00.000Z', -1, 1, 0, 0, 0, 5),
  (1, '2026-11-22T03:00:00.000Z', 8, 2, 1, 0, 0, 30),
  (1, '2026-11-23T17:00:00.000Z', 2, 3, 0, 0, 0, 6),
  (1, '2026-11-23T17:00:00.000Z', 4, 0, 0, 1, 0, 4),
  (2, '2026-11-23T17:00:00.000Z', 32, 0, 0, 0, 1, 40),
  (2, '2026-11-23T17:00:00.000Z', 45, 0, 0, 0, 1, 50),
  (2, '2026-11-23T18:00:00.000Z', 1, 1, 0, 0, 0, 1)`

const executions = {
  eachNodeRun: () => Promise.reject(new Error('not asked for')),
  eachStart: () => Promise.reject(new Error('not asked for')),
  failures: () => Promise.reject(new Error('not asked for')),
  queuedSince: () => Promise.reject(new Error('not asked for')),
}

const routesOf = (database: Database) =>
  composeActivity({ database, turns: new Turns(), clock, executions }).routes[0][1]

const setUp = async (t: TestContext) => {
  const { database } = await createDatabase(t)
  await database.execute(BUCKETS)
  const call = createClient('/api/dashboard', routesOf(database))
  const series = async (query: string) => {
    const answer = await call('GET', `/timeseries?${query}`)
    assert.equal(answer.status, 200)
    return dataOf(TimeBucket.array(), answer)
  }
  return { database, call, series }
}

const empty = {
  executions: 0,
  completed: 0,
  failed: 0,
  cancelled: 0,
  timed_out: 0,
  average_duration_ms: null,
  p50_duration_ms: null,
  p95_duration_ms: null,
  p99_duration_ms: null,
}

const durations = (average: number, half: number, most: number) => ({
  average_duration_ms: average,
  p50_duration_ms: half,
  p95_duration_ms: most,
  p99_duration_ms: most,
})

test('hours are summed over all scripts, and empty ones are included', async (t) => {
  const { series } = await setUp(t)
  assert.deepEqual(await series('since=2026-11-23T16:10:00Z'), [
    { ...empty, bucket: '2026-11-23T16:00:00.000Z' },
    {
      bucket: '2026-11-23T17:00:00.000Z',
      executions: 6,
      completed: 3,
      failed: 0,
      cancelled: 1,
      timed_out: 2,
      average_duration_ms: 16.67,
      p50_duration_ms: 2,
      p95_duration_ms: 50,
      p99_duration_ms: 50,
    },
    { ...empty, bucket: '2026-11-23T18:00:00.000Z', executions: 1, completed: 1, ...durations(1, 1, 1) },
  ])
})

test('only the executions of one script are counted when it is named', async (t) => {
  const { series } = await setUp(t)
  const buckets = await series('script_id=2&since=2026-11-23T17:00:00Z&until=2026-11-23T17:59:59Z')
  const bucket = '2026-11-23T17:00:00.000Z'
  assert.deepEqual(buckets, [{ ...empty, bucket, executions: 2, timed_out: 2, ...durations(45, 40, 50) }])
})

const defaults = [
  { bucket: 'hour', length: 25, first: '2026-11-22T18:00:00.000Z', last: '2026-11-23T18:00:00.000Z', all: 7 },
  { bucket: 'day', length: 31, first: '2026-10-24T00:00:00.000Z', last: '2026-11-23T00:00:00.000Z', all: 10 },
  {
    bucket: 'month',
    length: 13,
    first: '2025-11-01T00:00:00.000Z',
    last: '2026-11-01T00:00:00.000Z',
    all: 11,
  },
]

for (const { bucket, length, first, last, all } of defaults) {
  test(`by default the buckets of a ${bucket} go from ${first} to now`, async (t) => {
    const { series } = await setUp(t)
    const buckets = await series(`bucket=${bucket}`)
    assert.equal(buckets.length, length)
    assert.deepEqual([buckets[0]?.bucket, buckets.at(-1)?.bucket], [first, last])
    assert.equal(
      buckets.reduce((sum, { executions }) => sum + executions, 0),
      all,
    )
  })
}

test('times of other zones are accepted', async (t) => {
  const { series } = await setUp(t)
  const [bucket] = await series(
    `since=${encodeURIComponent('2026-11-24T03:00:00+09:00')}&until=2026-11-23T18:00:00Z`,
  )
  assert.equal(bucket?.bucket, '2026-11-23T18:00:00.000Z')
})

test('an end before the beginning leaves no buckets', async (t) => {
  const { series } = await setUp(t)
  assert.deepEqual(await series('since=2026-11-23T18:00:00Z&until=2026-11-22T18:00:00Z'), [])
})

test('1000 buckets are answered and 1001 are refused', async (t) => {
  const { call, series } = await setUp(t)
  assert.equal((await series('until=2026-02-11T15:00:00Z&since=2026-01-01T00:00:00Z')).length, 1000)
  const answer = await call('GET', '/timeseries?until=2026-02-11T16:00:00Z&since=2026-01-01T00:00:00Z')
  assert.equal(answer.status, 422)
  const { path, code, message } = ErrorBody.parse(answer.json).details?.[0] ?? {}
  assert.deepEqual({ path, code }, { path: 'query.since', code: 'too_many_buckets' })
  assert.match(message ?? '', /1000/)
})

for (const query of ['bucket=week', 'since=yesterday', 'until=2026-11-23', 'script_id=0', 'script_id=x']) {
  test(`the query ${query} is refused`, async (t) => {
    const { call } = await setUp(t)
    const answer = await call('GET', `/timeseries?${query}`)
    assert.equal(answer.status, 422)
    assert.equal(ErrorBody.parse(answer.json).details?.[0]?.path, `query.${query.split('=', 1)}`)
  })
}

test('durations that were counted before there were classes have no percentiles', async (t) => {
  const { series } = await setUp(t)
  const [bucket] = await series('since=2025-12-31T23:00:00Z&until=2025-12-31T23:00:00Z')
  assert.deepEqual([bucket?.average_duration_ms, bucket?.p50_duration_ms], [5, null])
})

const scriptsOf = async (t: TestContext, query: string) => {
  const { call, database } = await setUp(t)
  await database.execute(`INSERT INTO scripts (id, name, active, execution_order, version, graph_hash, node_count, created_at, updated_at)
    VALUES (1, 'Totals', 1, 0, 1, 'h', 0, '', '')`)
  const answer = await call('GET', `/scripts?${query}`)
  assert.equal(answer.status, 200)
  return dataOf(ScriptActivity.array(), answer)
}

test('scripts come with their numbers, the slowest first, and their executions by bucket', async (t) => {
  assert.deepEqual(await scriptsOf(t, 'since=2026-11-23T17:00:00Z'), [
    {
      ...empty,
      script_id: 2,
      script_name: null,
      executions: 3,
      completed: 1,
      timed_out: 2,
      ...durations(30.33, 40, 50),
      executions_by_bucket: [2, 1],
    },
    {
      ...empty,
      script_id: 1,
      script_name: 'Totals',
      executions: 4,
      completed: 3,
      cancelled: 1,
      ...durations(2.5, 2, 4),
      executions_by_bucket: [4, 0],
    },
  ])
})

for (const [sort, ids] of [
  ['-executions', [1, 2]],
  ['-failed', [1, 2]],
  ['-average_duration_ms', [2, 1]],
] as const) {
  test(`scripts sorted by ${sort} are ${ids.join()}`, async (t) => {
    const scripts = await scriptsOf(t, `bucket=day&sort=${sort}`)
    assert.deepEqual(
      scripts.map(({ script_id }) => script_id),
      ids,
    )
  })
}

test('no more scripts are answered than asked for', async (t) => {
  assert.equal((await scriptsOf(t, 'limit=1')).length, 1)
})

test('a long history is summed up whole, with hours of few counters and of many', async (t) => {
  const { database, call, series } = await setUp(t)
  await database.execute('DELETE FROM execution_buckets')
  // Every hour of 60 days has a counter, and each of some days also those of 500 scripts.
  await database.execute(`INSERT INTO execution_buckets
    WITH RECURSIVE hour(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM hour WHERE i < 1439),
      script(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM script WHERE id < 500)
    SELECT id, strftime('%Y-%m-%dT%H:00:00.000Z', '2026-09-01', i || ' hours'), 8, 1, 1, 0, 0, 20
    FROM hour, script WHERE id = 1 OR i / 24 IN (20, 40) AND i % 24 < 6`)
  const period = 'since=2026-09-01T00:00:00Z&until=2026-10-30T23:00:00Z'
  const days = await series(`bucket=day&${period}`)
  assert.deepEqual(
    days.map(({ executions: count }) => count),
    Array.from({ length: 60 }, (_, day) => 48 + ([20, 40].includes(day) ? 499 * 12 : 0)),
  )
  assert.deepEqual(
    (await series(`bucket=day&${period}&script_id=2`)).map(({ completed }) => completed),
    Array.from({ length: 60 }, (_, day) => ([20, 40].includes(day) ? 6 : 0)),
  )
  const scripts = await call('GET', `/scripts?bucket=day&${period}&sort=-executions&limit=1`)
  const [first] = dataOf(ScriptActivity.array(), scripts)
  assert.deepEqual([first?.script_id, first?.executions], [1, 2880])
  assert.deepEqual(first?.executions_by_bucket, Array(60).fill(48))
})
