import assert from 'node:assert/strict'
import { test } from 'node:test'
import { buildGraph, buildHashed } from '../../support/engine/graphs.ts'
import { MemoryStore } from '../../support/engine/run/memory-store.ts'
import { createRunner, recordOf, sharedMemory } from '../../support/engine/run/world.ts'

const MB = 1_000_000

const setUp = async () => {
  const shared = sharedMemory(10 * MB)
  const limits = { memory: { shared, executionBytes: 2 * MB } }
  return { ...(await createRunner({ store: new MemoryStore(), limits })), shared }
}

const large = 'x'.repeat(0.8 * MB)
/** Different graphs of 1.6 MB, which run until the clock moves on; the large node is not reached. */
const waiting = (name: string) =>
  buildHashed(
    [
      { id: 'a', type: 'probe', parameters: { name, ms: 1000 } },
      { id: 'large', type: 'log', parameters: { message: `${name}${large}` } },
    ],
    [['a', 'large', 'error']],
  )
const call = (id: string, script_id: number) => ({ id, type: 'sub_script', parameters: { script_id } })

test('a graph counts once for each caller, while executions of it run', async () => {
  const { engine, clock, shared } = await setUp()
  const graph = waiting('a')
  const start = (caller: string) => engine.submit({ scriptId: 1, caller, graph, input: null })
  const runs = [await start('one')]
  const once = shared.total.used
  assert.ok(once > 1.6 * MB)
  runs.push(await start('one'), await start('one'))
  assert.ok(shared.total.used < once + MB)
  runs.push(await start('two'))
  assert.ok(shared.total.used > 2 * once)
  await clock.until(Promise.all(runs.map(({ finished }) => finished)))
  assert.equal(shared.total.used, 0)
})

test('an execution whose graph finds no memory waits until there is some', async () => {
  const { engine, clock, shared } = await setUp()
  const names = ['a', 'b', 'c', 'd', 'e']
  const runs = []
  for (const name of names)
    runs.push(await engine.submit({ scriptId: 1, caller: 'one', graph: waiting(name), input: null }))
  assert.ok(shared.total.used <= 5 * MB)
  const ended = await clock.until(Promise.all(runs.map(({ finished }) => finished)))
  assert.deepEqual(
    ended.map(({ execution }) => execution.status),
    names.map(() => 'completed'),
  )
  assert.equal(shared.total.used, 0)
})

test('the only execution of a caller starts however large its graph is', async () => {
  const { run, shared } = await setUp()
  const large7 = Array.from({ length: 7 }, (_, index) => ({
    id: `n${index}`,
    type: 'log',
    parameters: { message: large },
  }))
  const graph = buildGraph(
    [{ id: 'a', type: 'start' }, ...large7],
    large7.map(({ id }) => ['a', id, 'error']),
  )
  assert.equal((await run(graph)).execution.status, 'completed')
  assert.equal(shared.total.used, 0)
})

test('a call of a script for which there is no memory fails', async () => {
  const { run, scripts, shared } = await setUp()
  for (const id of [1, 2, 3, 4]) scripts.set(id, waiting(`script ${id}`))
  const state = await run(buildGraph([1, 2, 3, 4].map((id) => call(`call${id}`, id))))
  const codes = [1, 2, 3, 4].map((id) => recordOf(state, `call${id}`)?.error?.code)
  assert.ok(codes.includes('MEMORY_CALLER_LIMIT'), codes.join())
  assert.equal(shared.total.used, 0)
})

test('calls that are open at the same time end an execution that has no memory for them', async () => {
  const { run, scripts, shared } = await setUp()
  const twice = [{ id: 'start', type: 'start' }, call('one', 1), call('two', 1)]
  scripts.set(1, buildHashed(twice))
  const { execution, nodes } = await run(buildGraph(twice))
  assert.equal(execution.error?.code, 'EXECUTION_MEMORY_LIMIT')
  // Records alone would fit three times as many.
  assert.ok(nodes.length < 1200, `${nodes.length} nodes`)
  assert.equal(shared.total.used, 0)
})

test('a large script that is called many times at once counts each time', async () => {
  const { run, scripts, shared } = await setUp()
  const first = { id: 'first', type: 'probe', parameters: { name: 'first', ms: 1000 } }
  const later = Array.from({ length: 1500 }, (_, index) => ({ id: `n${index}`, type: 'start' }))
  scripts.set(
    1,
    buildHashed(
      [first, ...later],
      later.map(({ id }) => ['first', id, 'error']),
    ),
  )
  const ids = Array.from({ length: 15 }, (_, index) => `call${index}`)
  const state = await run(buildGraph(ids.map((id) => call(id, 1))))
  const codes = ids.map((id) => recordOf(state, id)?.error?.code)
  assert.ok(codes.includes('EXECUTION_MEMORY_LIMIT'), codes.join())
  assert.equal(shared.total.used, 0)
})
