import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FairPlaces } from '../../../src/lib/async/fair-places.ts'
import { FairQueue } from '../../../src/lib/async/fair-queue.ts'

const takeAll = (queue: FairQueue<string>, loadOf: (holder: string) => number | undefined) => {
  const taken: string[] = []
  for (let item = queue.take(loadOf); item !== undefined; item = queue.take(loadOf)) taken.push(item)
  return taken
}

test('holders with equally much take turns, and so do the groups of a holder', () => {
  const queue = new FairQueue<string>()
  for (const item of ['a1', 'a2', 'a3']) queue.push('a', 1, item)
  queue.push('a', 2, 'a4')
  queue.push('b', 1, 'b1')
  assert.deepEqual(
    takeAll(queue, () => 0),
    ['a1', 'b1', 'a4', 'a2', 'a3'],
  )
  assert.equal(queue.size, 0)
})

test('the holder that has least goes first, and one that may have no more does not', () => {
  const queue = new FairQueue<string>()
  for (const holder of ['a', 'b', 'c']) queue.push(holder, 1, holder)
  const loads: Readonly<Record<string, number | undefined>> = { a: 2, b: 1, c: undefined }
  assert.deepEqual(
    takeAll(queue, (holder) => loads[holder]),
    ['b', 'a'],
  )
  assert.equal(queue.size, 1)
})

test('a holder alone takes all places, and one that comes later still finds some', () => {
  const places = new FairPlaces(16)
  while (places.isFree('a')) places.take('a')
  assert.equal(places.of('a'), 16)
  while (places.isFree('b')) places.take('b')
  assert.equal(places.of('b'), 2)
  assert.equal(places.isFree('c'), false)
  places.release('b')
  assert.deepEqual(
    ['a', 'b', 'c'].map((holder) => places.isFree(holder)),
    [false, true, true],
  )
})

test('few places are never exceeded', () => {
  const places = new FairPlaces(1)
  places.take('a')
  assert.equal(places.isFree('b'), false)
})
