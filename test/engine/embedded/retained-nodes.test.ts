import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Graph } from '../../../src/engine/graph/graph.ts'
import { chain, type NodeSpec } from '../../support/engine/graph-spec.ts'
import { buildGraph, buildHashed, hashGraph } from '../../support/engine/graphs.ts'
import { createRunner, recordOf, statusesOf } from '../../support/engine/world.ts'

const probe = (id: string, parameters: NodeSpec['parameters'] = {}): NodeSpec => ({
  id,
  type: 'probe',
  parameters: { name: id, ...parameters },
})
const failsOnce = (id: string): NodeSpec => probe(id, { failures: 1 })
const reply = (id: string, expression: string): NodeSpec => ({
  id,
  type: 'transform',
  parameters: { expression },
})

/** Runs a graph that fails, and then its retry. */
const runTwice = async (graph: Graph, options: { readonly input?: unknown } = {}) => {
  const runner = await createRunner()
  const { clock, engine, probes } = runner
  const failed = await runner.run(graph, options)
  assert.equal(failed.execution.status, 'failed')
  const begun = probes.began.length
  const { input } = failed.execution
  const submission = await engine.submit({
    scriptId: 1,
    caller: 'a',
    graph: hashGraph(graph),
    input,
    retryOf: failed,
  })
  const again = await clock.until(submission.finished)
  return { ...runner, failed, again, beganAgain: probes.began.slice(begun) }
}

test('everything that depends on a failed node runs again, and nothing else', async () => {
  const nodes = [
    probe('customers', { output: ['Kim'] }),
    failsOnce('orders'),
    { ...reply('report', '$exists(input.orders)'), trigger_rule: 'one_success' as const },
    probe('mail'),
    probe('log'),
  ]
  const edges = [
    ...chain('customers', 'report', 'mail'),
    ...chain('orders', 'report'),
    ...chain('customers', 'log'),
  ]
  const { failed, again, beganAgain } = await runTwice(buildGraph(nodes, edges))
  assert.deepEqual(recordOf(failed, 'report')?.output, false)
  assert.deepEqual(recordOf(again, 'report')?.output, true)
  assert.deepEqual(beganAgain, ['orders', 'mail'])
  assert.equal(again.execution.status, 'completed')
})

test('after a failure that was caught, the retry takes the way without it', async () => {
  const nodes = [
    { ...failsOnce('live'), on_error: 'continue' as const },
    probe('fallback'),
    probe('pick'),
    failsOnce('last'),
  ]
  const graph = buildGraph(nodes, [
    ['live', 'pick'],
    ['live', 'fallback', 'error'],
    ['fallback', 'pick'],
    ['pick', 'last'],
  ])
  const { again, beganAgain } = await runTwice(graph, { input: 1 })
  assert.deepEqual(statusesOf(again), {
    live: 'completed',
    fallback: 'skipped',
    pick: 'completed',
    last: 'completed',
  })
  assert.deepEqual(beganAgain, ['live', 'pick', 'last'])
})

test('a loop continues with the items that it had, and keeps those that are done', async () => {
  const items = '{{ $map(["A", "B", "C"], function($v) { $v & execution.id }) }}'
  const name = '{{ $substring(input, 0, 1) }}'
  const failures = '{{ $substring(input, 0, 1) = "B" ? 1 : 0 }}'
  const graph = buildGraph(
    [
      { id: 'loop', type: 'for_each', parameters: { items } },
      probe('work', { name, failures }),
      probe('next'),
    ],
    [
      ['loop', 'work', 'each'],
      ['loop', 'next', 'done'],
    ],
  )
  const { failed, again, beganAgain } = await runTwice(graph)
  assert.deepEqual(beganAgain, ['B', 'C', 'next'])
  const { id } = failed.execution
  assert.deepEqual(recordOf(again, 'loop')?.output, [`A${id}`, `B${id}`, `C${id}`])
})

test('a loop behind a node that runs again is opened anew', async () => {
  const graph = buildGraph(
    [
      { ...failsOnce('source'), on_error: 'continue' },
      { id: 'loop', type: 'for_each', parameters: { items: '{{ input.error ? [1] : [1, 2] }}' } },
      probe('work'),
      failsOnce('last'),
    ],
    [
      ['source', 'loop', 'error'],
      ['source', 'loop'],
      ['loop', 'work', 'each'],
      ['loop', 'last', 'done'],
    ],
  )
  const { failed, again, beganAgain } = await runTwice(graph, { input: {} })
  assert.deepEqual(recordOf(failed, 'loop')?.output, [1])
  assert.deepEqual(recordOf(again, 'loop')?.output, [1, 2])
  assert.deepEqual(beganAgain, ['source', 'work', 'work', 'last'])
})

test('a called script runs in the version that it had, and keeps its completed nodes', async () => {
  const runner = await createRunner()
  const { clock, engine, probes, scripts } = runner
  scripts.set(7, buildHashed([probe('first'), failsOnce('second')], chain('first', 'second')))
  const graph = buildGraph([{ id: 'call', type: 'sub_script', parameters: { script_id: 7 } }])
  const failed = await runner.run(graph)
  scripts.set(7, buildHashed([probe('other')]))
  const { finished } = await engine.submit({
    scriptId: 1,
    caller: 'a',
    graph: hashGraph(graph),
    input: null,
    retryOf: failed,
  })
  const again = await clock.until(finished)
  assert.deepEqual(probes.began, ['first', 'second', 'second'])
  assert.deepEqual(statusesOf(again), {
    call: 'completed',
    'call/first': 'completed',
    'call/second': 'completed',
  })
})

test('a loop or call that failed before it had opened is opened by the retry', async () => {
  const graph = buildGraph([{ id: 'call', type: 'sub_script', parameters: { script_id: 7 } }])
  const runner = await createRunner()
  const failed = await runner.run(graph)
  assert.equal(failed.execution.error?.code, 'SCRIPT_NOT_FOUND')
  runner.scripts.set(7, buildHashed([probe('now')]))
  const { finished } = await runner.engine.submit({
    scriptId: 1,
    caller: 'a',
    graph: hashGraph(graph),
    input: null,
    retryOf: failed,
  })
  assert.equal((await runner.clock.until(finished)).execution.status, 'completed')
})

test('a retry of a retry keeps what the first retry has kept', async () => {
  const graph = buildGraph([probe('a'), probe('b', { failures: 2 })], chain('a', 'b'))
  const { engine, clock, again, probes } = await runTwice(graph)
  assert.equal(again.execution.status, 'failed')
  const { finished } = await engine.submit({
    scriptId: 1,
    caller: 'a',
    graph: hashGraph(graph),
    input: null,
    retryOf: again,
  })
  assert.equal((await clock.until(finished)).execution.status, 'completed')
  assert.deepEqual(probes.began, ['a', 'b', 'b', 'b'])
})
