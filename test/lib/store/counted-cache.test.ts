import assert from 'node:assert/strict'
import { test } from 'node:test'
import { countedCache } from '../../../src/lib/store/counted-cache.ts'

test('the entry used longest ago goes when there are more than the maximum', () => {
  const cache = countedCache<string, number>(2)
  cache.set('a', 1)
  cache.set('b', 2)
  cache.get('a')
  cache.set('c', 3)
  assert.deepEqual([...cache.keys()].sort(), ['a', 'c'])
})

test('a cache takes the memory of its entries, not of its maximum', () => {
  const caches = Array.from({ length: 100 }, () => countedCache<string, number>(4_000_000_000))
  for (const cache of caches) cache.set('a', 1)
  assert.equal(caches.length, 100)
})
