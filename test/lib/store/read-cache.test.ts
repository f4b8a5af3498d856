import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ReadCache } from '../../../src/lib/store/read-cache.ts'

/** A cache over reads that the test answers itself, one by one. */
const setUp = () => {
  const reads: PromiseWithResolvers<string | undefined>[] = []
  const load = () => {
    const read = Promise.withResolvers<string | undefined>()
    reads.push(read)
    return read.promise
  }
  return { reads, cache: new ReadCache<number, string | undefined>({ max: 10, load }) }
}

test('a value is read once and kept, and concurrent readers share the read', async () => {
  const { reads, cache } = setUp()
  const both = [cache.get(1), cache.get(1)]
  reads[0]?.resolve('first')
  assert.deepEqual(await Promise.all([...both, cache.get(1)]), ['first', 'first', 'first'])
  assert.equal(await cache.get(1), 'first')
  assert.equal(reads.length, 1)
})

test('a read that was under way when its key was forgotten is not kept', async () => {
  const { reads, cache } = setUp()
  const stale = cache.get(1)
  cache.forget(1)
  const fresh = cache.get(1)
  reads[1]?.resolve('new')
  assert.equal(await fresh, 'new')
  reads[0]?.resolve('old')
  assert.equal(await stale, 'old')
  assert.equal(await cache.get(1), 'new')
  assert.equal(reads.length, 2)
})

test('neither nothing nor a failure is kept', async () => {
  const { reads, cache } = setUp()
  const missing = cache.get(1)
  reads[0]?.resolve(undefined)
  assert.equal(await missing, undefined)
  const failing = cache.get(1)
  reads[1]?.reject(new Error('no database'))
  await assert.rejects(failing, /no database/)
  const found = cache.get(1)
  reads[2]?.resolve('there')
  assert.equal(await found, 'there')
})

test('nothing is kept while others may change the values, and what comes later is', async () => {
  let mayKeep = false
  let reads = 0
  const cache = new ReadCache({ max: 10, load: async (_key: string) => ++reads, mayKeep: () => mayKeep })
  assert.deepEqual([await cache.get('a'), await cache.get('a')], [1, 2])
  mayKeep = true
  assert.deepEqual([await cache.get('a'), await cache.get('a')], [3, 3])
})

test('when everything is forgotten, so are the reads that are under way', async () => {
  const { reads, cache } = setUp()
  const first = cache.get(1)
  reads[0]?.resolve('one')
  assert.equal(await first, 'one')
  const stale = cache.get(2)
  cache.forgetAll()
  assert.equal(cache.peek(1), undefined)
  reads[1]?.resolve('old')
  assert.equal(await stale, 'old')
  assert.equal(cache.peek(2), undefined)
})

test('values are kept as long as they are not too large together', async () => {
  const load = async (text: string) => text
  const cache = new ReadCache({ max: 10, sizeOf: ({ length }: string) => length, load })
  for (const text of ['1234', '12345', '123456', '12345678901']) await cache.get(text)
  const kept = ['1234', '12345', '123456', '12345678901'].map((text) => cache.peek(text) !== undefined)
  assert.deepEqual(kept, [false, false, true, false])
})
