import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { EdgeSpec, NodeSpec } from '../../support/engine/graph-spec.ts'
import { buildGraph, buildHashed, hashGraph } from '../../support/engine/graphs.ts'
import { MemoryStore } from '../../support/engine/run/memory-store.ts'
import { createRunner, createWorld, recordOf, statusesOf } from '../../support/engine/run/world.ts'

const SLOW: NodeSpec = { id: 'slow', type: 'effect', parameters: { name: 'slow', ms: 5000 } }
const CALL: NodeSpec = { id: 'call', type: 'sub_script', parameters: { script_id: 7 } }

const startWorld = async (store: MemoryStore, laterMs = 0) => {
  const world = createWorld({ store })
  world.scripts.set(7, buildHashed([SLOW]))
  world.clock.set(world.clock.now() + laterMs)
  const engine = world.createEngine()
  await engine.start()
  return { ...world, engine }
}

/** Runs it for 100 ms in a process that then dies, and goes on after so many ms, to its end. */
const resume = async (nodes: readonly NodeSpec[], edges: readonly EdgeSpec[], laterMs: number) => {
  const store = new MemoryStore()
  const before = await startWorld(store)
  const graph = hashGraph(buildGraph(nodes, edges))
  const { id } = await before.engine.submit({ caller: 'a', scriptId: 1, graph, input: null, durable: true })
  await before.clock.advance(100)
  const left = store.copy()
  const after = await startWorld(left, laterMs)
  await after.clock.advance(20_000)
  const state = left.peek(id)
  assert.ok(state)
  return { state, began: after.probes.began }
}

for (const { name, nodes, edges, statuses } of [
  { name: 'task', nodes: [{ ...SLOW, timeout_ms: 1000 }], edges: [], statuses: { slow: 'failed' } },
  {
    name: 'loop',
    nodes: [{ id: 'loop', type: 'repeat', parameters: { times: 2 }, timeout_ms: 1000 }, SLOW],
    edges: [['loop', 'slow', 'each'] as const],
    statuses: { loop: 'failed', 'loop[0]/slow': 'cancelled' },
  },
  {
    name: 'called script',
    nodes: [{ ...CALL, timeout_ms: 1000 }],
    edges: [],
    statuses: { call: 'failed', 'call/slow': 'cancelled' },
  },
]) {
  test(`what has run out of time before a restart fails, and nothing of it runs again: ${name}`, async () => {
    const { state, began } = await resume(nodes, edges, 3000)
    assert.equal(state.execution.error?.code, 'NODE_TIMEOUT')
    assert.match(String(state.execution.error?.message), /longer than 1000 ms/)
    assert.deepEqual(statusesOf(state), statuses)
    assert.deepEqual(began, [])
  })

  test(`what has time left after a restart uses it: ${name}`, async () => {
    const { state, began } = await resume(nodes, edges, 600)
    assert.equal(state.execution.error?.code, 'NODE_TIMEOUT')
    assert.deepEqual(began, ['slow'])
    assert.deepEqual(statusesOf(state), statuses)
    assert.equal(state.execution.duration_ms, 1000)
  })

  test(`another attempt after a restart has all of its time: ${name}`, async () => {
    const retried = nodes.map((node) =>
      'timeout_ms' in node ? { ...node, retry: { max_attempts: 2, backoff_ms: 0 } } : node,
    )
    const { state, began } = await resume(retried, edges, 3000)
    assert.equal(state.execution.error?.code, 'NODE_TIMEOUT')
    assert.deepEqual([began, state.execution.duration_ms], [['slow'], 4000])
  })
}

test('nodes do not go on running in an execution whose time has run out before a restart', async () => {
  const store = new MemoryStore()
  const before = await startWorld(store)
  const graph = hashGraph(buildGraph([SLOW]))
  const request = { caller: 'a', scriptId: 1, graph, input: null, durable: true, timeoutMs: 1000 }
  const { id } = await before.engine.submit(request)
  await before.clock.advance(100)
  const left = store.copy()
  const { clock, createEngine } = createWorld({ store: left })
  clock.set(clock.now() + 3000)
  const save = left.save.bind(left)
  // The time limit is noticed before the first write is over.
  left.save = (write) => clock.sleep(10).then(() => save(write))
  await createEngine().start()
  await clock.advance(100)
  const state = left.peek(id)
  assert.equal(state?.execution.status, 'timed_out')
  assert.deepEqual(state && statusesOf(state), { slow: 'cancelled' })
})

test('the time limit of a call holds while it waits for a place of the script', async () => {
  const { engine, scripts, clock, submit } = await createRunner()
  const limit = { max: 1, whenReached: 'queue' as const }
  scripts.set(7, Object.assign(buildHashed([SLOW]), { limit }))
  await submit(buildGraph([CALL]))
  await clock.advance(1)
  const second = await submit(buildGraph([{ ...CALL, timeout_ms: 1000 }]))
  const state = await clock.until(second.finished)
  assert.equal(recordOf(state, 'call')?.error?.code, 'NODE_TIMEOUT')
  assert.equal(state.execution.duration_ms, 1000)
  const third = await submit(buildGraph([CALL]))
  assert.equal((await clock.until(third.finished)).execution.status, 'completed')
  await engine.close()
})
