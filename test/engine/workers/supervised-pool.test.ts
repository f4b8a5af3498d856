import assert from 'node:assert/strict'
import { platform } from 'node:os'
import { type TestContext, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { type PoolOptions, SupervisedPool, TaskOverdue } from '../../../src/engine/workers/supervised-pool.ts'
import type { ProbeTask } from '../../support/engine/probe-worker.ts'

/** For one caller. */
const ONE_THREAD = { share: 1, queueLimit: 10, onQueueFull: () => new Error('full') }

const poolWith = (t: TestContext, options: Partial<PoolOptions> = {}) => {
  const pool = new SupervisedPool<ProbeTask, string>({
    module: () => new URL('../../support/engine/probe-worker.ts', import.meta.url),
    settings: 'task',
    ...ONE_THREAD,
    idleMs: 60_000,
    timeoutMs: 60_000,
    wallTimeMs: 60_000,
    graceMs: 60_000,
    ...options,
  })
  t.after(() => pool.close())
  return (task: ProbeTask, signal?: AbortSignal, holder = 'me') =>
    pool.run(async () => task, signal, { holder })
}

test('a worker runs one task after the other', async (t) => {
  const run = poolWith(t)
  assert.deepEqual(await Promise.all([run('thread'), run('thread'), run('thread')]), [
    'task 1',
    'task 2',
    'task 3',
  ])
})

test('while a caller has all threads of its share, another one has a thread at once', async (t) => {
  const run = poolWith(t, { graceMs: 20 })
  const controller = new AbortController()
  const endless = ['endless', 'endless'] as const
  const mine = Promise.allSettled(endless.map((task) => run(task, controller.signal)))
  assert.equal(await run('thread', undefined, 'you'), 'task 1')
  assert.equal(await run('thread', undefined, 'you'), 'task 2')
  controller.abort()
  await mine
})

test('threads give way to the main thread', { skip: platform() !== 'linux' }, async (t) => {
  const run = poolWith(t)
  assert.equal(Number(await run('priority')), 5)
})

test('a task that ends its worker fails alone, and the next one gets a new worker', async (t) => {
  const run = poolWith(t)
  for (const task of ['throw', 'exit'] as const) {
    assert.equal(await run('thread'), 'task 1')
    const [failed, next] = await Promise.allSettled([run(task), run('thread')])
    assert.equal(failed.status, 'rejected', task)
    assert.deepEqual(next, { status: 'fulfilled', value: 'task 1' })
    await assert.rejects(run('throw'), { message: 'thrown in a worker' })
  }
})

test('the time of a task is that of the processor, with a bound on the time in all', async (t) => {
  const patient = poolWith(t, { timeoutMs: 200, graceMs: 1 })
  assert.equal(await patient('asleep'), 'task 1')
  const hasty = poolWith(t, { timeoutMs: 20, wallTimeMs: 100, graceMs: 1 })
  await assert.rejects(hasty('asleep'), { exceeded: 'wallTimeMs' })
  await assert.rejects(poolWith(t, { timeoutMs: 20, graceMs: 1 })('endless'), { exceeded: 'timeoutMs' })
})

test('a task past its time is terminated with its worker', async (t) => {
  const run = poolWith(t, { timeoutMs: 20, graceMs: 20 })
  await assert.rejects(run('endless'), TaskOverdue)
})

test('a task fails when its worker cannot be loaded or does not start', async (t) => {
  const missing = poolWith(t, { module: () => new URL('./moved-away.ts', import.meta.url) })
  const restart = { message: /moved or replaced while running, restart it/ }
  for (let calls = 0; calls < 2; calls++) await assert.rejects(missing('thread'), restart)
  const silent = poolWith(t, {
    module: () => new URL('data:text/javascript,setInterval(() => {}, 1000)'),
    timeoutMs: 5,
    graceMs: 5,
    startMs: 200,
  })
  const tasks = await Promise.allSettled([silent('thread'), silent('thread')])
  assert.deepEqual(
    tasks.map((task) => task.status === 'rejected' && task.reason.message),
    [1, 2].map(() => 'The server was too busy to start a thread for the node within 200 ms. Try again.'),
  )
})

test('a cancelled task may end by itself, and its worker stays', async (t) => {
  const run = poolWith(t)
  const controller = new AbortController()
  const running = run('until cancelled', controller.signal)
  const waiting = run('thread', controller.signal)
  setTimeout(() => controller.abort(new Error('stop')), 50)
  await assert.rejects(waiting, { message: 'stop' })
  await assert.rejects(running, { message: 'stop' })
  assert.equal(await run('thread'), 'task 2')
})

test('a cancelled task that does not heed it is terminated', async (t) => {
  const run = poolWith(t, { graceMs: 20 })
  await run('thread')
  const controller = new AbortController()
  const running = run('endless', controller.signal)
  setTimeout(() => controller.abort(new Error('stop')), 50)
  await assert.rejects(running, { message: 'stop' })
  assert.equal(await run('thread'), 'task 1')
})

test('a task that is terminated has ended when its failure is reported', async (t) => {
  const run = poolWith(t, { timeoutMs: 20, graceMs: 20 })
  const counter = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))
  await assert.rejects(run(counter), TaskOverdue)
  const counted = Atomics.load(counter, 0)
  assert.ok(counted > 0)
  // A thread that still ran would count on in this time.
  await delay(20)
  assert.equal(Atomics.load(counter, 0), counted)
})

test('an idle worker ends', async (t) => {
  const run = poolWith(t, { idleMs: 1 })
  assert.equal(await run('thread'), 'task 1')
  await new Promise((resolve) => setTimeout(resolve, 100))
  assert.equal(await run('thread'), 'task 1')
})

test('a closed pool rejects what is running', async (t) => {
  const pool = new SupervisedPool<ProbeTask, string>({
    module: () => new URL('../../support/engine/probe-worker.ts', import.meta.url),
    settings: 'task',
    ...ONE_THREAD,
    idleMs: 60_000,
    timeoutMs: 60_000,
    wallTimeMs: 60_000,
    graceMs: 60_000,
  })
  t.after(() => pool.close())
  const running = pool.run(async () => 'endless')
  const ended = assert.rejects(running, { message: 'the worker has been terminated' })
  await new Promise((resolve) => setTimeout(resolve, 50))
  await pool.close()
  await ended
})
