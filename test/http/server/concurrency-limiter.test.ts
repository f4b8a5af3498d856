import assert from 'node:assert/strict'
import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { type TestContext, test } from 'node:test'
import { ConcurrencyLimiter, queuedAt, type Ticket } from '../../../src/http/server/concurrency-limiter.ts'

const MAX_ACTIVE = 64

/** A limiter with a clock of its own and an event loop of a given load, and the names of the requests it admitted. */
const createLimiter = (t: TestContext, utilization = 1) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  let now = 1000
  const eventLoopUtilization = () => ({ idle: 0, active: 0, utilization })
  const limiter = new ConcurrencyLimiter(MAX_ACTIVE, { now: () => now, eventLoopUtilization })
  const admitted: string[] = []
  const arrive = (
    name: string,
    response = { destroyed: false },
    { address = '127.0.0.1', key = '' } = {},
  ): Ticket => {
    const socket = new Socket()
    Object.defineProperty(socket, 'remoteAddress', { value: address })
    const request = new IncomingMessage(socket)
    request.headers.authorization = key
    return limiter.enter(request, response, () => admitted.push(name))
  }
  const arriveMany = (size: number) => Array.from({ length: size }, (_, index) => arrive(`request ${index}`))
  const tick = (ms: number) => {
    for (const end = now + ms; now < end; now++) t.mock.timers.tick(1)
  }
  const stall = (ms: number) => {
    now += ms
  }
  return { limiter, admitted, arrive, arriveMany, tick, stall }
}

test('requests are admitted at once while there are slots', (t) => {
  const { limiter, admitted, arriveMany } = createLimiter(t)
  for (const ticket of arriveMany(MAX_ACTIVE)) limiter.leave(ticket)
  for (const ticket of arriveMany(MAX_ACTIVE)) assert.equal(queuedAt(ticket.request), undefined)
  assert.equal(admitted.length, 2 * MAX_ACTIVE)
})

test('without a slot, requests wait in the order of their arrival, and the limiter knows since when', (t) => {
  const { limiter, admitted, arrive, arriveMany, tick } = createLimiter(t)
  const tickets = arriveMany(MAX_ACTIVE)
  const first = arrive('first')
  tick(5)
  const second = arrive('second')
  assert.equal(admitted.length, MAX_ACTIVE)
  for (const ticket of tickets.slice(0, 2)) limiter.leave(ticket)
  assert.deepEqual(admitted.slice(MAX_ACTIVE), ['first', 'second'])
  assert.deepEqual([queuedAt(first.request), queuedAt(second.request)], [1000, 1005])
})

test('a request that was queued frees its slot, too', (t) => {
  const { limiter, admitted, arrive, arriveMany } = createLimiter(t)
  const [ticket] = arriveMany(MAX_ACTIVE)
  const late = arrive('late')
  assert.ok(ticket)
  limiter.leave(ticket)
  arrive('later')
  limiter.leave(late)
  assert.deepEqual(admitted.slice(MAX_ACTIVE), ['late', 'later'])
})

test('a request whose client disconnects while queued is not admitted and takes no slot', (t) => {
  const { limiter, admitted, arrive, arriveMany } = createLimiter(t)
  const [ticket] = arriveMany(MAX_ACTIVE)
  const response = { destroyed: false }
  const gone = arrive('gone', response)
  arrive('next')
  response.destroyed = true
  limiter.leave(gone)
  assert.ok(ticket)
  limiter.leave(ticket)
  assert.deepEqual(admitted.slice(MAX_ACTIVE), ['next'])
})

test('long requests give up their slots', (t) => {
  const { limiter, admitted, arrive, arriveMany, tick } = createLimiter(t)
  const long = arriveMany(MAX_ACTIVE)
  for (let count = 0; count < 2 * MAX_ACTIVE; count++) arrive('waiting')
  tick(30)
  assert.equal(admitted.length, MAX_ACTIVE)
  tick(20)
  assert.equal(admitted.length, 2 * MAX_ACTIVE)
  // They hold no slots to free.
  for (const ticket of long) limiter.leave(ticket)
  assert.equal(admitted.length, 2 * MAX_ACTIVE)
  tick(50)
  assert.equal(admitted.length, 3 * MAX_ACTIVE)
})

test('on an idle event loop, active requests give up their slots at the next probe', (t) => {
  const { admitted, arrive, arriveMany, tick } = createLimiter(t, 0.2)
  arriveMany(MAX_ACTIVE)
  for (let count = 0; count < 2 * MAX_ACTIVE; count++) arrive('waiting')
  assert.equal(admitted.length, MAX_ACTIVE)
  tick(6)
  assert.equal(admitted.length, 2 * MAX_ACTIVE)
  tick(5)
  assert.equal(admitted.length, 3 * MAX_ACTIVE)
})

test('old requests block no newcomer, without a probe', (t) => {
  const { admitted, arrive, arriveMany, tick } = createLimiter(t)
  arriveMany(MAX_ACTIVE)
  tick(1000)
  arrive('one')
  assert.equal(admitted.at(-1), 'one')
})

test('a newcomer that frees slots by time is admitted after the queue', (t) => {
  const { admitted, arrive, arriveMany, stall } = createLimiter(t)
  arriveMany(MAX_ACTIVE)
  arrive('first')
  // The event loop was too busy to run its timers.
  stall(100)
  arrive('second')
  assert.deepEqual(admitted.slice(MAX_ACTIVE), ['first', 'second'])
})

test('queued addresses are served in turn, and so are the keys of an address', (t) => {
  const { limiter, admitted, arrive, arriveMany } = createLimiter(t)
  const tickets = arriveMany(MAX_ACTIVE)
  for (let index = 0; index < 100; index++) arrive(`flood ${index}`)
  for (const each of ['1', '2']) {
    arrive(`other key ${each}`, undefined, { key: 'Bearer other' })
    arrive(`other address ${each}`, undefined, { address: '192.0.2.1' })
  }
  for (const ticket of tickets.slice(0, 4)) limiter.leave(ticket)
  assert.deepEqual(admitted.slice(MAX_ACTIVE), [
    'other key 1',
    'other address 1',
    'other key 2',
    'other address 2',
  ])
})

test('while there are others, a caller has a share of the slots, and a lone caller has all', (t) => {
  const { admitted, limiter, arrive, tick } = createLimiter(t)
  const other = arrive('other', undefined, { key: 'Bearer other' })
  const flood = Array.from({ length: MAX_ACTIVE }, (_, index) => arrive(`flood ${index}`))
  assert.equal(admitted.length, 1 + MAX_ACTIVE / 8)
  limiter.leave(other)
  arrive('other again', undefined, { key: 'Bearer other' })
  assert.equal(admitted.at(-1), 'other again')
  for (const ticket of flood.slice(0, 2)) limiter.leave(ticket)
  assert.deepEqual(admitted.slice(-2), ['flood 8', 'flood 9'])
  tick(1100)
  const before = admitted.length
  for (let count = 0; count < MAX_ACTIVE; count++) arrive('alone')
  assert.equal(admitted.length, before + MAX_ACTIVE)
})
