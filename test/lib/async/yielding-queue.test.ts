import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { YieldingQueue } from '../../../src/lib/async/yielding-queue.ts'

const busyFor = (ms: number) => {
  const end = performance.now() + ms
  while (performance.now() < end);
}

test('work runs at once while little has run in the turn', () => {
  const queue = new YieldingQueue()
  assert.equal(
    queue.run(() => 1),
    1,
  )
  assert.throws(
    () =>
      queue.run(() => {
        throw new Error('no')
      }),
    /no/,
  )
})

test('after long work the event loop has its turn, and what waits runs in its order', async () => {
  const queue = new YieldingQueue()
  let turns = 0
  let isDone = false
  const count = async () => {
    while (!isDone) {
      await nextTurn()
      turns++
    }
  }
  const counting = count()
  const order: number[] = []
  const run = (index: number) =>
    queue.run(() => {
      order.push(index)
      busyFor(12)
      return turns
    })
  const seen = await Promise.all([run(0), run(1), run(2)])
  isDone = true
  await counting
  assert.deepEqual(order, [0, 1, 2])
  assert.ok((seen[0] ?? 0) < (seen[1] ?? 0) && (seen[1] ?? 0) < (seen[2] ?? 0), seen.join())
})

test('work that fails after a turn rejects', async () => {
  const queue = new YieldingQueue()
  queue.run(() => busyFor(12))
  const failing = queue.run(() => {
    throw new Error('no')
  })
  await assert.rejects(async () => failing, /no/)
})
