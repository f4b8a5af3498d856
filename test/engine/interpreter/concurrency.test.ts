import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { NodeSpec } from '../../support/engine/graph-spec.ts'
import { buildGraph } from '../../support/engine/graphs.ts'
import { createRunner } from '../../support/engine/run/world.ts'

const probe = (id: string, ms: number): NodeSpec => ({ id, type: 'probe', parameters: { name: id, ms } })
const many = (count: number, ms: number) =>
  Array.from({ length: count }, (_, index) => probe(`n${index}`, ms))

test('nodes run up to the limit at once, and no place stays free', async () => {
  const tasks = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 12 })
  await fc.assert(
    fc.asyncProperty(tasks, fc.integer({ min: 1, max: 5 }), async (times, nodeConcurrency) => {
      const { run, probes } = await createRunner({ limits: { nodeConcurrency } })
      await run(buildGraph(times.map((ms, index) => probe(`n${index}`, ms))))
      assert.equal(probes.peak, Math.min(nodeConcurrency, times.length))
      assert.equal(probes.ended.length, times.length)
    }),
    { numRuns: 25 },
  )
})

test('ready nodes start in the order of the script', async () => {
  const { run, probes } = await createRunner({ limits: { nodeConcurrency: 2 } })
  await run(buildGraph(many(5, 1)))
  assert.deepEqual(probes.began, ['n0', 'n1', 'n2', 'n3', 'n4'])
})

test('waits do not count towards the limit: all wait together while a task runs', async () => {
  const { run, clock, probes } = await createRunner({ limits: { nodeConcurrency: 1 } })
  const before = clock.now()
  const waits = Array.from({ length: 5 }, (_, index) => ({
    id: `w${index}`,
    type: 'wait',
    parameters: { ms: 1000 },
  }))
  await run(buildGraph([...waits, probe('task', 10)]))
  assert.equal(clock.now() - before, 1000)
  assert.deepEqual(probes.ended, ['task'])
})

test('as many items of a loop are in work as the loop says, whatever the limit of the execution', async () => {
  const { run, scripts, probes } = await createRunner({ limits: { nodeConcurrency: 1 } })
  const inner = buildGraph([probe('inner', 1)])
  scripts.set(7, { hash: 'inner', graph: inner })
  const graph = buildGraph(
    [
      { id: 'outer', type: 'for_each', parameters: { items: [1, 2, 3], concurrency: 3 } },
      { id: 'nested', type: 'repeat', parameters: { times: 2, concurrency: 2 } },
      { id: 'call', type: 'sub_script', parameters: { script_id: 7 } },
    ],
    [
      ['outer', 'nested', 'each'],
      ['nested', 'call', 'each'],
    ],
  )
  assert.equal((await run(graph)).execution.status, 'completed')
  assert.equal(probes.ended.length, 6)
  assert.equal(probes.peak, 6)
})

test('loops and calls do not count towards the limit: with a limit of one their bodies still run', async () => {
  const { run, probes } = await createRunner({ limits: { nodeConcurrency: 1 } })
  const loop = { id: 'loop', type: 'for_each', parameters: { items: [1, 2, 3], concurrency: 1 } }
  await run(buildGraph([loop, probe('item', 1)], [['loop', 'item', 'each']]))
  assert.deepEqual([probes.ended.length, probes.peak], [3, 1])
})

test('the limit over all executions applies as well', async () => {
  const { submit, clock, probes } = await createRunner({ limits: { nodeConcurrency: 50 } })
  const graph = buildGraph(many(50, 5).map((node) => ({ ...node, type: 'effect' })))
  const runs = await Promise.all([submit(graph), submit(graph)])
  await clock.until(Promise.all(runs.map(({ finished }) => finished)))
  assert.equal(probes.peak, 64)
})

test('nodes that only wait for a thread or for an answer leave the places for work to others', async () => {
  const { submit, clock, probes } = await createRunner({ limits: { nodeConcurrency: 100 } })
  const { finished } = await submit(buildGraph(many(100, 5)))
  await clock.until(finished)
  assert.equal(probes.peak, 100)
})

test('a loop over 10,000 items runs to its end, in their order', async () => {
  const { run } = await createRunner()
  const graph = buildGraph(
    [
      { id: 'loop', type: 'repeat', parameters: { times: 10_000, concurrency: 10 } },
      { id: 'item', type: 'start' },
    ],
    [['loop', 'item', 'each']],
  )
  const { execution } = await run(graph)
  assert.deepEqual(
    execution.output,
    Array.from({ length: 10_000 }, (_, index) => index),
  )
})

test('the number of steps of an execution is limited, including those in loops', async () => {
  const { run, probes } = await createRunner({ limits: { steps: 10 } })
  const graph = buildGraph(
    [{ id: 'loop', type: 'repeat', parameters: { times: 10 } }, probe('item', 0)],
    [['loop', 'item', 'each']],
  )
  const { execution } = await run(graph)
  assert.deepEqual([execution.status, execution.error?.code], ['failed', 'STEP_LIMIT'])
  assert.match(String(execution.error?.message), /more than 10 nodes, which is EXECUTION_STEP_LIMIT/)
  assert.equal(probes.began.length, 9)
})

test('a loop over more items than an execution has steps does not begin', async () => {
  const { run, probes } = await createRunner({ limits: { steps: 10 } })
  const loop = { id: 'loop', type: 'for_each', parameters: { items: '[1..11]' } }
  const graph = buildGraph([loop, probe('item', 0)], [['loop', 'item', 'each']])
  const { execution } = await run(graph)
  assert.equal(execution.error?.code, 'TOO_MANY_ITEMS')
  assert.match(String(execution.error?.message), /11 items.* 10 nodes, which is EXECUTION_STEP_LIMIT/)
  assert.equal(probes.began.length, 0)
  assert.equal((await run(buildGraph([loop], []))).execution.status, 'completed')
})
