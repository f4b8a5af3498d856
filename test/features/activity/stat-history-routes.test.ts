import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { z } from 'zod'
import { StatHistoryService } from '../../../src/features/activity/stats/stat-history-service.ts'
import { StatHoursRepository } from '../../../src/features/activity/stats/stat-hours-repository.ts'
import { StatsRepository } from '../../../src/features/dashboard/repository.ts'
import { createDatabase } from '../../support/db/database.ts'

const HOUR_MS = 3_600_000
const NOON = Date.parse('2026-11-20T12:00:00.000Z')

const setUp = async (t: TestContext) => {
  const { database, writer } = await createDatabase(t)
  let now = NOON
  const clock = { now: () => now, sleep: () => Promise.resolve() }
  const stats = new StatsRepository(database, writer, clock)
  const history = new StatHistoryService(new StatHoursRepository(database), clock)
  const rows = async () => {
    const found = await database.execute('SELECT count(*) AS n FROM stat_hours')
    return z.int().parse(found.rows[0]?.n)
  }
  return {
    stats,
    rows,
    pass: (ms: number) => {
      now += ms
    },
    since: (hours: number) => new Date(now - hours * HOUR_MS).toISOString(),
    list: (query: Partial<Parameters<StatHistoryService['list']>[0]>) =>
      history.list({ bucket: 'hour', limit: 50, ...query }),
  }
}

test('a statistic is what it was at the end of each hour, also in hours in which it did not change', async (t) => {
  const { stats, pass, list, since, rows } = await setUp(t)
  pass(-2 * HOUR_MS)
  await stats.set({ orders: 5 })
  await stats.add({ orders: 2, visits: -1 })
  pass(2 * HOUR_MS + 1000)
  await stats.add({ orders: 10 })
  assert.deepEqual(await list({ since: since(3) }), [
    { key: 'orders', value: 17, values_by_bucket: [null, 7, 7, 17] },
    { key: 'visits', value: -1, values_by_bucket: [null, -1, -1, -1] },
  ])
  assert.equal(await rows(), 3)
  // What it was before the period counts, too.
  assert.deepEqual(await list({ since: since(1), key: 'orders' }), [
    { key: 'orders', value: 17, values_by_bucket: [7, 17] },
  ])
  assert.deepEqual(await list({ bucket: 'day', since: since(24), limit: 1 }), [
    { key: 'orders', value: 17, values_by_bucket: [null, 17] },
  ])
  assert.deepEqual(await list({ key: 'none' }), [])
})

test('hours are kept for 31 days', async (t) => {
  const { stats, pass, list, rows } = await setUp(t)
  for (let day = 0; day < 40; day += 1) {
    pass(24 * HOUR_MS)
    await stats.add({ orders: 1 })
  }
  assert.equal(await rows(), 32)
  const [orders] = await list({ bucket: 'day' })
  assert.deepEqual(orders?.values_by_bucket.slice(-3), [38, 39, 40])
})

test('writes that share a commit leave the last value of the hour, and one that is refused leaves none', async (t) => {
  const { stats, list, since } = await setUp(t)
  const most = Number.MAX_SAFE_INTEGER
  await Promise.allSettled([stats.set({ a: 1 }), stats.add({ a: most }), stats.add({ a: 2, b: 1 })])
  assert.deepEqual(await list({ since: since(0) }), [
    { key: 'a', value: 3, values_by_bucket: [3] },
    { key: 'b', value: 1, values_by_bucket: [1] },
  ])
})

test('too many buckets are refused', async (t) => {
  const { list, since } = await setUp(t)
  await assert.rejects(list({ since: since(1000) }), { code: 'VALIDATION_FAILED' })
})
