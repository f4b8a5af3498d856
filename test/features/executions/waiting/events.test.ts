import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { Execution, type NodeResult } from '../../../../src/features/executions/schema.ts'
import { EventReceipt, SentEvent } from '../../../../src/features/executions/waiting/event-schema.ts'
import type { EdgeSpec, NodeSpec } from '../../../support/engine/graph-spec.ts'
import { bearer, dataOf, errorOf } from '../../../support/http/client.ts'
import { createTestApp, type TestApp } from '../../../support/http/test-app.ts'
import { ManualClock } from '../../../support/time/manual-clock.ts'

const approval = (parameters: object = {}, more: object = {}): NodeSpec => ({
  id: 'approval',
  type: 'wait_for_event',
  parameters: { name: 'approval', ...parameters },
  ...more,
})

const scriptOf = (nodes: readonly NodeSpec[], edges: readonly EdgeSpec[] = []) => ({
  nodes,
  connections: Object.fromEntries(
    [...Map.groupBy(edges, ([source]) => source)].map(([source, list]) => [
      source,
      list.map(([, target, output]) => ({ target, ...(output && { output }) })),
    ]),
  ),
})

let names = 0

const driver = ({ request }: Pick<TestApp, 'request'>) => {
  const add = async (script: object): Promise<number> => {
    const { json, text } = await request('POST', '/api/scripts', { body: { name: `s${names++}`, ...script } })
    assert.ok(json.data, text)
    return json.data.id
  }
  const begin = async (script: object | number, body: object = {}): Promise<string> => {
    const id = typeof script === 'number' ? script : await add(script)
    const headers = { Prefer: 'respond-async' }
    const answer = await request('POST', `/api/scripts/${id}/execute`, { body, headers })
    assert.equal(answer.status, 202, answer.text)
    return answer.json.data.id
  }
  const show = async (id: string) => dataOf(Execution, await request('GET', `/api/executions/${id}`))
  const send = (id: string, body: object, headers: Record<string, string> = {}) =>
    request('POST', `/api/executions/${id}/events`, { body, headers })
  /** Looks until it is so. */
  const until = async <T>(look: () => Promise<T>, isSo: (value: T) => boolean): Promise<T> => {
    for (;;) {
      const value = await look()
      if (isSo(value)) return value
      await setImmediate()
    }
  }
  const ended = (id: string) =>
    until(
      () => show(id),
      ({ finished_at }) => finished_at !== null,
    )
  const waiting = (id: string, count = 1) =>
    until(
      () => show(id),
      ({ results }) => results.filter(({ waiting_for }) => waiting_for).length === count,
    )
  return { add, begin, show, send, until, ended, waiting }
}

const setUp = async (t: TestContext, options: Parameters<typeof createTestApp>[1] = {}) => {
  const app = await createTestApp(t, options)
  return { ...app, ...driver(app) }
}

test('an event resumes the node that waits for it, with its payload as output', async (t) => {
  const { begin, send, waiting, ended } = await setUp(t)
  const id = await begin(scriptOf([approval({ correlation: '{{ params.order }}', timeout_ms: 60_000 })]), {
    input: { order: 7 },
  })
  const [node] = (await waiting(id)).results
  assert.equal(node?.status, 'running')
  assert.equal(node?.waiting_for?.name, 'approval')
  assert.equal(node?.waiting_for?.correlation, '7')
  assert.equal(
    Date.parse(node?.waiting_for?.until ?? '') - Date.parse(node?.started_at ?? '') >= 60_000,
    true,
  )

  const wrong = dataOf(SentEvent, await send(id, { name: 'approval', correlation: '8', payload: 'no' }))
  assert.equal(wrong.status, 'buffered')
  const answer = await send(id, { name: 'approval', correlation: '7', payload: { by: 'Kim' } })
  assert.equal(answer.status, 202)
  assert.equal(answer.headers.get('Location'), `/api/executions/${id}`)
  const { id: eventId, ...sent } = dataOf(SentEvent, answer)
  assert.match(eventId, /^ev_/)
  assert.deepEqual(sent, {
    execution_id: id,
    name: 'approval',
    correlation: '7',
    status: 'delivered',
    node_id: 'approval',
    path: null,
  })
  const { status, output, results } = await ended(id)
  assert.deepEqual([status, output, results[0]?.port], ['completed', { by: 'Kim' }, 'out'])
  assert.equal(results[0]?.waiting_for, undefined)

  const late = await send(id, { name: 'approval' })
  assert.equal(late.status, 409)
  assert.equal(errorOf(late).error_code, 'EXECUTION_FINISHED')
})

