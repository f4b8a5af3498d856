import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { EdgeSpec, NodeSpec } from '../../../support/engine/graph-spec.ts'
import { createExecutionApp, wait } from '../../../support/http/execution-app.ts'

const LONG_MS = 60_000

const approval = (more: object = {}, settings: object = {}): NodeSpec => ({
  id: 'approval',
  type: 'wait_for_event',
  parameters: { name: 'approval', ...more },
  ...settings,
})

const setUp = async (t: TestContext, env: Readonly<Record<string, string>> = {}) => {
  const app = await createExecutionApp(t, env)
  const { call, begin, addScript, clock } = app
  const show = async (id: string) => (await call('GET', `/executions/${id}`)).json.data
  /** Starts an execution, which has left memory when this resolves. */
  const beginWaiting = async (scriptId: number, body: object = {}) => {
    const id = await begin(scriptId, body)
    await clock.advance(1000)
    await clock.settle()
    assert.equal((await show(id)).status, 'waiting')
    return id
  }
  const waitingScript = (nodes: readonly NodeSpec[], edges: readonly EdgeSpec[] = [], more: object = {}) =>
    addScript(nodes, edges, more)
  const send = (id: string, body: object) => call('POST', `/executions/${id}/events`, { body })
  const counts = async () => {
    const { text } = await app.request('GET', '/metrics')
    const gauge = (name: string) =>
      Number(text.match(new RegExp(`^scriptd_executions_${name} (\\d+)`, 'm'))?.[1])
    return { running: gauge('running'), queued: gauge('queued'), waiting: gauge('waiting') }
  }
  const pass = async (ms: number) => {
    await clock.advance(ms)
    await clock.settle()
  }
  return { ...app, show, beginWaiting, waitingScript, send, pass, counts }
}

test('an execution that waits leaves memory and the queue, and goes on with its event', async (t) => {
  const { waitingScript, beginWaiting, send, show, begin, pass, counts } = await setUp(t, {
    EXECUTION_LIMIT: '1',
    EXECUTION_QUEUE_LIMIT: '0',
  })
  const script = await waitingScript(
    [{ id: 'two', type: 'transform', parameters: { expression: '2' } }, approval(), wait('rest', 1)],
    [
      ['two', 'approval'],
      ['approval', 'rest'],
    ],
  )
  const ids = [await beginWaiting(script), await beginWaiting(script), await beginWaiting(script)]
  assert.deepEqual(await counts(), { running: 0, queued: 0, waiting: 3 })

  const sent = await send(ids[1] ?? '', { name: 'approval', payload: 'yes' })
  assert.deepEqual([sent.status, sent.json.data.status], [202, 'delivered'])
  await pass(10)
  const { status, output, attempts, results } = await show(ids[1] ?? '')
  assert.deepEqual([status, output, attempts], ['completed', 'yes', 1])
  assert.deepEqual(
    results.map((node: { attempts: number }) => node.attempts),
    [1, 1, 1],
  )
  assert.equal((await counts()).waiting, 2)
  await pass(0)
  assert.match(await begin(script), /^ex_/)
})

test('an execution that waits on disk notices its deadlines', async (t) => {
  const { waitingScript, beginWaiting, show, pass } = await setUp(t)
  const ends: [string, unknown, string | undefined][] = []
  for (const [node, more] of [
    [approval({ timeout_ms: LONG_MS }), {}],
    [approval({}, { timeout_ms: LONG_MS }), {}],
    [approval(), { timeout_ms: LONG_MS }],
    [wait('pause', LONG_MS), {}],
  ] as const) {
    const id = await beginWaiting(await waitingScript([node]), { input: 7, ...more })
    await pass(LONG_MS - 2000)
    assert.equal((await show(id)).status, 'waiting')
    await pass(2000)
    const { status, output, error } = await show(id)
    ends.push([status, output, error?.code])
  }
  assert.deepEqual(ends, [
    ['completed', 7, undefined],
    ['failed', null, 'NODE_TIMEOUT'],
    ['timed_out', null, 'EXECUTION_TIMED_OUT'],
    ['completed', 7, undefined],
  ])
})

test('a pause before another attempt is on disk, too, and is kept as it was', async (t) => {
  const { waitingScript, begin, show, pass } = await setUp(t)
  const retry = { max_attempts: 2, backoff_ms: 600_000, max_backoff_ms: 600_000 }
  const script = await waitingScript([
    { id: 'no', type: 'code', parameters: { code: 'throw new Error()' }, retry } as NodeSpec,
  ])
  const id = await begin(script)
  // The thread that runs it takes real time.
  while ((await show(id)).status !== 'waiting') await pass(100)
  await pass(200_000)
  assert.equal((await show(id)).status, 'waiting')
  await pass(500_000)
  while ((await show(id)).finished_at === null) await pass(100)
  const { status, attempts, results } = await show(id)
  assert.deepEqual([status, attempts, results[0].attempts], ['failed', 1, 2])
})

