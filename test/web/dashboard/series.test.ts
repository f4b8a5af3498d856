import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Bucket, fillBuckets, sinceOf, totalsOf } from '../../../src/web/dashboard/series.ts'

const bucket = (start: string, more: Partial<Bucket> = {}): Bucket =>
  ({
    bucket: start,
    executions: 1,
    completed: 1,
    failed: 0,
    cancelled: 0,
    timed_out: 0,
    average_duration_ms: 10,
    ...more,
  }) as Bucket

test('hours in which nothing ended have a place, too', () => {
  const known = bucket('2026-11-29T10:00:00.000Z')
  const filled = fillBuckets([known], 'day', Date.parse('2026-11-29T12:34:00Z'))
  assert.equal(filled.length, 24)
  assert.deepEqual(filled.at(-3), known)
  assert.deepEqual(filled.at(-1), { bucket: '2026-11-29T12:00:00.000Z' })
})

test('the average counts each execution once', () => {
  const totals = totalsOf([
    bucket('2026-11-29T10:00:00.000Z', { executions: 3, average_duration_ms: 10, failed: 1 }),
    bucket('2026-11-29T11:00:00.000Z', { executions: 1, average_duration_ms: 50, timed_out: 1 }),
  ])
  assert.deepEqual(totals, { executions: 4, failureRate: 0.5, averageMs: 20 })
  assert.equal(totalsOf([]).averageMs, undefined)
})

test('a range begins with a full bucket, of which it has as many as are drawn', () => {
  const now = Date.parse('2026-11-29T12:34:56Z')
  assert.equal(sinceOf('day', now), '2026-11-28T13:00:00.000Z')
  assert.equal(sinceOf('month', now), '2026-10-31T00:00:00.000Z')
  for (const range of ['day', 'week', 'month'] as const) {
    assert.equal(fillBuckets([], range, now)[0]?.bucket, sinceOf(range, now))
  }
})
