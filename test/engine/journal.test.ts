import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Journal } from '../../src/engine/journal.ts'
import type { ExecutionWrite } from '../../src/engine/records.ts'
import { createRunner, createWorld } from '../support/engine.ts'
import { emptyGraph, executionWith } from '../support/execution-records.ts'
import type { NodeSpec } from '../support/graph-spec.ts'
import { buildGraph } from '../support/graphs.ts'
import { ManualClock } from '../support/manual-clock.ts'
import { MemoryStore } from '../support/memory-store.ts'

const createJournal = (store = new MemoryStore()) => {
  const journal = new Journal({
    execution: executionWith({ id: 'ex_1' }),
    nodes: [],
    graphs: [emptyGraph],
    store,
    stored: false,
    clock: new ManualClock(),
    checkpointMs: 100_000,
  })
  const skip = (id: string) => journal.skip(id, { path: '', node_id: id, type: 'start' })
  const storedIds = () => store.find('ex_1')?.nodes.map(({ node_id }) => node_id)
  return { journal, store, skip, storedIds }
}

test('what could not be written is written with the next flush', async () => {
  const { journal, store, skip, storedIds } = createJournal()
  skip('a')
  store.trouble = new Error('the disk is full')
  await assert.rejects(journal.flush(), /disk is full/)
  store.trouble = undefined
  skip('b')
  await journal.flush()
  assert.deepEqual(storedIds(), ['a', 'b'])
})

test('a flush that finds nothing new still fails with the one that is under way', async () => {
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

test('a write that is late does not show the end before the end is written', async () => {
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
  await journal.finish({ status: 'completed', output: 1, error: null })
  gate.resolve()
  await flushed
  assert.equal(writes[0]?.execution.status, 'running')
})

const effect = (id: string): NodeSpec => ({
  id,
  type: 'effect',
  parameters: { name: id },
  on_error: 'continue',
})

test('when the disk fails no effect begins, and the execution is left as it stands', async () => {
  const store = new MemoryStore()
  const { submit, probes, clock, engine } = await createRunner({ store })
  const graph = buildGraph(
    [{ id: 'wait', type: 'wait', parameters: { ms: 10 } }, effect('a')],
    [['wait', 'a']],
  )
  const execution = await submit(graph)
  await execution.persist()
  store.trouble = new Error('the disk is full')
  await assert.rejects(clock.until(execution.finished), /disk is full/)
  assert.deepEqual(probes.began, [])
  store.trouble = undefined
  assert.equal(store.find(execution.id)?.execution.status, 'running')
  await engine.close()

  const world = createWorld({ store })
  const next = world.createEngine()
  await next.start()
  await world.clock.advance(100)
  assert.equal(store.find(execution.id)?.execution.status, 'completed')
  assert.deepEqual(world.probes.began, ['a'])
})