test('an execution that waits on disk can be cancelled, once', async (t) => {
  const { waitingScript, beginWaiting, call, counts, send } = await setUp(t)
  const id = await beginWaiting(await waitingScript([approval()]))
  const answers = await Promise.all([
    call('POST', `/executions/${id}/cancel`),
    call('POST', `/executions/${id}/cancel`),
  ])
  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 409])
  assert.deepEqual(await counts(), { running: 0, queued: 0, waiting: 0 })
  assert.equal((await send(id, { name: 'approval' })).status, 409)
  const { results } = (await call('GET', `/executions/${id}`)).json.data
  assert.equal(results[0].status, 'cancelled')
})

test('one event for all resumes every execution that waits on disk', async (t) => {
  const { waitingScript, begin, show, call, pass, counts } = await setUp(t, {
    EXECUTION_LIMIT: '2',
    EXECUTION_QUEUE_LIMIT: '3',
  })
  const script = await waitingScript([approval()])
  const ids: string[] = []
  for (let count = 0; count < 20; count++) {
    ids.push(await begin(script))
    await pass(1000)
  }
  assert.equal((await counts()).waiting, 20)
  const { json } = await call('POST', '/events', { body: { name: 'approval', payload: 1 } })
  assert.equal(json.data.count, 20)
  await pass(5000)
  for (const id of ids) assert.equal((await show(id)).output, 1)
  assert.equal((await counts()).waiting, 0)
})

test('a loop waits on disk item by item, and a called script within its caller', async (t) => {
  const { waitingScript, beginWaiting, show, send, pass } = await setUp(t)
  const called = await waitingScript([approval({ correlation: '{{ input }}' })])
  const call: NodeSpec = {
    id: 'call',
    type: 'sub_script',
    parameters: { script_id: called, input: '{{ input }}' },
  }
  const loop: NodeSpec = {
    id: 'each',
    type: 'for_each',
    parameters: { items: '{{ [1, 2] }}', concurrency: 1 },
  }
  const id = await beginWaiting(await waitingScript([loop, call], [['each', 'call', 'each']]))
  await send(id, { name: 'approval', correlation: '1', payload: 'a' })
  await pass(2000)
  assert.equal((await show(id)).status, 'waiting')
  await send(id, { name: 'approval', correlation: '2', payload: 'b' })
  await pass(2000)
  const { status, output, attempts } = await show(id)
  assert.deepEqual([status, output, attempts], ['completed', ['a', 'b'], 1])
})

test('an execution on disk keeps its place in a script that allows only one', async (t) => {
  const { waitingScript, beginWaiting, begin, show, send, pass } = await setUp(t)
  const script = await waitingScript([approval()], [], { max_concurrent: 1 })
  const first = await beginWaiting(script)
  const second = await begin(script)
  await pass(5000)
  assert.equal((await show(second)).status, 'queued')
  await send(first, { name: 'approval' })
  await pass(2000)
  assert.deepEqual([(await show(first)).status, (await show(second)).status], ['completed', 'waiting'])
})

test('what was waited for is not forgotten when an execution holds what others wait for', async (t) => {
  const { waitingScript, begin, show, pass } = await setUp(t)
  const called = await waitingScript([approval()], [], { max_concurrent: 1 })
  const call: NodeSpec = { id: 'call', type: 'sub_script', parameters: { script_id: called } }
  const caller = await waitingScript([call])
  const first = await begin(caller)
  const second = await begin(caller)
  await pass(5000)
  assert.deepEqual([(await show(first)).status, (await show(second)).status], ['running', 'running'])
})

test('there are only as many on disk as are allowed; others stay in memory', async (t) => {
  const { waitingScript, begin, show, send, pass, counts } = await setUp(t, {
    EXECUTION_SCHEDULED_LIMIT: '1',
  })
  const script = await waitingScript([approval()])
  const [first, second] = [await begin(script), await begin(script)]
  await pass(2000)
  assert.deepEqual(await counts(), { running: 1, queued: 0, waiting: 1 })
  await send(second, { name: 'approval' })
  await send(first, { name: 'approval' })
  await pass(1000)
  assert.deepEqual([(await show(first)).status, (await show(second)).status], ['completed', 'completed'])
})

test('a request that waits for the end gets it after a wait on disk', async (t) => {
  const { waitingScript, call } = await setUp(t)
  const script = await waitingScript([wait('pause', 8000)])
  const { status, json } = await call('POST', `/scripts/${script}/execute`, { body: { input: 3 } })
  assert.deepEqual([status, json.data.status, json.data.output], [200, 'completed', 3])
})
