import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chain } from '../../support/engine/graph-spec.ts'
import { buildGraph, buildHashed } from '../../support/engine/graphs.ts'
import { MemoryStore } from '../../support/engine/run/memory-store.ts'
import { createRunner, recordOf, sharedMemory } from '../../support/engine/run/world.ts'

const MB = 1_000_000

const setUp = async ({ executionBytes = 2 * MB, steps = 100_000 } = {}) => {
  const store = new MemoryStore()
  const shared = sharedMemory(10 * MB)
  const limits = { memory: { shared, executionBytes }, steps }
  return { ...(await createRunner({ store, limits })), store, shared }
}

const start = (id: string) => ({ id, type: 'start' })
const large = 'x'.repeat(600_000)
const working = buildGraph([{ id: 'a', type: 'probe', parameters: { name: 'a', ms: 1000 } }])

test('a node for whose output there is no memory fails, and names the setting', async () => {
  const { run, shared } = await setUp({ executionBytes: 2.2 * MB })
  const retry = { max_attempts: 3, backoff_ms: 1, max_backoff_ms: 1 }
  const graph = buildGraph([start('a'), { ...start('b'), retry }, start('c')], chain('a', 'b', 'c'))
  const { execution, nodes } = await run(graph, { input: large })
  assert.deepEqual(
    nodes.map(({ node_id, status }) => `${node_id} ${status}`),
    ['a completed', 'b completed', 'c failed'],
  )
  const failed = nodes.find(({ status }) => status === 'failed')
  assert.deepEqual(
    [failed?.error?.code, failed?.attempts, failed?.output],
    ['EXECUTION_MEMORY_LIMIT', 1, null],
  )
  assert.match(failed?.error?.message ?? '', /EXECUTION_MEMORY_LIMIT_BYTES.* 2200000 bytes/)
  assert.equal(execution.status, 'failed')
  assert.equal(shared.total.used, 0)
})

test('the variables that an execution sees count as its memory', async () => {
  const shared = sharedMemory(10 * MB)
  const limits = { memory: { shared, executionBytes: MB } }
  const variables = { values: () => ({ SMALL: 1, LARGE: large.repeat(3) }) }
  const { submit, run } = await createRunner({ variables, limits })
  const reading = (expression: string) =>
    buildGraph([{ id: 'a', type: 'transform', parameters: { expression } }])
  assert.equal((await run(reading('$vars.SMALL'))).execution.output, 1)
  await assert.rejects(submit(reading('$exists($vars.LARGE)')), /EXECUTION_MEMORY_LIMIT_BYTES/)
  await assert.rejects(submit(reading('$count($keys($vars))')), /EXECUTION_MEMORY_LIMIT_BYTES/)
  assert.equal(shared.total.used, 0)
})

test('a failure for want of memory can be caught', async () => {
  const { run } = await setUp({ executionBytes: MB })
  const graph = buildGraph([{ ...start('a'), on_error: 'continue' }, start('b')], [['a', 'b', 'error']])
  const { execution, nodes } = await run(graph, { input: large })
  assert.equal(execution.status, 'completed')
  assert.equal(nodes.find(({ node_id }) => node_id === 'a')?.error?.code, 'EXECUTION_MEMORY_LIMIT')
})

test('loops end an execution whose records of nodes alone take all of its memory', async () => {
  const { run, shared } = await setUp({ steps: 20_000 })
  const graph = buildGraph(
    [
      { id: 'outer', type: 'repeat', parameters: { times: 20_000 } },
      { id: 'inner', type: 'repeat', parameters: { times: 20_000 }, on_error: 'continue' },
      { ...start('leaf'), on_error: 'continue' },
    ],
    [
      ['outer', 'inner', 'each'],
      ['inner', 'leaf', 'each'],
    ],
  )
  const { execution, nodes } = await run(graph)
  assert.deepEqual([execution.status, execution.error?.code], ['failed', 'EXECUTION_MEMORY_LIMIT'])
  assert.ok(nodes.length < 5000)
  assert.equal(shared.total.used, 0)
})

