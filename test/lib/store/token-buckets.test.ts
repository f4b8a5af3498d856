import assert from 'node:assert/strict'
import { test } from 'node:test'
import { TokenBuckets } from '../../../src/lib/store/token-buckets.ts'
import { SteadyClock } from '../../support/time/steady-clock.ts'

const setUp = (perSecond: number, burst = perSecond) => {
  const clock = new SteadyClock()
  const buckets = new TokenBuckets({ perSecond, burst, clock })
  const take = (times: number) => Array.from({ length: times }, () => buckets.take('a').isGranted)
  return { clock, buckets, granted: (times: number) => take(times).filter((each) => each).length }
}

test('a full bucket grants a burst, and then as much as comes in', () => {
  const { clock, granted } = setUp(10, 20)
  assert.equal(granted(100), 20)
  clock.advance(99)
  assert.equal(granted(100), 0)
  clock.advance(1)
  assert.equal(granted(100), 1)
  clock.advance(1000)
  assert.equal(granted(100), 10)
  clock.advance(3_600_000)
  assert.equal(granted(100), 20)
})

test('each name has a bucket of its own', () => {
  const { buckets, granted } = setUp(1)
  assert.equal(granted(5), 1)
  assert.equal(buckets.take('b').isGranted, true)
})

test('it says how much is left and how long to wait', () => {
  const { clock, buckets } = setUp(4)
  assert.deepEqual(buckets.take('a'), { isGranted: true, left: 3, waitMs: 0, fullMs: 250 })
  assert.deepEqual(buckets.take('a', 3), { isGranted: true, left: 0, waitMs: 0, fullMs: 1000 })
  clock.advance(100)
  assert.deepEqual(buckets.take('a'), { isGranted: false, left: 0, waitMs: 150, fullMs: 900 })
})

test('what costs more than a bucket holds is granted by a full one, which owes the rest', () => {
  const { clock, buckets } = setUp(2)
  assert.deepEqual(buckets.take('a', 10), { isGranted: true, left: 0, waitMs: 0, fullMs: 5000 })
  clock.advance(4000)
  assert.equal(buckets.take('a').isGranted, false)
  clock.advance(500)
  assert.equal(buckets.take('a').isGranted, true)
  assert.deepEqual(buckets.take('a', 10), { isGranted: false, left: 0, waitMs: 1000, fullMs: 1000 })
})

test('returned tokens can be taken again, and never exceed the capacity of the bucket', () => {
  const { buckets, granted } = setUp(1)
  assert.equal(granted(2), 1)
  for (let index = 0; index < 5; index++) buckets.giveBack('a')
  assert.equal(granted(5), 1)
})

test('a clock that is set back takes nothing away', () => {
  const { clock, granted } = setUp(2)
  assert.equal(granted(1), 1)
  clock.advance(-60_000)
  assert.equal(granted(5), 1)
})

test('with very many names the ones that rested the longest are forgotten', () => {
  const { buckets, granted } = setUp(1)
  assert.equal(granted(2), 1)
  for (let index = 0; index < 20_000; index++) buckets.take(`other-${index}`)
  assert.equal(granted(2), 1)
})
