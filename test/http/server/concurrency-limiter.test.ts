import assert from 'node:assert/strict'
import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { type TestContext, test } from 'node:test'
import { ConcurrencyLimiter, cameAt, type Visit } from '../../../src/http/server/concurrency-limiter.ts'

const PLACES = 64

/** A limiter whose time stands still, before an event loop that is busy, and those that it has let in. */
const createTurnstile = (t: TestContext, utilization = 1) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  let now = 1000
  const eventLoopUtilization = () => ({ idle: 0, active: 0, utilization })
  const limiter = new ConcurrencyLimiter({ now: () => now, eventLoopUtilization })
  const inside: string[] = []
  const come = (name: string, response = { destroyed: false }): Visit =>
    limiter.enter(new IncomingMessage(new Socket()), response, () => inside.push(name))
  const crowd = (size: number) => Array.from({ length: size }, (_, index) => come(`crowd ${index}`))
  const pass = (ms: number) => {
    for (const end = now + ms; now < end; now++) t.mock.timers.tick(1)
  }
  const late = (ms: number) => {
    now += ms
  }
  return { limiter, inside, come, crowd, pass, late }
}

test('while there are places everybody is let in at once', (t) => {
  const { limiter, inside, crowd } = createTurnstile(t)
  for (const visit of crowd(PLACES)) limiter.leave(visit)
  for (const visit of crowd(PLACES)) assert.equal(cameAt(visit.request), undefined)
  assert.equal(inside.length, 2 * PLACES)
})

test('who finds none waits for one, in the order of coming, and it is known since when', (t) => {
  const { limiter, inside, come, crowd, pass } = createTurnstile(t)
  const visits = crowd(PLACES)
  const first = come('first')
  pass(5)
  const second = come('second')
  assert.equal(inside.length, PLACES)
  for (const visit of visits.slice(0, 2)) limiter.leave(visit)
  assert.deepEqual(inside.slice(PLACES), ['first', 'second'])
  assert.deepEqual([cameAt(first.request), cameAt(second.request)], [1000, 1005])
})

test('who was let in late leaves a place, too', (t) => {
  const { limiter, inside, come, crowd } = createTurnstile(t)
  const [visit] = crowd(PLACES)
  const late = come('late')
  assert.ok(visit)
  limiter.leave(visit)
  come('later')
  limiter.leave(late)
  assert.deepEqual(inside.slice(PLACES), ['late', 'later'])
})

test('who has gone while waiting is not let in, and takes no place', (t) => {
  const { limiter, inside, come, crowd } = createTurnstile(t)
  const [visit] = crowd(PLACES)
  const response = { destroyed: false }
  const gone = come('gone', response)
  come('next')
  response.destroyed = true
  limiter.leave(gone)
  assert.ok(visit)
  limiter.leave(visit)
  assert.deepEqual(inside.slice(PLACES), ['next'])
})

test('those that take long give up their places', (t) => {
  const { limiter, inside, come, crowd, pass } = createTurnstile(t)
  const long = crowd(PLACES)
  for (let count = 0; count < 2 * PLACES; count++) come('waiting')
  pass(30)
  assert.equal(inside.length, PLACES)
  pass(20)
  assert.equal(inside.length, 2 * PLACES)
  // They had none any more to leave.
  for (const visit of long) limiter.leave(visit)
  assert.equal(inside.length, 2 * PLACES)
  pass(50)
  assert.equal(inside.length, 3 * PLACES)
})

test('while the processor has time left nobody waits for those who do', (t) => {
  const { inside, come, crowd, pass } = createTurnstile(t, 0.2)
  crowd(PLACES)
  for (let count = 0; count < 2 * PLACES; count++) come('waiting')
  assert.equal(inside.length, PLACES)
  pass(6)
  assert.equal(inside.length, 2 * PLACES)
  pass(5)
  assert.equal(inside.length, 3 * PLACES)
})

test('those that have been there for long are in nobody’s way', (t) => {
  const { inside, come, crowd, pass } = createTurnstile(t)
  crowd(PLACES)
  pass(1000)
  come('one')
  assert.equal(inside.at(-1), 'one')
})

test('nobody who comes while places are given up gets in before those who wait', (t) => {
  const { inside, come, crowd, late } = createTurnstile(t)
  crowd(PLACES)
  come('first')
  // The event loop had no time for its timers.
  late(100)
  come('second')
  assert.deepEqual(inside.slice(PLACES), ['first', 'second'])
})