test('what a loop goes over counts, until it is done', async () => {
  const { run } = await setUp()
  const items = Array.from({ length: 70_000 }, (_, index) => index)
  const loop = { id: 'loop', type: 'for_each', parameters: { items: '{{ params }}' } }
  const state = await run(buildGraph([loop, start('body')], [['loop', 'body', 'each']]), { input: items })
  assert.equal(recordOf(state, 'loop')?.error?.code, 'EXECUTION_MEMORY_LIMIT')
})

test('the parameters of a node count while it runs', async () => {
  const { run, shared } = await setUp()
  const echo = (id: string) => ({
    id,
    type: 'probe',
    parameters: { name: id, ms: 10, output: '{{ [params, params] }}', port: 'left' },
  })
  const { nodes } = await run(buildGraph([echo('a'), echo('b')]), { input: large })
  assert.ok(nodes.some(({ error }) => error?.code === 'EXECUTION_MEMORY_LIMIT'))
  assert.equal(shared.total.used, 0)
})

test('an input that takes more memory than an execution may is refused, and nothing is stored', async () => {
  const { submit, engine, store, shared } = await setUp({ executionBytes: MB / 2 })
  await assert.rejects(submit(working, { input: large }), { code: 'EXECUTION_MEMORY_LIMIT' })
  const request = { scriptId: 1, caller: 'a', graph: buildHashed([start('a')]), input: large }
  await assert.rejects(engine.runAdHoc(request), { code: 'EXECUTION_MEMORY_LIMIT' })
  await assert.rejects(engine.submitBatch([request]), { code: 'EXECUTION_MEMORY_LIMIT' })
  assert.deepEqual(await store.unfinished(''), [])
  assert.deepEqual([shared.total.used, engine.load], [0, { running: 0, queued: 0, scheduled: 0, waiting: 0 }])
})

test('an execution that finds no memory waits on the disk until there is some', async () => {
  const { submit, engine, store, clock, shared } = await setUp()
  const runs = []
  for (let count = 0; count < 10; count++) runs.push(await submit(working, { input: large }))
  await clock.advance(1)
  const last = runs.at(-1)?.id ?? ''
  assert.ok(engine.find(last) === undefined)
  assert.equal(store.peek(last)?.execution.status, 'queued')
  assert.ok(shared.total.used <= 5 * MB)
  await clock.until(Promise.all(runs.map(({ finished }) => finished)))
  assert.equal(shared.total.used, 0)
  assert.equal(store.peek(last)?.execution.status, 'completed')
})

test('an ad hoc run that finds no memory is refused', async () => {
  const { submit, engine, clock } = await setUp()
  for (let count = 0; count < 10; count++) await submit(working, { input: large })
  await clock.advance(1)
  const graph = buildHashed([start('a')])
  await assert.rejects(engine.runAdHoc({ caller: 'a', graph, input: large }), { code: 'MEMORY_CALLER_LIMIT' })
  const other = await clock.until(engine.runAdHoc({ caller: 'b', graph, input: 'small' }))
  assert.equal(other.execution.status, 'completed')
})

test('memory is given back however an execution ends', async () => {
  const { submit, run, engine, clock, shared } = await setUp()
  await run(buildGraph([{ id: 'a', type: 'fail', parameters: { message: large } }]), { input: 1 })
  assert.equal(shared.total.used, 0)
  const { id } = await submit(working, { input: large })
  assert.ok(shared.total.used > 600_000)
  await engine.cancel(id)
  assert.equal(shared.total.used, 0)
  await clock.until(engine.runAdHoc({ caller: 'a', graph: buildHashed([start('a')]), input: 1 }))
  assert.equal(shared.total.used, 0)
  await submit(working, { input: large })
  await engine.close()
  assert.equal(shared.total.used, 0)
})
