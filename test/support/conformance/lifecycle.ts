import assert from 'node:assert/strict'
import type { ExecutionEvent } from '../../../src/engine/events.ts'
import { eventsSince } from '../../../src/engine/events.ts'
import { chain } from '../engine/graph-spec.ts'
import { buildGraph, buildHashed } from '../engine/graphs.ts'
import { recordOf, statusesOf } from '../engine/run/world.ts'
import { followToEnd } from './follow.ts'
import { type Checks, namesOf, request, step } from './world.ts'

/** From taking an execution to its end. */
export const lifecycle: Checks = {
  'an execution ends with its output, on disk as in its result': async ({ startEngine, clock, stored }) => {
    const engine = await startEngine()
    const { id, finished } = await engine.submit(request(buildGraph([step('a')]), { input: { x: 1 } }))
    const state = await clock.until(finished)
    assert.deepEqual([state.execution.status, state.execution.output], ['completed', { x: 1 }])
    assert.deepEqual(await stored(id), structuredClone(state))
    assert.equal(engine.find(id), undefined)
  },

  'a durable execution is on disk when it is accepted': async ({ startEngine, stored }) => {
    const engine = await startEngine()
    const { id } = await engine.submit(request(buildGraph([step('a', { ms: 10 })]), { durable: true }))
    assert.equal((await stored(id))?.execution.id, id)
  },

  'before a node with effects starts, everything that led to it is on disk': async (world) => {
    const engine = await world.startEngine()
    const graph = buildGraph(
      [{ id: 'a', type: 'transform', parameters: { expression: '42' } }, step('b', { ms: 1000 })],
      chain('a', 'b'),
    )
    const { id } = await engine.submit(request(graph))
    await world.clock.advance(1)
    const state = await world.stored(id)
    assert.ok(state)
    assert.deepEqual(statusesOf(state), { a: 'completed', b: 'running' })
    assert.deepEqual([recordOf(state, 'a')?.output, recordOf(state, 'b')?.attempts], [42, 1])
  },

  'a batch runs one execution after another and continues after a failure': async ({
    startEngine,
    clock,
    probes,
  }) => {
    const engine = await startEngine()
    const graphs = ['a', 'b', 'c'].map((id) =>
      buildGraph([step(id, { ms: 10, parameters: { failures: id === 'b' ? 1 : 0 } })]),
    )
    const batch = await engine.submitBatch(graphs.map((graph) => request(graph, { batchId: 'ba_1' })))
    const states = await clock.until(Promise.all(batch.map(({ finished }) => finished)))
    assert.deepEqual(
      states.map(({ execution }) => execution.status),
      ['completed', 'failed', 'completed'],
    )
    assert.deepEqual([probes.began, probes.peak], [['a', 'b', 'c'], 1])
  },

  'a cancelled execution is cancelled on disk': async ({ startEngine, clock, stored }) => {
    const engine = await startEngine()
    const { id } = await engine.submit(request(buildGraph([step('a', { ms: 1000 })])))
    await clock.advance(10)
    assert.equal(engine.find(id)?.execution.status, 'running')
    assert.equal(await engine.cancel(id), true)
    assert.equal((await stored(id))?.execution.status, 'cancelled')
    assert.equal(await engine.cancel(id), false)
  },

  'an engine does not know executions that it was not given': async ({ startEngine }) => {
    const engine = await startEngine()
    assert.equal(engine.find('ex_none'), undefined)
    assert.equal(await engine.cancel('ex_none'), false)
    assert.equal(
      engine.follow('ex_none', 0, () => undefined),
      undefined,
    )
  },

  'followers see the same events whenever they start': async ({ startEngine, clock }) => {
    const engine = await startEngine()
    const graph = buildGraph([step('a', { ms: 10 }), step('b', { ms: 10 })], chain('a', 'b'))
    const { id, finished } = await engine.submit(request(graph))
    const early = followToEnd(engine, id)
    await clock.advance(15)
    const late = followToEnd(engine, id)
    const rest: ExecutionEvent[] = []
    engine.follow(id, 3, (event) => event.type !== 'execution_waiting' && rest.push(structuredClone(event)))
    const state = await clock.until(finished)
    const expected = [
      '1 node_started a',
      '2 node_finished a',
      '3 node_started b',
      '4 node_finished b',
      '5 end completed',
    ]
    assert.deepEqual(namesOf(await early), expected)
    assert.deepEqual(namesOf(await late), expected)
    assert.deepEqual(namesOf(rest), expected.slice(3))
    assert.deepEqual(namesOf(eventsSince(state, 0)), expected)
  },

  'an ad hoc run leaves nothing behind': async ({ startEngine, clock, stored }) => {
    const engine = await startEngine()
    const graph = buildHashed([step('a'), step('b', { parameters: { failures: 1 } })])
    const state = await clock.until(engine.runAdHoc({ caller: 'a', graph, input: 1 }))
    assert.deepEqual(statusesOf(state), { a: 'completed', b: 'failed' })
    assert.equal(await stored(state.execution.id), undefined)
  },

  'an ad hoc run stops when its caller leaves': async ({ startEngine, clock }) => {
    const engine = await startEngine()
    const caller = new AbortController()
    const graph = buildHashed([step('a', { ms: 1000 })])
    const running = engine.runAdHoc({ caller: 'a', graph, input: 1, signal: caller.signal })
    await clock.advance(1)
    caller.abort()
    assert.deepEqual(statusesOf(await running), { a: 'cancelled' })
  },

  'an engine accepts no work after close': async ({ startEngine }) => {
    const engine = await startEngine()
    await engine.close()
    assert.equal(engine.isOpen, false)
    const refusal = { code: 'SHUTTING_DOWN' }
    await assert.rejects(engine.submit(request(buildGraph([step('a')]))), refusal)
    await assert.rejects(engine.submitBatch([request(buildGraph([step('a')]))]), refusal)
    await assert.rejects(engine.runAdHoc({ caller: 'a', graph: buildHashed([step('a')]), input: 1 }), refusal)
  },

  'waiting for the end fails when the engine stops first': async ({ startEngine, clock }) => {
    const engine = await startEngine()
    const { finished } = await engine.submit(request(buildGraph([step('a', { ms: 1000 })])))
    await clock.advance(1)
    await engine.close()
    await assert.rejects(finished)
  },

  'a retry keeps completed nodes, on disk as well': async ({ startEngine, clock, probes, stored }) => {
    const engine = await startEngine()
    const graph = buildGraph([step('a'), step('b', { parameters: { failures: 1 } })], chain('a', 'b'))
    const first = await engine.submit(request(graph))
    const retryOf = await clock.until(first.finished)
    const { id, finished } = await engine.submit(request(graph, { retryOf }))
    await clock.until(finished)
    const state = await stored(id)
    assert.ok(state)
    assert.deepEqual(probes.began, ['a', 'b', 'b'])
    assert.deepEqual(statusesOf(state), { a: 'completed', b: 'completed' })
    assert.deepEqual([state.execution.retry_of, state.execution.status], [first.id, 'completed'])
  },
}
