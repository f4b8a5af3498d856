import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bothObservers, type ExecutionObserver } from '../../src/engine/observer.ts'
import type { NodeRecord } from '../../src/engine/records.ts'
import { stepKey } from '../../src/engine/step-key.ts'
import { buildGraph, buildHashed, hashGraph } from '../support/engine/graphs.ts'
import { MemoryStore } from '../support/engine/run/memory-store.ts'
import { createWorld } from '../support/engine/run/world.ts'

const keyOf = ({ path, node_id }: NodeRecord) => stepKey(path, node_id)

/** Writes down all that it is told, as in `node a completed`. */
const createRecorder = (name = '') => {
  const lines: string[] = []
  const observer: ExecutionObserver = {
    executionStarted: (_execution, parent) =>
      lines.push(`started${parent ? ` by ${parent.traceparent}` : ''}`),
    executionEnded: ({ status }) => lines.push(`ended ${status}`),
    executionSuspended: ({ status }) => lines.push(`left ${status}`),
    nodeStarted: (_execution, node) => lines.push(`node ${keyOf(node)}`),
    nodeEnded: (_execution, node) => lines.push(`node ${keyOf(node)} ${node.status}`),
    traceHeaders: (_execution, node) => (name === '' ? undefined : { traceparent: name + keyOf(node) }),
  }
  return { lines, observer }
}

const setUp = async (store = new MemoryStore()) => {
  const { lines, observer } = createRecorder()
  const world = createWorld({ observer, store })
  const engine = world.createEngine()
  await engine.start()
  return { ...world, engine, lines }
}

test('an observer sees the execution and each node, including skipped ones and those in loops', async () => {
  const { engine, clock, lines } = await setUp()
  const graph = buildHashed(
    [
      { id: 'each', type: 'for_each', parameters: { items: '[1]' } },
      { id: 'body', type: 'start' },
      { id: 'fails', type: 'fail', parameters: { message: 'no' } },
      { id: 'never', type: 'start' },
    ],
    [
      ['each', 'body', 'each'],
      ['each', 'fails', 'done'],
      ['fails', 'never'],
    ],
  )
  const trace = { traceparent: 'the request' }
  const { finished } = await engine.submit({ scriptId: 1, caller: 'a', graph, input: null, trace })
  await clock.until(finished)
  assert.deepEqual(lines, [
    'started by the request',
    'node each',
    'node each[0]/body',
    'node each[0]/body completed',
    'node each completed',
    'node fails',
    'node fails failed',
    'node never skipped',
    'ended failed',
  ])
})

const waiting = buildGraph([{ id: 'wait', type: 'wait', parameters: { ms: 1000 } }])

test('a suspended execution is resumed by the next engine', async () => {
  const store = new MemoryStore()
  const first = await setUp(store)
  await first.engine.submit({
    scriptId: 1,
    caller: 'a',
    graph: hashGraph(waiting),
    input: null,
    durable: true,
  })
  await first.clock.settle()
  await first.engine.close()
  assert.deepEqual(first.lines, ['started', 'node wait', 'left running'])

  const second = await setUp(store)
  await second.clock.advance(2000)
  assert.deepEqual(second.lines, ['started', 'node wait', 'node wait completed', 'ended completed'])
})

test('an execution whose graph no longer exists ends without having started', async () => {
  const store = new MemoryStore()
  const first = await setUp(store)
  await first.engine.submit({
    scriptId: 1,
    caller: 'a',
    graph: hashGraph(waiting),
    input: null,
    durable: true,
  })
  await first.engine.close()
  store.loadGraph = async () => undefined
  const { clock, lines } = await setUp(store)
  await clock.settle()
  assert.deepEqual(lines, ['ended failed'])
})

test('an execution that is cancelled in the queue starts and ends', async () => {
  const { engine, lines, createEngine } = await setUp()
  const small = createEngine({ executions: 1 })
  await small.start()
  const busy = buildGraph([{ id: 'busy', type: 'probe', parameters: { name: 'busy', ms: 1000 } }])
  const submit = () => small.submit({ scriptId: 1, caller: 'a', graph: hashGraph(busy), input: null })
  await submit()
  assert.deepEqual(small.load, { running: 1, queued: 0, scheduled: 0, waiting: 0 })
  const { id } = await submit()
  assert.deepEqual(small.load, { running: 1, queued: 1, scheduled: 0, waiting: 0 })
  await small.cancel(id)
  assert.deepEqual(small.load, { running: 1, queued: 0, scheduled: 0, waiting: 0 })
  assert.deepEqual(lines, ['started', 'node busy', 'started', 'ended cancelled'])
  await Promise.all([small.close(), engine.close()])
})

test('ad hoc runs are observed as well, but do not count as load', async () => {
  const { engine, clock, lines } = await setUp()
  const running = engine.runAdHoc({
    caller: 'a',
    graph: hashGraph(waiting),
    input: null,
    trace: { traceparent: 'a' },
  })
  assert.deepEqual(engine.load, { running: 0, queued: 0, scheduled: 0, waiting: 0 })
  await clock.until(running)
  assert.deepEqual(lines, ['started by a', 'node wait', 'node wait completed', 'ended completed'])
})

test('two observers see the same, and the first with trace headers supplies them', async () => {
  const [first, second] = [createRecorder(), createRecorder('trace of ')]
  const sent: unknown[] = []
  const send = async ({ headers }: { readonly headers: object }) => {
    sent.push(headers)
    return { status: 200, headers: {}, body: new Uint8Array() }
  }
  const { createEngine, clock } = createWorld({
    observer: bothObservers(first.observer, second.observer),
    services: { http: { send } },
  })
  const engine = createEngine()
  await engine.start()
  const graph = buildHashed(
    [
      { id: 'sends', type: 'http_request', parameters: { url: 'http://example.com' } },
      { id: 'fails', type: 'fail', parameters: { message: 'no' } },
      { id: 'never', type: 'start' },
    ],
    [
      ['sends', 'fails'],
      ['fails', 'never'],
    ],
  )
  await clock.until((await engine.submit({ scriptId: 1, caller: 'a', graph, input: null })).finished)
  assert.deepEqual(sent, [{ traceparent: 'trace of sends' }])
  assert.deepEqual(first.lines, second.lines)
  await engine.submit({ scriptId: 1, caller: 'a', graph: hashGraph(waiting), input: null })
  await engine.close()
  assert.deepEqual(first.lines.slice(-3), ['started', 'node wait', 'left running'])
  assert.deepEqual(first.lines, second.lines)
})
