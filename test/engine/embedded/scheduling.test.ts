import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { EngineLimits } from '../../../src/engine/embedded/limits.ts'
import { followToEnd } from '../../support/conformance/follow.ts'
import { chain } from '../../support/engine/graph-spec.ts'
import { buildGraph, hashGraph } from '../../support/engine/graphs.ts'
import { MemoryStore } from '../../support/engine/run/memory-store.ts'
import { createRunner } from '../../support/engine/run/world.ts'

const work = { id: 'busy', type: 'probe', parameters: { name: '{{ params }}', ms: 1000 } }
const busy = buildGraph([work])

const setUp = async (limits: Partial<EngineLimits>) => {
  const store = new MemoryStore()
  const { engine, probes, clock } = await createRunner({ limits, store })
  const submit = (
    caller: string,
    more: { scriptId?: number; graph?: typeof busy; durable?: boolean } = {},
  ) => {
    const { scriptId = 1, graph = busy, durable = false } = more
    return engine.submit({ caller, scriptId, graph: hashGraph(graph), input: caller + scriptId, durable })
  }
  return { engine, store, probes, clock, submit }
}

test('the next place goes to the caller with the fewest, and to the scripts of a caller in turn', async () => {
  const { submit, probes, clock } = await setUp({ executions: 2 })
  const runs = []
  for (let count = 0; count < 4; count++) runs.push(await submit('a'))
  runs.push(await submit('a', { scriptId: 2 }), await submit('b'), await submit('b'))
  await clock.until(Promise.all(runs.map(({ finished }) => finished)))
  assert.deepEqual(probes.began, ['a1', 'a1', 'b1', 'a1', 'b1', 'a2', 'a1'])
})

test('a caller that takes every place keeps out no other', async () => {
  const { submit, engine, probes, clock } = await setUp({ executions: 8 })
  for (let count = 0; count < 20; count++) await submit('a')
  await submit('b')
  await clock.advance(1)
  assert.deepEqual(probes.began.toSorted(), [...Array(8).fill('a1'), 'b1'])
  await engine.close()
})

test('a caller that fills the queue keeps out no other', async () => {
  const { submit, engine, clock } = await setUp({ executions: 1, queue: 15, admissionTimeoutMs: 100 })
  for (let count = 0; count < 16; count++) await submit('a')
  await assert.rejects(clock.until(submit('a')), { code: 'QUEUE_FULL' })
  assert.equal((await submit('b')).id.slice(0, 3), 'ex_')
  await engine.close()
})

test('an execution that only waits has no place, and takes one again to go on', async () => {
  const { submit, engine, probes, clock } = await setUp({ executions: 1 })
  const graph = buildGraph(
    [
      { id: 'wait', type: 'wait', parameters: { ms: 500 } },
      { id: 'busy', type: 'probe', parameters: { name: 'after', ms: 1 } },
    ],
    chain('wait', 'busy'),
  )
  const first = await submit('a', { graph })
  await clock.advance(1)
  const second = await submit('b')
  await clock.advance(1)
  assert.deepEqual(probes.began, ['b1'])
  assert.deepEqual(engine.load, { running: 2, queued: 0, scheduled: 0, waiting: 0 })
  await clock.advance(600)
  assert.deepEqual(probes.began, ['b1'])
  await clock.until(Promise.all([first.finished, second.finished]))
  assert.deepEqual([probes.began, probes.peak], [['b1', 'after'], 1])
})

for (const { name, nodes, edges = [] } of [
  { name: 'task', nodes: [{ id: 'a', type: 'probe' }] },
  {
    name: 'loop',
    nodes: [
      { id: 'a', type: 'repeat', parameters: { times: 1 } },
      { id: 'b', type: 'probe', parameters: { name: 'a', failures: 1 } },
    ],
    edges: [['a', 'b', 'each'] as const],
  },
]) {
  test(`between two attempts of a ${name}, an execution has no place, and takes one again to go on`, async () => {
    const { submit, probes, clock } = await setUp({ executions: 1 })
    const [first, ...others] = nodes
    const retried = {
      parameters: { name: 'a', failures: 1 },
      ...first,
      id: 'a',
      type: first?.type ?? '',
      retry: { max_attempts: 2, backoff_ms: 1000 },
    }
    const graph = buildGraph([retried, ...others], edges)
    const pausing = await submit('a', { graph })
    await clock.advance(1)
    const second = await submit('b')
    await clock.advance(1)
    assert.deepEqual(probes.began, ['a', 'b1'])
    await clock.advance(600)
    assert.deepEqual(probes.began, ['a', 'b1'])
    await clock.until(Promise.all([pausing.finished, second.finished]))
    assert.deepEqual([probes.began, probes.peak], [['a', 'b1', 'a'], 1])
  })
}

