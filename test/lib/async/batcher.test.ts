import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { Batcher, type BatcherOptions } from '../../../src/lib/async/batcher.ts'

const createBatcher = (options: Partial<BatcherOptions<number, number>> = {}) => {
  const commits: (readonly number[])[] = []
  const batcher = new Batcher<number, number>({
    async commit(items) {
      commits.push(items)
      if (items.includes(13)) throw new Error('unlucky')
      return items.map((item) => item * 10)
    },
    maxItems: 100,
    overflowError: () => new Error('full'),
    blamesItem: () => true,
    ...options,
  })
  return { batcher, commits }
}

const outcomes = async (results: readonly Promise<number>[]) =>
  (await Promise.allSettled(results)).map((each) => (each.status === 'fulfilled' ? each.value : 'rejected'))

test('items added in one turn share a commit, and each gets its own result', async () => {
  const { batcher, commits } = createBatcher()
  assert.deepEqual(await outcomes([1, 2, 3].map((item) => batcher.add(item))), [10, 20, 30])
  assert.deepEqual(commits, [[1, 2, 3]])
})

test('items added during a commit go into the next one', async () => {
  const gate = Promise.withResolvers<void>()
  const commits: (readonly number[])[] = []
  const { batcher } = createBatcher({
    async commit(items) {
      commits.push(items)
      await gate.promise
      return items
    },
  })
  const first = batcher.add(1)
  await turn()
  const rest = [batcher.add(2), batcher.add(3)]
  await turn()
  gate.resolve()
  await Promise.all([first, ...rest])
  assert.deepEqual(commits, [[1], [2, 3]])
})

test('no commit has more items than is allowed, and their order stays', async () => {
  const { batcher, commits } = createBatcher({ maxItems: 2 })
  await Promise.all([1, 2, 3, 4, 5].map((item) => batcher.add(item)))
  assert.deepEqual(commits, [[1, 2], [3, 4], [5]])
})

test('an item that fails its commit is alone in failing', async () => {
  const { batcher, commits } = createBatcher()
  assert.deepEqual(await outcomes([1, 13, 3].map((item) => batcher.add(item))), [10, 'rejected', 30])
  assert.deepEqual(commits, [[1, 13, 3], [1], [13], [3]])
})

test('when no item is at fault all of the commit fail at once, and later ones have a commit of their own', async () => {
  const { batcher, commits } = createBatcher({ blamesItem: () => false })
  assert.deepEqual(await outcomes([1, 13].map((item) => batcher.add(item))), ['rejected', 'rejected'])
  assert.equal(await batcher.add(2), 20)
  assert.deepEqual(commits, [[1, 13], [2]])
})

test('items beyond the queue limit are refused', async () => {
  const { batcher } = createBatcher({ maxWaiting: 2 })
  const results = [1, 2, 3].map((item) => batcher.add(item))
  assert.deepEqual(await outcomes(results), [10, 20, 'rejected'])
})

test('those that wait are counted, not those that are being committed', async () => {
  const gate = Promise.withResolvers<void>()
  const { batcher } = createBatcher({
    async commit(items) {
      await gate.promise
      return items
    },
  })
  const first = batcher.add(1)
  assert.equal(batcher.waiting, 1)
  await turn()
  const second = [batcher.add(2), batcher.add(3)]
  assert.equal(batcher.waiting, 2)
  gate.resolve()
  await Promise.all([first, ...second])
  assert.equal(batcher.waiting, 0)
})

test('a commit that gives too few results rejects those without one', async () => {
  const { batcher } = createBatcher({ commit: async () => [7] })
  assert.deepEqual(await outcomes([1, 2].map((item) => batcher.add(item))), [7, 'rejected'])
})

test('drain waits for everything that was added', async () => {
  const { batcher, commits } = createBatcher({ maxItems: 1 })
  const results = [1, 2, 3].map((item) => batcher.add(item))
  await batcher.drain()
  assert.equal(commits.length, 3)
  await Promise.all(results)
  await batcher.drain()
})
