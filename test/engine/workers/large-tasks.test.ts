import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LargeTasks, TaskTooLarge } from '../../../src/engine/workers/large-tasks.ts'

const MiB = 1024 * 1024

const createTasks = (memoryBytes: number) =>
  new LargeTasks({ memoryBytes, queueLimit: 10, onQueueFull: () => new Error('full') })

/** Runs as many tasks for a caller that end when told so. */
const startTasks = (large: LargeTasks, count: number, isSmall = false, holder = 'me') => {
  const running: (() => void)[] = []
  const ended = Array.from({ length: count }, () =>
    large.run(
      async (isLarge) => {
        if (!isLarge && !isSmall) throw new TaskTooLarge()
        await new Promise<void>((resolve) => running.push(resolve))
      },
      { holder },
    ),
  )
  return { running, ended: Promise.all(ended) }
}

const settle = () => new Promise((resolve) => setImmediate(resolve))

test('in 512 MB, one large task runs at a time', async () => {
  const { running, ended } = startTasks(createTasks(512 * MiB), 3)
  for (let left = 3; left > 0; left--) {
    await settle()
    assert.equal(running.length, 1)
    running.shift()?.()
  }
  await ended
})

test('small tasks run beside any number of others', async () => {
  const { running, ended } = startTasks(createTasks(512 * MiB), 5, true)
  await settle()
  assert.equal(running.length, 5)
  for (const end of running) end()
  await ended
})

test('with more memory there are more at once, of which one caller leaves some to others', async () => {
  const large = createTasks(1024 * MiB)
  const mine = startTasks(large, 5)
  await settle()
  assert.equal(mine.running.length, 3)
  const yours = startTasks(large, 2, false, 'you')
  await settle()
  assert.equal(yours.running.length, 2)
  for (const { running, ended } of [mine, yours]) {
    while (running.length > 0) {
      running.shift()?.()
      await settle()
    }
    await ended
  }
})

test('other failures are not repeated', async () => {
  let attempts = 0
  const fail = async () => {
    attempts++
    throw new Error('failed')
  }
  await assert.rejects(createTasks(512 * MiB).run(fail), { message: 'failed' })
  assert.equal(attempts, 1)
})
