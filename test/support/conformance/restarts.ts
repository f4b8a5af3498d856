import assert from 'node:assert/strict'
import type { Graph } from '../../../src/engine/graph/graph.ts'
import { chain } from '../engine/graph-spec.ts'
import { buildGraph, buildHashed } from '../engine/graphs.ts'
import { recordOf, statusesOf } from '../engine/run/world.ts'
import { followToEnd } from './follow.ts'
import { type Checks, type EngineWorld, namesOf, request, step } from './world.ts'

/** Runs a graph with a restart of the engine after `ms`, and with `pause` ms until the next one starts. */
const runWithRestart = async (world: EngineWorld, graph: Graph, { ms = 0, pause = 0 } = {}) => {
  const { clock, startEngine } = world
  const first = await startEngine()
  const { id } = await first.submit(request(graph, { durable: true }))
  await clock.advance(ms)
  await first.close()
  await clock.advance(pause)
  const events = await clock.until(followToEnd(await startEngine(), id))
  const state = await world.stored(id)
  assert.ok(state)
  return { state, events }
}

/** What is left unfinished goes on, and nothing of it is lost or repeated. */
export const restarts: Checks = {
  'a batch continues in its order after a restart': async ({ startEngine, clock, probes, stored }) => {
    const first = await startEngine()
    const graphs = ['a', 'b', 'c'].map((id) => buildGraph([step(id, { ms: 10 })]))
    const batch = await first.submitBatch(graphs.map((graph) => request(graph, { batchId: 'ba_1' })))
    await clock.advance(15)
    await first.close()
    const second = await startEngine()
    await clock.until(followToEnd(second, batch[2]?.id ?? ''))
    assert.deepEqual([probes.began, probes.peak], [['a', 'b', 'b', 'c'], 1])
    assert.equal((await stored(batch[1]?.id ?? ''))?.execution.status, 'completed')
  },

  'a restart runs no finished node again and emits each event once': async (world) => {
    const graph = buildGraph(
      [
        step('a', { ms: 10 }),
        step('caught', { on_error: 'continue', parameters: { failures: 9 } }),
        step('never'),
        step('b', { ms: 100 }),
      ],
      [...chain('a', 'caught', 'never'), ['caught', 'b', 'error']],
    )
    const { state, events } = await runWithRestart(world, graph, { ms: 50 })
    assert.deepEqual(world.probes.began, ['a', 'caught', 'b', 'b'])
    assert.deepEqual(statusesOf(state), {
      a: 'completed',
      caught: 'failed',
      b: 'completed',
      never: 'skipped',
    })
    assert.deepEqual([state.execution.status, state.execution.attempts], ['completed', 2])
    assert.deepEqual([recordOf(state, 'a')?.attempts, recordOf(state, 'b')?.attempts], [1, 2])
    assert.deepEqual(namesOf(events), [
      '1 node_started a',
      '2 node_finished a',
      '3 node_started caught',
      '4 node_finished caught',
      '5 node_finished never',
      '6 node_started b',
      '7 node_finished b',
      '8 end completed',
    ])
  },

  'a wait keeps its deadline over a restart': async (world) => {
    const begun = world.clock.now()
    const wait = { id: 'wait', type: 'wait', parameters: { ms: 1000 } }
    const { state } = await runWithRestart(world, buildGraph([wait]), { ms: 300, pause: 500 })
    assert.equal(state.execution.finished_at, new Date(begun + 1000).toISOString())
  },

  'the pause between two attempts survives a restart': async (world) => {
    const begun = world.clock.now()
    const retry = { max_attempts: 2, backoff_ms: 1000 }
    const graph = buildGraph([step('a', { retry, parameters: { failures: 1 } })])
    const { state } = await runWithRestart(world, graph, { ms: 100, pause: 100 })
    assert.deepEqual(world.probes.began, ['a', 'a'])
    assert.equal(state.execution.finished_at, new Date(begun + 500).toISOString())
  },

  'the time limits of a task and of a wait survive a restart': async (world) => {
    const begun = world.clock.now()
    const graph = buildGraph([
      step('a', { ms: 10_000, timeout_ms: 1000 }),
      { id: 'b', type: 'wait', parameters: { ms: 10_000 }, timeout_ms: 1000 },
    ])
    const { state } = await runWithRestart(world, graph, { ms: 300, pause: 100 })
    const ends = ['a', 'b'].map((id) => recordOf(state, id))
    assert.deepEqual(
      ends.map((record) => record?.error?.code),
      ['NODE_TIMEOUT', 'NODE_TIMEOUT'],
    )
    for (const end of ends) assert.equal(end?.finished_at, new Date(begun + 1000).toISOString())
  },

  'a deadline that passes while no engine runs ends the wait at the next start': async (world) => {
    const begun = world.clock.now()
    const wait = { id: 'wait', type: 'wait', parameters: { ms: 1000 } }
    const { state } = await runWithRestart(world, buildGraph([wait]), { ms: 300, pause: 5000 })
    assert.equal(state.execution.finished_at, new Date(begun + 5300).toISOString())
  },

  'a time limit survives a restart': async (world) => {
    const { startEngine, clock, stored } = world
    const first = await startEngine()
    const graph = buildGraph([step('a', { ms: 10_000 })])
    const { id } = await first.submit(request(graph, { durable: true, timeoutMs: 1000 }))
    await clock.advance(400)
    await first.close()
    await clock.until(followToEnd(await startEngine(), id))
    const execution = (await stored(id))?.execution
    assert.deepEqual([execution?.status, execution?.duration_ms], ['timed_out', 1000])
  },

  'a loop continues with its remaining items, within its time limit': async (world) => {
    const graph = buildGraph(
      [
        { id: 'loop', type: 'repeat', parameters: { times: 4, concurrency: 1 }, timeout_ms: 350 },
        { ...step('item'), parameters: { name: '{{ $string(input) }}', ms: 100 } },
      ],
      [['loop', 'item', 'each']],
    )
    const { state } = await runWithRestart(world, graph, { ms: 250 })
    assert.deepEqual(world.probes.ended, ['0', '1'])
    assert.deepEqual(world.probes.began, ['0', '1', '2', '2'])
    assert.equal(recordOf(state, 'loop')?.error?.code, 'NODE_TIMEOUT')
  },

  'the pause between two attempts of a loop, and what follows it, survives a restart': async (world) => {
    const begun = world.clock.now()
    const retry = { max_attempts: 3, backoff_ms: 1000 }
    const graph = buildGraph(
      [
        { id: 'loop', type: 'repeat', parameters: { times: 1 }, timeout_ms: 300, retry },
        step('item', { ms: 200, parameters: { failures: 1 } }),
      ],
      [['loop', 'item', 'each']],
    )
    const { state } = await runWithRestart(world, graph, { ms: 300, pause: 100 })
    assert.deepEqual(statusesOf(state), {
      loop: 'completed',
      'loop[0]/item': 'failed',
      'loop[0, attempt 2]/item': 'completed',
    })
    assert.equal(recordOf(state, 'loop')?.attempts, 2)
    assert.equal(state.execution.finished_at, new Date(begun + 200 + 500 + 200).toISOString())
  },

  'a further attempt of a loop goes on after a restart, within its time limit': async (world) => {
    const begun = world.clock.now()
    const retry = { max_attempts: 2, backoff_ms: 1000 }
    const graph = buildGraph(
      [
        { id: 'loop', type: 'repeat', parameters: { times: 3 }, timeout_ms: 350, retry },
        step('item', { ms: 100, parameters: { name: '{{ $string(loop.index) }}', failures: 1 } }),
      ],
      [['loop', 'item', 'each']],
    )
    const { state } = await runWithRestart(world, graph, { ms: 100 + 500 + 150, pause: 10 })
    assert.deepEqual(world.probes.began, ['0', '0', '1', '1', '2'])
    assert.equal(recordOf(state, 'loop')?.error?.code, 'NODE_TIMEOUT')
    assert.equal(state.execution.finished_at, new Date(begun + 100 + 500 + 350).toISOString())
  },

  'rounds continue with the one that was running': async (world) => {
    const graph = buildGraph(
      [
        { id: 'loop', type: 'repeat', parameters: { times: 9, until: 'loop.index = 3' } },
        step('item', {
          ms: 100,
          parameters: { name: '{{ $string(loop.index) }}', output: '{{ {"after": input} }}' },
        }),
      ],
      [['loop', 'item', 'each']],
    )
    const { state } = await runWithRestart(world, graph, { ms: 250 })
    assert.deepEqual(world.probes.began, ['0', '1', '2', '2', '3'])
    const first = { after: null }
    const third = { after: { after: first } }
    assert.deepEqual(recordOf(state, 'loop')?.output, [first, { after: first }, third, { after: third }])
  },

  'a called script continues with the graph that was called': async (world) => {
    world.scripts.set(7, buildHashed([step('old', { ms: 100 }), step('rest')], chain('old', 'rest')))
    const { clock, startEngine, stored, scripts } = world
    const first = await startEngine()
    const graph = buildGraph([{ id: 'call', type: 'sub_script', parameters: { script_id: 7 } }])
    const { id } = await first.submit(request(graph, { durable: true }))
    await clock.advance(50)
    await first.close()
    scripts.set(7, buildHashed([step('new')]))
    await clock.until(followToEnd(await startEngine(), id))
    const state = await stored(id)
    assert.ok(state)
    assert.deepEqual(statusesOf(state), {
      call: 'completed',
      'call/old': 'completed',
      'call/rest': 'completed',
    })
  },
}
