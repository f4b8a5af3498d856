import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { Turns } from '../../../src/lib/async/turns.ts'

const busyFor = (ms: number) => {
  const end = performance.now() + ms
  while (performance.now() < end);
}

/** Counts turns of the event loop until it is stopped. */
const countTurns = () => {
  const counter = { turns: 0, stop: async () => {} }
  const state = { isStopped: false }
  const counting = (async () => {
    while (!state.isStopped) {
      await nextTurn()
      counter.turns++
    }
  })()
  counter.stop = () => {
    state.isStopped = true
    return counting
  }
  return counter
}

test('a turn is over once it has been used for long, and not before', async () => {
  const turns = new Turns()
  assert.equal(turns.isOver, false)
  busyFor(10)
  assert.equal(turns.isOver, true)
  await turns.next()
  assert.equal(turns.isOver, false)
})

test('those who wait go on in their order, each in a turn of its own when it takes long', async () => {
  const turns = new Turns()
  const counter = countTurns()
  const work = async (index: number) => {
    await turns.next()
    busyFor(10)
    return { index, turn: counter.turns }
  }
  const order: number[] = []
  const all = [0, 1, 2].map((index) => work(index).finally(() => order.push(index)))
  const seen = (await Promise.all(all)).map(({ turn }) => turn)
  await counter.stop()
  assert.deepEqual(order, [0, 1, 2])
  assert.equal(new Set(seen).size, 3, seen.join())
})

test('items are used in their order over several turns, by two that compute at once in fair shares', async () => {
  const turns = new Turns()
  const counter = countTurns()
  const used: string[] = []
  const all = ['a', 'b'].map((name) =>
    turns.each([1, 2, 3, 4], (item) => {
      used.push(`${name}${item}`)
      busyFor(10)
    }),
  )
  await Promise.all(all)
  await counter.stop()
  assert.deepEqual(
    used.filter((name) => name.startsWith('a')),
    ['a1', 'a2', 'a3', 'a4'],
  )
  assert.notDeepEqual(used.slice(0, 4), ['a1', 'a2', 'a3', 'a4'])
  assert.ok(counter.turns >= 7, `${counter.turns}`)
})

test('callers have their turns one after the other, whoever waits with how much', async () => {
  const turns = new Turns()
  const order: string[] = []
  const go = async (caller: string) => {
    await turns.next(caller)
    order.push(caller)
    busyFor(10)
  }
  await Promise.all(['many', 'many', 'many', 'few'].map(go))
  assert.deepEqual(order, ['many', 'few', 'many', 'many'])
})

test('an item may take its time, and one that fails ends it', async () => {
  const turns = new Turns()
  const used: number[] = []
  const run = turns.each([1, 2, 3], async (item) => {
    await nextTurn()
    if (item === 3) throw new Error('no')
    used.push(item)
  })
  await assert.rejects(run, /no/)
  assert.deepEqual(used, [1, 2])
})