test('an event that comes early is kept for the node, in order, once each', async (t) => {
  const { begin, send, show, until, waiting, ended, request } = await setUp(t)
  const gate: NodeSpec = { id: 'gate', type: 'wait_for_event', parameters: { name: 'go' } }
  const rounds: NodeSpec = {
    id: 'rounds',
    type: 'for_each',
    parameters: { items: [1, 2, 3], concurrency: 1 },
  }
  const script = scriptOf(
    [gate, rounds, approval()],
    [
      ['gate', 'rounds'],
      ['rounds', 'approval', 'each'],
    ],
  )
  const id = await begin(script)
  await waiting(id)
  const key = { 'Idempotency-Key': 'first' }
  const first = await send(id, { name: 'approval', payload: 1 }, key)
  assert.equal(dataOf(SentEvent, first).status, 'buffered')
  assert.equal((await send(id, { name: 'approval', payload: 1 }, key)).text, first.text)
  await send(id, { name: 'approval', payload: 2 })
  await send(id, { name: 'go' })
  const isLast = ({ path, waiting_for }: NodeResult) => path === 'rounds[2]' && waiting_for !== undefined
  await until(
    () => show(id),
    ({ results }) => results.some(isLast),
  )
  const last = dataOf(SentEvent, await send(id, { name: 'approval', payload: null }))
  assert.deepEqual([last.node_id, last.path], ['approval', 'rounds[2]'])
  assert.deepEqual((await ended(id)).output, [1, 2, null])
  assert.equal((await request('DELETE', `/api/executions/${id}`)).status, 200)
  assert.equal((await send(id, { name: 'approval' })).status, 404)
})

test('steps of a loop are told apart by their correlation; without one, the longest wait ends first', async (t) => {
  const { begin, send, waiting, ended } = await setUp(t)
  const items: NodeSpec = {
    id: 'orders',
    type: 'for_each',
    parameters: { items: ['a', 'b', 'c'], concurrency: 3 },
  }
  const id = await begin(
    scriptOf([items, approval({ correlation: '{{ loop.item }}' })], [['orders', 'approval', 'each']]),
  )
  await waiting(id, 3)
  assert.equal(
    dataOf(SentEvent, await send(id, { name: 'approval', correlation: 'c', payload: 3 })).path,
    'orders[2]',
  )
  assert.equal(dataOf(SentEvent, await send(id, { name: 'approval', payload: 1 })).path, 'orders[0]')
  assert.equal(dataOf(SentEvent, await send(id, { name: 'other' })).status, 'buffered')
  assert.equal(
    dataOf(SentEvent, await send(id, { name: 'approval', correlation: 'b', payload: 2 })).path,
    'orders[1]',
  )
  assert.deepEqual((await ended(id)).output, [1, 2, 3])
})

test('without an event, the node passes its input on through `timeout`, or fails at its time limit', async (t) => {
  const clock = new ManualClock()
  const { begin, send, show } = await setUp(t, { clock })
  const limited = await begin(scriptOf([approval({ timeout_ms: 20_000 }, { timeout_ms: 10_000 })]))
  const id = await begin(
    scriptOf(
      [
        approval({ timeout_ms: 10_000 }),
        { id: 'late', type: 'transform', parameters: { expression: 'input' } },
      ],
      [['approval', 'late', 'timeout']],
    ),
    { input: 'order 7' },
  )
  await clock.advance(9_999)
  assert.deepEqual((await show(id)).status, 'waiting')
  await clock.advance(1)
  await clock.settle()
  const { status, output, results } = await show(id)
  assert.deepEqual([status, output, results[0]?.port], ['completed', 'order 7', 'timeout'])
  const failed = await show(limited)
  assert.deepEqual([failed.status, failed.error?.code], ['failed', 'NODE_TIMEOUT'])
  assert.equal((await send(id, { name: 'approval' })).status, 409)
})

test('waits and buffered events survive a restart; a deadline that has passed meanwhile ends the wait', async (t) => {
  const first = await setUp(t)
  const id = await first.begin(
    scriptOf([approval(), { ...approval({ name: 'second' }), id: 'second' }], [['approval', 'second']]),
  )
  const late = await first.begin(
    scriptOf(
      [approval({ timeout_ms: 1 }), approval({ name: 'x' }, { id: 'x' })],
      [['approval', 'x', 'timeout']],
    ),
  )
  await first.waiting(id)
  await first.send(id, { name: 'second', payload: 2 })
  await first.close()

  const second = await setUp(t, { folder: first.folder })
  await second.waiting(id)
  const sent = dataOf(SentEvent, await second.send(id, { name: 'approval', payload: 1 }))
  assert.equal(sent.status, 'delivered')
  const { status, output, results, attempts } = await second.ended(id)
  assert.deepEqual([status, output, attempts], ['completed', 2, 2])
  assert.deepEqual(
    results.map((result) => result.output),
    [1, 2],
  )
  await second.waiting(late)
  await second.send(late, { name: 'x', payload: 'late' })
  assert.equal((await second.ended(late)).output, 'late')
})

test('cancelling, a time limit of the execution and a retry work while a node waits', async (t) => {
  const { add, begin, send, waiting, ended, request } = await setUp(t)
  const script = await add(scriptOf([approval()]))
  const cancelled = await begin(script)
  await waiting(cancelled)
  assert.equal((await request('POST', `/api/executions/${cancelled}/cancel`)).json.data.status, 'cancelled')
  assert.equal(errorOf(await send(cancelled, { name: 'approval' })).error_code, 'EXECUTION_FINISHED')
  const limited = await begin(script, { timeout_ms: 50 })
  assert.equal((await ended(limited)).status, 'timed_out')

  const headers = { Prefer: 'respond-async' }
  const { json } = await request('POST', `/api/executions/${cancelled}/retry`, { headers })
  await waiting(json.data.id)
  await send(json.data.id, { name: 'approval', payload: 'again' })
  assert.equal((await ended(json.data.id)).output, 'again')
})

