import assert from 'node:assert/strict'
import { test } from 'node:test'
import { KeyedQueue } from '../../../src/lib/async/keyed-queue.ts'

test('tasks of one key run one after the other, those of another do not wait', async () => {
  const queue = new KeyedQueue<string>()
  const gate = Promise.withResolvers<void>()
  const seen: string[] = []
  const first = queue.run('a', async () => {
    await gate.promise
    seen.push('a1')
  })
  const second = queue.run('a', async () => seen.push('a2'))
  await queue.run('b', async () => seen.push('b1'))
  assert.deepEqual(seen, ['b1'])
  gate.resolve()
  await Promise.all([first, second])
  assert.deepEqual(seen, ['b1', 'a1', 'a2'])
})

test('a task that fails fails alone', async () => {
  const queue = new KeyedQueue<number>()
  const failing = queue.run(1, () => Promise.reject(new Error('no')))
  const next = queue.run(1, async () => 'done')
  await assert.rejects(failing, /no/)
  assert.equal(await next, 'done')
})
