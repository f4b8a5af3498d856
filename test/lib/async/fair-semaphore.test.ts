import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FairSemaphore } from '../../../src/lib/async/fair-semaphore.ts'

const turn = () => new Promise((resolve) => setImmediate(resolve))

const semaphoreWith = (limit: number, share = limit, queueLimit = 100) =>
  new FairSemaphore({ limit, share, queueLimit, onQueueFull: () => new Error('full') })

const me = { holder: 'me' }
const you = { holder: 'you' }

/** Tasks that end when they are told to, and the order in which they started. */
const tasks = () => {
  const started: string[] = []
  const ends = new Map<string, () => void>()
  const task = (name: string) => () => {
    started.push(name)
    return new Promise<void>((resolve) => ends.set(name, resolve))
  }
  const end = async (name: string) => {
    ends.get(name)?.()
    await turn()
  }
  return { started, task, end }
}

test('no more than the limit run at once, and all run', async () => {
  const semaphore = semaphoreWith(3)
  let running = 0
  let most = 0
  const task = async (index: number) => {
    most = Math.max(most, ++running)
    await turn()
    running--
    return index
  }
  const results = await Promise.all(
    Array.from({ length: 20 }, (_, index) => semaphore.run(() => task(index), me)),
  )
  assert.equal(most, 3)
  assert.deepEqual(results, [...Array(20).keys()])
})

test('the tasks of one holder start in the order of asking', async () => {
  const semaphore = semaphoreWith(1)
  const order: number[] = []
  await Promise.all([1, 2, 3].map((index) => semaphore.run(() => order.push(index), me)))
  assert.deepEqual(order, [1, 2, 3])
})

test('a holder never has more than its share, so that another one starts at once', async () => {
  const { started, task, end } = tasks()
  const semaphore = semaphoreWith(3, 2)
  for (const name of ['a', 'b', 'c']) void semaphore.run(task(name), me)
  await turn()
  void semaphore.run(task('x'), you)
  await turn()
  assert.deepEqual(started, ['a', 'b', 'x'])
  await end('x')
  assert.deepEqual(started, ['a', 'b', 'x'])
  await end('a')
  assert.deepEqual(started, ['a', 'b', 'x', 'c'])
})

test('the next permit goes to the holder that has the fewest', async () => {
  const { started, task, end } = tasks()
  const semaphore = semaphoreWith(2)
  for (const name of ['a', 'b', 'c', 'd']) void semaphore.run(task(name), me)
  for (const name of ['x', 'y']) void semaphore.run(task(name), you)
  await turn()
  await end('a')
  await end('b')
  assert.deepEqual(started, ['a', 'b', 'x', 'c'])
})

test('the groups of a holder take turns', async () => {
  const { started, task, end } = tasks()
  const semaphore = semaphoreWith(1)
  for (const name of ['a', 'b', 'c']) void semaphore.run(task(name), { ...me, group: 1 })
  for (const name of ['x', 'y']) void semaphore.run(task(name), { ...me, group: 2 })
  for (const name of ['a', 'b', 'x', 'c', 'y']) {
    await turn()
    await end(name)
  }
  assert.deepEqual(started, ['a', 'b', 'x', 'c', 'y'])
})

test('a holder with too many tasks that wait gets an error, and others do not', async () => {
  const { started, task, end } = tasks()
  const semaphore = semaphoreWith(1, 1, 1)
  void semaphore.run(task('a'), me)
  void semaphore.run(task('b'), me)
  await assert.rejects(semaphore.run(task('c'), me), /full/)
  const other = semaphore.run(task('x'), you)
  await turn()
  for (const name of ['a', 'b', 'x']) await end(name)
  await other
  assert.deepEqual(started, ['a', 'b', 'x'])
})

test('a task that fails gives its place back', async () => {
  const semaphore = semaphoreWith(1)
  await assert.rejects(
    semaphore.run(() => Promise.reject(new Error('no')), me),
    /no/,
  )
  assert.equal(await semaphore.run(() => 'yes', me), 'yes')
})

test('waiting ends with the reason when the signal is aborted, and takes nobody the place', async () => {
  const semaphore = semaphoreWith(1, 1, 2)
  const { promise, resolve } = Promise.withResolvers<void>()
  const first = semaphore.run(() => promise, me)
  const abort = new AbortController()
  const waiting = semaphore.run(() => assert.fail('it ran'), me, abort.signal)
  abort.abort('enough')
  await assert.rejects(waiting, (reason) => reason === 'enough')
  const last = [1, 2].map((index) => semaphore.run(() => index, me))
  resolve()
  await first
  assert.deepEqual(await Promise.all(last), [1, 2])
})

test('who is aborted before it begins does not begin, also where there is a place', async () => {
  const semaphore = semaphoreWith(1)
  const aborted = semaphore.run(() => assert.fail('it ran'), me, AbortSignal.abort('too late'))
  await assert.rejects(aborted, (reason) => reason === 'too late')
  assert.equal(await semaphore.run(() => 'next', me), 'next')
})