test('the buffer and payloads are bounded, and a waiting node takes an event all the same', async (t) => {
  const env = { EVENT_BUFFER_LIMIT: '2', EVENT_BUFFER_BYTES: '60', EVENT_LIMIT_BYTES: '50' }
  const { begin, send, waiting, ended } = await setUp(t, { env })
  const id = await begin(scriptOf([approval()]))
  await waiting(id)
  const large = await send(id, { name: 'x', payload: 'x'.repeat(49) })
  assert.equal(large.status, 413)
  assert.match(errorOf(large).message, /larger than 50 bytes \(EVENT_LIMIT_BYTES\)/)
  assert.equal((await send(id, { name: 'x', payload: 'x'.repeat(48) })).status, 202)
  const full = await send(id, { name: 'x', payload: 'x'.repeat(9) })
  assert.equal(full.status, 429)
  assert.match(
    errorOf(full).message,
    /limit is 2 events \(EVENT_BUFFER_LIMIT\) and 60 bytes in total \(EVENT_BUFFER_BYTES\)/,
  )
  assert.equal((await send(id, { name: 'x', payload: 'x'.repeat(8) })).status, 202)
  assert.equal((await send(id, { name: 'x' })).status, 429)
  assert.equal(
    dataOf(SentEvent, await send(id, { name: 'approval', payload: 'x'.repeat(40) })).status,
    'delivered',
  )
  assert.equal((await ended(id)).output, 'x'.repeat(40))
})

test('many events at once: each is taken once', async (t) => {
  const { begin, send, waiting, ended } = await setUp(t)
  const items: NodeSpec = {
    id: 'all',
    type: 'for_each',
    parameters: { items: '{{ [1..20] }}', concurrency: 20 },
  }
  const id = await begin(scriptOf([items, approval()], [['all', 'approval', 'each']]))
  await waiting(id, 20)
  const payloads = Array.from({ length: 20 }, (_, index) => index)
  const sent = await Promise.all(payloads.map((payload) => send(id, { name: 'approval', payload })))
  const paths = new Set(sent.map((answer) => dataOf(SentEvent, answer).path))
  assert.equal(paths.size, 20)
  const { output } = await ended(id)
  assert.deepEqual(
    (output as number[]).toSorted((a, b) => a - b),
    payloads,
  )
})

test('an event for all is taken by each step that waits for its name and correlation, and is not kept', async (t) => {
  const { add, begin, waiting, ended, request } = await setUp(t)
  const script = await add(scriptOf([approval({ name: 'paid', correlation: '{{ params }}' })]))
  const ids = await Promise.all([7, 7, 8].map((input) => begin(script, { input })))
  const open = await begin(scriptOf([approval({ name: 'paid' })]))
  await Promise.all([...ids, open].map((id) => waiting(id)))
  const send = async (body: object, headers = {}) =>
    dataOf(EventReceipt, await request('POST', '/api/events', { body, headers }))
  const key = { 'Idempotency-Key': 'all' }
  const sent = await send({ name: 'paid', correlation: '7', payload: [1] }, key)
  assert.deepEqual([sent.count, sent.execution_ids.toSorted()], [2, ids.slice(0, 2).toSorted()])
  assert.deepEqual(await send({ name: 'paid', correlation: '7', payload: [1] }, key), sent)
  assert.equal((await send({ name: 'paid', correlation: '7' })).count, 0)
  for (const id of ids.slice(0, 2)) assert.deepEqual((await ended(id)).output, [1])
  assert.equal((await send({ name: 'paid' })).count, 1)
  assert.equal((await ended(open)).status, 'completed')
  assert.equal((await send({ name: 'paid', correlation: '8', payload: 8 })).count, 1)
  assert.equal((await ended(ids[2] ?? '')).output, 8)
  const late = await begin(script, { input: 7 })
  assert.equal((await waiting(late)).status, 'running')
})

test('events are only taken with the scope `execute`, and ad hoc runs need an end of the wait', async (t) => {
  const { begin, send, waiting, createKey, request } = await setUp(t)
  const id = await begin(scriptOf([approval()]))
  await waiting(id)
  const reader = await createKey(['read', 'write'])
  const runner = await createKey(['execute'])
  assert.equal((await send(id, { name: 'approval' }, bearer(reader.key))).status, 403)
  assert.equal((await send(id, { name: 'approval' }, bearer(runner.key))).status, 202)

  const author = await createKey(['execute', 'write'])
  const action = { action_type: 'wait_for_event', parameters: { name: 'approval' } }
  const { json, text } = await request('POST', '/api/actions', { body: action, headers: bearer(author.key) })
  assert.equal(json.data?.error.code, 'NO_EVENTS', text)
})
