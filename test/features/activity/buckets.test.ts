import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { bucketPrefix, bucketStart, bucketStarts } from '../../../src/features/activity/buckets.ts'

const cases = [
  { bucket: 'hour', time: '2026-11-23T18:59:59.999Z', by: 0, start: '2026-11-23T18:00:00.000Z' },
  { bucket: 'hour', time: '2026-12-31T23:10:00.000Z', by: 1, start: '2027-01-01T00:00:00.000Z' },
  { bucket: 'day', time: '2024-03-01T00:00:00.000Z', by: -1, start: '2024-02-29T00:00:00.000Z' },
  { bucket: 'month', time: '2026-03-31T12:00:00.000Z', by: -1, start: '2026-02-01T00:00:00.000Z' },
  { bucket: 'month', time: '2026-01-31T12:00:00.000Z', by: -12, start: '2025-01-01T00:00:00.000Z' },
] as const

for (const { bucket, time, by, start } of cases) {
  test(`the ${bucket} of ${time} and ${by} begins at ${start}`, () => {
    assert.equal(new Date(bucketStart(bucket, Date.parse(time), by)).toISOString(), start)
  })
}

const moments = fc.date({
  min: new Date('2000-01-01'),
  max: new Date('2060-01-01'),
  noInvalidDate: true,
})

test('every moment between two times lies in exactly one of their buckets', () => {
  const bucket = fc.constantFrom('hour', 'day', 'month')
  fc.assert(
    fc.property(bucket, moments, fc.nat(90 * 24 * 3_600_000), fc.nat(), (kind, from, length, at) => {
      const since = from.getTime()
      const starts = bucketStarts(kind, { since, until: since + length }, 10_000) ?? assert.fail()
      const moment = since + (at % (length + 1))
      const name = new Date(moment).toISOString().slice(0, bucketPrefix[kind])
      const names = starts.map((start) => new Date(start).toISOString().slice(0, bucketPrefix[kind]))
      assert.equal(names.filter((each) => each === name).length, 1)
    }),
  )
})

test('too many buckets give none', () => {
  const span = { since: 0, until: 3_600_000 }
  assert.equal(bucketStarts('hour', span, 2)?.length, 2)
  assert.equal(bucketStarts('hour', span, 1), undefined)
  assert.deepEqual(bucketStarts('hour', { since: 3_600_000, until: 0 }, 1), [])
})