test('an execution that was queued on the disk is not written anew for each of its nodes', async () => {
  const { submit, engine, store, clock } = await setUp({ executions: 1 })
  const first = await submit('a')
  const nodes = ['x', 'y', 'z'].map((id) => ({ id, type: 'probe', parameters: { name: id } }))
  const queued = await submit('b', { graph: buildGraph(nodes, chain('x', 'y', 'z')), durable: true })
  assert.equal(engine.find(queued.id), undefined)
  const before = store.saves
  await clock.until(Promise.all([first.finished, queued.finished]))
  assert.equal(store.saves - before, 3)
})

test('an execution that waits for a place can be cancelled', async () => {
  const { submit, engine, store, clock } = await setUp({ executions: 1 })
  const graph = buildGraph(
    [{ id: 'wait', type: 'wait', parameters: { ms: 10 } }, work],
    chain('wait', 'busy'),
  )
  const { id } = await submit('a', { graph })
  await clock.advance(1)
  await submit('b')
  await clock.advance(100)
  assert.equal(await engine.cancel(id), true)
  assert.equal(store.peek(id)?.execution.status, 'cancelled')
})

test('a queued execution that is on disk is not in memory, can be followed, and runs', async () => {
  const { submit, engine, store, clock } = await setUp({ executions: 1 })
  await submit('a')
  const { id, finished } = await submit('a', { durable: true })
  assert.deepEqual([engine.find(id), engine.submitted(id)?.id], [undefined, id])
  const events = followToEnd(engine, id)
  const state = await clock.until(finished)
  assert.deepEqual(
    (await events).map(({ seq, type }) => `${seq} ${type}`),
    ['1 node_started', '2 node_finished', '3 execution_finished'],
  )
  assert.deepEqual([state.execution.status, state.execution.attempts], ['completed', 1])
  assert.deepEqual(store.peek(id), structuredClone(state))
})

test('a small execution that starts soon is on disk, and stays in memory until then', async () => {
  const { submit, engine, store, clock } = await setUp({ executions: 2 })
  await Promise.all([submit('a'), submit('a')])
  const next = await submit('a', { durable: true })
  const later = await submit('a', { durable: true })
  const statuses = [next, later].map(({ id }) => [
    engine.find(id)?.execution.status,
    store.peek(id)?.execution.status,
  ])
  assert.deepEqual(statuses, [
    ['queued', 'queued'],
    [undefined, 'queued'],
  ])
  const ended = await clock.until(Promise.all([next.finished, later.finished]))
  assert.deepEqual(
    ended.map(({ execution }) => execution.status),
    ['completed', 'completed'],
  )
})

test('a queued execution that is on disk can be cancelled, and its followers learn it', async () => {
  const { submit, engine, store, probes, clock } = await setUp({ executions: 1 })
  await submit('a')
  const { id, finished } = await submit('a', { durable: true })
  const events = followToEnd(engine, id)
  assert.equal(await engine.cancel(id), true)
  assert.equal((await finished).execution.status, 'cancelled')
  assert.equal(store.peek(id)?.execution.error?.code, 'EXECUTION_CANCELLED')
  assert.deepEqual(
    (await events).map(({ type }) => type),
    ['execution_finished'],
  )
  assert.equal(engine.submitted(id), undefined)
  await clock.advance(5000)
  assert.deepEqual(probes.began, ['a1'])
})

test('an execution whose data cannot be read for now is read later', async () => {
  const { submit, store, clock } = await setUp({ executions: 1 })
  const { finished: first } = await submit('a')
  const { finished } = await submit('a', { durable: true })
  const { find } = store
  store.find = async () => {
    store.find = find
    throw new Error('the disk is gone')
  }
  await clock.until(first)
  assert.equal((await clock.until(finished)).execution.status, 'completed')
})
