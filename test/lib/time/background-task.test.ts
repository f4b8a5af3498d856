import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { BackgroundTask } from '../../../src/lib/time/background-task.ts'
import { ManualClock } from '../../support/time/manual-clock.ts'

const PAUSE_MS = 1000

/** A task whose work is counted and then done as given; it is closed when the test ends. */
const startTask = async (t: TestContext, work: (count: number) => Promise<number>) => {
  const clock = new ManualClock()
  const seen = { count: 0, errors: [] as unknown[] }
  const task = new BackgroundTask({
    clock,
    work: () => work(++seen.count),
    onError(error) {
      seen.errors.push(error)
      return PAUSE_MS
    },
  })
  t.after(() => task.close())
  task.start()
  await clock.settle()
  return { task, clock, seen }
}

test('the work is done at once, and again after each pause', async (t) => {
  const { clock, seen } = await startTask(t, async () => PAUSE_MS)
  assert.equal(seen.count, 1)
  await clock.advance(PAUSE_MS - 1)
  assert.equal(seen.count, 1)
  await clock.advance(1)
  assert.equal(seen.count, 2)
  await clock.advance(3 * PAUSE_MS)
  assert.equal(seen.count, 5)
})

test('without a pause it is done again at once', async (t) => {
  const { seen } = await startTask(t, async (count) => (count < 3 ? 0 : Infinity))
  assert.equal(seen.count, 3)
})

test('an error is reported, and the work is done again after the pause that its handler gives', async (t) => {
  const failure = new Error('no')
  const { clock, seen } = await startTask(t, async (count) => {
    if (count === 1) throw failure
    return PAUSE_MS
  })
  assert.deepEqual(seen, { count: 1, errors: [failure] })
  await clock.advance(PAUSE_MS)
  assert.equal(seen.count, 2)
})

test('a wake-up ends the wait for one, but no pause', async (t) => {
  const { task, clock, seen } = await startTask(t, async (count) => (count === 1 ? Infinity : PAUSE_MS))
  await clock.advance(100 * PAUSE_MS)
  assert.equal(seen.count, 1)
  task.wake()
  await clock.settle()
  assert.equal(seen.count, 2)
  task.wake()
  await clock.settle()
  assert.equal(seen.count, 2)
})

test('a wake-up during the work is not lost', async (t) => {
  const { promise, resolve } = Promise.withResolvers<void>()
  const { task, clock, seen } = await startTask(t, async () => {
    await promise
    return Infinity
  })
  task.wake()
  resolve()
  await clock.settle()
  assert.equal(seen.count, 2)
})

test('closing aborts the signal, waits for the work, and ends pauses; an error after it is not reported', async (t) => {
  const { promise, reject } = Promise.withResolvers<number>()
  const { task, clock, seen } = await startTask(t, () => promise)
  let isClosed = false
  const closing = task.close().then(() => {
    isClosed = true
  })
  assert.ok(task.signal.aborted)
  await clock.settle()
  assert.equal(isClosed, false)
  reject(new Error('closed'))
  await closing
  assert.deepEqual(seen, { count: 1, errors: [] })

  const paused = await startTask(t, async () => PAUSE_MS)
  await paused.task.close()
  const waiting = await startTask(t, async () => Infinity)
  await waiting.task.close()
})
