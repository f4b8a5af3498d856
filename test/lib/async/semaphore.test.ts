import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Semaphore } from '../../../src/lib/async/semaphore.ts'

const turn = () => new Promise((resolve) => setImmediate(resolve))

test('no more than the limit run at once, and all run', async () => {
  const semaphore = new Semaphore(3)
  let running = 0
  let most = 0
  const task = async (index: number) => {
    most = Math.max(most, ++running)
    await turn()
    running--
    return index
  }
  const results = await Promise.all(
    Array.from({ length: 20 }, (_, index) => semaphore.run(() => task(index))),
  )
  assert.equal(most, 3)
  assert.deepEqual(results, [...Array(20).keys()])
})

test('places are given in the order of asking', async () => {
  const semaphore = new Semaphore(1)
  const order: number[] = []
  await Promise.all([1, 2, 3].map((index) => semaphore.run(() => order.push(index))))
  assert.deepEqual(order, [1, 2, 3])
})

test('a task that fails gives its place back', async () => {
  const semaphore = new Semaphore(1)
  await assert.rejects(
    semaphore.run(() => Promise.reject(new Error('no'))),
    /no/,
  )
  assert.equal(await semaphore.run(() => 'yes'), 'yes')
})

test('waiting ends with the reason when the signal is aborted, and takes nobody the place', async () => {
  const semaphore = new Semaphore(1)
  const { promise, resolve } = Promise.withResolvers<void>()
  const first = semaphore.run(() => promise)
  const abort = new AbortController()
  const waiting = semaphore.run(() => assert.fail('it ran'), abort.signal)
  const last = semaphore.run(() => 'last')
  abort.abort('enough')
  await assert.rejects(waiting, (reason) => reason === 'enough')
  resolve()
  await first
  assert.equal(await last, 'last')
})

test('who is aborted before it begins does not begin, also where there is a place', async () => {
  const semaphore = new Semaphore(1)
  const aborted = semaphore.run(() => assert.fail('it ran'), AbortSignal.abort('too late'))
  await assert.rejects(aborted, (reason) => reason === 'too late')
  assert.equal(await semaphore.run(() => 'next'), 'next')
})

test('a place that is taken without waiting passes to the next in line when it is released', async () => {
  const semaphore = new Semaphore(1)
  assert.equal(semaphore.take(), true)
  assert.equal(semaphore.take(), false)
  const waiting = semaphore.run(() => semaphore.take())
  semaphore.release()
  assert.equal(await waiting, false)
  assert.equal(semaphore.take(), true)
})
