import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { StatsRepository } from '../../../src/features/dashboard/repository.ts'
import { dashboardRoutes } from '../../../src/features/dashboard/routes.ts'
import { TimeBucket } from '../../../src/features/dashboard/schema.ts'
import { DashboardService } from '../../../src/features/dashboard/service.ts'
import { ErrorBody } from '../../../src/http/response/error-body.ts'
import { createDatabase } from '../../support/db/database.ts'
import { createClient, dataOf } from '../../support/http/client.ts'

const clock = { now: () => Date.parse('2026-11-23T18:30:00.000Z'), sleep: () => Promise.resolve() }

// Columns: script, hour, completed, failed, cancelled, timed out, duration.
const BUCKETS = `INSERT INTO execution_buckets VALUES
  (1, '2025-12-31T23:00:00.000Z', 1, 0, 0, 0, 5),
  (1, '2026-11-22T03:00:00.000Z', 2, 1, 0, 0, 30),
  (1, '2026-11-23T17:00:00.000Z', 3, 0, 1, 0, 10),
  (2, '2026-11-23T17:00:00.000Z', 0, 0, 0, 2, 90),
  (2, '2026-11-23T18:00:00.000Z', 1, 0, 0, 0, 1)`

const setUp = async (t: TestContext) => {
  const { database, writer } = await createDatabase(t)
  await database.execute(BUCKETS)
  const service = new DashboardService(new StatsRepository(database, writer, clock), clock)
  const call = createClient('/api/dashboard', dashboardRoutes(service))
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
}

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
    },
    { ...empty, bucket: '2026-11-23T18:00:00.000Z', executions: 1, completed: 1, average_duration_ms: 1 },
  ])
})

test('only the executions of one script are counted when it is named', async (t) => {
  const { series } = await setUp(t)
  const buckets = await series('script_id=2&since=2026-11-23T17:00:00Z&until=2026-11-23T17:59:59Z')
  const bucket = '2026-11-23T17:00:00.000Z'
  assert.deepEqual(buckets, [{ ...empty, bucket, executions: 2, timed_out: 2, average_duration_ms: 45 }])
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
