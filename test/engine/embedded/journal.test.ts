import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Journal } from '../../../src/engine/embedded/journal.ts'
import { NO_OBSERVER } from '../../../src/engine/observer.ts'
import type { ExecutionWrite } from '../../../src/engine/records.ts'
import { IsoTimes } from '../../../src/lib/time/iso-times.ts'
import { emptyGraph, executionWith } from '../../support/engine/execution-records.ts'
import type { NodeSpec } from '../../support/engine/graph-spec.ts'
import { buildGraph } from '../../support/engine/graphs.ts'
import { MemoryStore } from '../../support/engine/run/memory-store.ts'
import { createRunner, createWorld, unlimitedMemory } from '../../support/engine/run/world.ts'
import { ManualClock } from '../../support/time/manual-clock.ts'

const createJournal = (store = new MemoryStore()) => {
  const clock = new ManualClock()
  const journal = new Journal({
    execution: executionWith({ id: 'ex_1' }),
    nodes: [],
    graphs: [emptyGraph],
    variables: undefined,
    store,
    observer: NO_OBSERVER,
    stored: false,
    clock,
    times: new IsoTimes(),
    memory: unlimitedMemory(),
    onFatal: () => assert.fail(),
    checkpointMs: 100_000,
  })
  const skip = (id: string) => journal.skipNode(id, { path: '', node_id: id, type: 'start' })
  const storedIds = () => store.peek('ex_1')?.nodes.map(({ node_id }) => node_id)
  return { journal, store, clock, skip, storedIds }
}

test('changes that could not be written are written by the next flush', async () => {
  const { journal, store, skip, storedIds } = createJournal()
  skip('a')
  store.trouble = new Error('the disk is full')
  await assert.rejects(journal.flush(), /disk is full/)
  store.trouble = undefined
  skip('b')
  await journal.flush()
  assert.deepEqual(storedIds(), ['a', 'b'])
})

test('a flush without new changes fails with the write that is under way', async () => {
  const { journal, store, skip, storedIds } = createJournal()
  skip('a')
  store.trouble = new Error('the disk is full')
  const first = journal.flush()
  const second = journal.flush()
  await assert.rejects(first)
  await assert.rejects(second)
  store.trouble = undefined
  await journal.flush()
  assert.deepEqual(storedIds(), ['a'])
})

test('a slow write does not show the end before the end itself is written', async () => {
  const writes: ExecutionWrite[] = []
  const gate = Promise.withResolvers<void>()
  const store = Object.assign(new MemoryStore(), {
    save: async (write: ExecutionWrite) => {
      await gate.promise
      writes.push(structuredClone(write))
    },
    finish: async () => undefined,
  })
  const { journal } = createJournal(store)
  const flushed = journal.flush()
  await journal.finish({ status: 'completed', output: 1, error: null }, () => new AbortController().signal)
  gate.resolve()
  await flushed
  assert.equal(writes[0]?.execution.status, 'running')
})

test('an accepted execution keeps an end that cannot be written until it can', async () => {
  const { journal, store, clock, skip } = createJournal()
  await journal.flush()
  skip('a')
  store.trouble = new Error('the disk is full')
  const end = { status: 'completed', output: 1, error: null } as const
  const finished = journal.finish(end, () => new AbortController().signal)
  await new Promise((resolve) => setImmediate(resolve))
  assert.equal(journal.execution.status, 'running')
  store.trouble = undefined
  await clock.advance(100)
  await finished
  assert.equal(store.peek('ex_1')?.execution.status, 'completed')
  assert.deepEqual(
    store.peek('ex_1')?.nodes.map(({ node_id }) => node_id),
    ['a'],
  )
})

test('an execution that was not accepted gives up when its end cannot be written', async () => {
  const { journal, store } = createJournal()
  store.trouble = new Error('the disk is full')
  const end = { status: 'completed', output: 1, error: null } as const
  await assert.rejects(
    journal.finish(end, () => new AbortController().signal),
    /disk is full/,
  )
})

const effect = (id: string): NodeSpec => ({
  id,
  type: 'effect',
  parameters: { name: id },
  on_error: 'continue',
})

const startInTrouble = async (store: MemoryStore) => {
  const runner = await createRunner({ store })
  const graph = buildGraph(
    [{ id: 'wait', type: 'wait', parameters: { ms: 10 } }, effect('a')],
    [['wait', 'a']],
  )
  const execution = await runner.submit(graph)
  await execution.persist()
  store.trouble = new Error('the disk is full')
  await runner.clock.advance(1000)
  assert.deepEqual(runner.probes.began, [])
  assert.equal(store.peek(execution.id)?.execution.status, 'running')
  return { ...runner, execution }
}

test('while the disk fails no effect starts, and the execution continues by itself once the disk works', async () => {
  const store = new MemoryStore()
  const { execution, clock, probes } = await startInTrouble(store)
  store.trouble = undefined
  await clock.until(execution.finished)
  assert.equal(store.peek(execution.id)?.execution.status, 'completed')
  assert.deepEqual(probes.began, ['a'])
})

test('an execution that waits for the disk when the engine stops continues after the next start', async () => {
  const store = new MemoryStore()
  const { execution, engine } = await startInTrouble(store)
  await engine.close()
  assert.equal(store.peek(execution.id)?.execution.status, 'running')

  store.trouble = undefined
  const world = createWorld({ store })
  const next = world.createEngine()
  await next.start()
  await world.clock.advance(100)
  assert.equal(store.peek(execution.id)?.execution.status, 'completed')
  assert.deepEqual(world.probes.began, ['a'])
})
