import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Graph, HashedGraph } from '../../../src/engine/graph/graph.ts'
import { chain, type NodeSpec } from '../../support/engine/graph-spec.ts'
import { buildGraph, buildHashed, hashGraph } from '../../support/engine/graphs.ts'
import { createRunner, recordOf, statusesOf } from '../../support/engine/run/world.ts'

const probe = (id: string, parameters: NodeSpec['parameters'] = {}): NodeSpec => ({
  id,
  type: 'probe',
  parameters: { name: id, ...parameters },
})
const failsOnce = (id: string): NodeSpec => probe(id, { failures: 1 })
const failsTwice = (id: string): NodeSpec => probe(id, { failures: 2 })
const reply = (id: string, expression: string): NodeSpec => ({
  id,
  type: 'transform',
  parameters: { expression },
})

interface RunOptions {
  readonly input?: unknown
  readonly scripts?: readonly (readonly [number, HashedGraph])[]
}

/** Runs a graph that fails, and then its retry. */
const runTwice = async (graph: Graph, options: RunOptions = {}) => {
  const runner = await createRunner()
  for (const [id, script] of options.scripts ?? []) runner.scripts.set(id, script)
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

test('the retry counts attempts anew, and goes on with what the last attempt of a loop has left', async () => {
  const retry = { max_attempts: 2, backoff_ms: 0 }
  const name = '{{ input & loop.index }}'
  const graph = buildGraph(
    [
      { id: 'loop', type: 'for_each', parameters: { items: ['A', 'B', 'C'] }, retry },
      { id: 'inner', type: 'for_each', parameters: { items: '{{ [input] }}' } },
      probe('work', { name, failures: '{{ input = "B" ? 3 : 0 }}' }),
    ],
    [
      ['loop', 'inner', 'each'],
      ['inner', 'work', 'each'],
    ],
  )
  const { failed, again, beganAgain } = await runTwice(graph)
  assert.equal(recordOf(failed, 'loop[0, attempt 2]/inner')?.status, 'completed')
  assert.deepEqual(beganAgain, ['B0', 'A0', 'B0', 'C0'])
  assert.equal(recordOf(again, 'loop')?.attempts, 2)
  const statuses = statusesOf(again)
  assert.equal(statuses['loop[0]/inner[0]/work'], 'completed')
  assert.equal(statuses['loop[1]/inner[0]/work'], 'failed')
  assert.equal(statuses['loop[2, attempt 2]/inner[0]/work'], 'completed')
  assert.deepEqual(recordOf(again, 'loop')?.output, [['A'], ['B'], ['C']])
})

test('a call continues with what its last attempt has left', async () => {
  const called = buildHashed([probe('first'), failsTwice('second')], chain('first', 'second'))
  const call = { id: 'call', type: 'sub_script', parameters: { script_id: 7 } }
  const graph = buildGraph([{ ...call, retry: { max_attempts: 2, backoff_ms: 0 } }])
  const { again, beganAgain } = await runTwice(graph, { scripts: [[7, called]] })
  assert.deepEqual(beganAgain, ['second'])
  assert.deepEqual(statusesOf(again), {
    call: 'completed',
    'call/first': 'completed',
    'call/second': 'completed',
  })
})

test('rounds continue with the one that failed, and with the ends that were found out', async () => {
  const graph = buildGraph(
    [
      { id: 'loop', type: 'repeat', parameters: { times: 9, until: 'loop.index = 3 or $random() < 0' } },
      probe('work', { name: '{{ $string(loop.index) }}', failures: '{{ loop.index = 2 ? 1 : 0 }}' }),
    ],
    [['loop', 'work', 'each']],
  )
  const { again, beganAgain } = await runTwice(graph, { input: 'x' })
  assert.deepEqual(beganAgain, ['2', '3'])
  assert.deepEqual(recordOf(again, 'loop')?.output, ['x', 'x', 'x', 'x'])
})

test('rounds that have reached their limit begin anew', async () => {
  const graph = buildGraph(
    [{ id: 'loop', type: 'repeat', parameters: { times: 2, until: 'input.ready' } }, probe('work')],
    [['loop', 'work', 'each']],
  )
  const runner = await createRunner()
  const failed = await runner.run(graph, { input: { ready: false } })
  assert.equal(failed.execution.error?.code, 'REPEAT_LIMIT')
  const submission = await runner.engine.submit({
    scriptId: 1,
    caller: 'a',
    graph: hashGraph(graph),
    input: { ready: true },
    retryOf: failed,
  })
  const again = await runner.clock.until(submission.finished)
  assert.deepEqual(recordOf(again, 'loop')?.output, [{ ready: true }])
})
