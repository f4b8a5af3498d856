import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { type TestContext, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { createTestApp } from '../../support/http/test-app.ts'
import { refusedUrl } from '../../support/net/refused.ts'

// So long that nothing ends by itself: a cancel that does not stop it meets the time limit of the test.
const HOUR_MS = 3_600_000

const silentServer = async (t: TestContext) => {
  const server = createServer(() => undefined).listen(0, '127.0.0.1')
  t.after(() => server.close().closeAllConnections())
  await once(server, 'listening')
  return `http://127.0.0.1:${Object(server.address()).port}/`
}

const first = { id: 'first', type: 'transform', parameters: { expression: '1' } }

/** Nodes that run after `first` and are cancelled. */
const slowNodes = {
  'a busy loop in code': { type: 'code', parameters: { code: 'for (;;) {}' } },
  'a wait': { type: 'wait', parameters: { ms: HOUR_MS } },
  'a request that is not answered': { type: 'http_request', parameters: { url: '{{ params.url }}' } },
  'the pause before another attempt': {
    type: 'http_request',
    parameters: { url: '{{ params.refused }}' },
    retry: { max_attempts: 5, backoff_ms: HOUR_MS, max_backoff_ms: HOUR_MS },
  },
} as const

const graphOf = (nodes: readonly object[], connections: object) => ({
  nodes: [first, ...nodes],
  connections: { first: [{ target: 'slow' }], ...connections },
})

const loopOf = (times: number, body: object) =>
  graphOf(
    [
      { id: 'slow', type: 'repeat', parameters: { times } },
      { id: 'body', ...body },
    ],
    { slow: [{ target: 'body', output: 'each' }] },
  )

const setUp = async (t: TestContext) => {
  const env = {
    HTTP_NODE_ALLOW: '127.0.0.1',
    CODE_TIMEOUT_MS: String(HOUR_MS),
    HTTP_NODE_TIMEOUT_MS: String(HOUR_MS),
  }
  const { request } = await createTestApp(t, { env })
  const input = { url: await silentServer(t), refused: await refusedUrl(t) }
  const create = async (name: string, graph: object): Promise<number> => {
    const { json } = await request('POST', '/api/scripts', { body: { name, ...graph } })
    assert.equal(json.success, true, JSON.stringify(json))
    return json.data.id
  }
  const isRunning = async (path: string): Promise<boolean> => {
    const { json } = await request('GET', path)
    return json.data.results.some(
      ({ node_id, status }: Record<string, unknown>) => node_id === 'slow' && status === 'running',
    )
  }
  const cancelRun = async (scriptId: number) => {
    const started = await request('POST', `/api/scripts/${scriptId}/execute`, {
      body: { input },
      headers: { Prefer: 'respond-async' },
    })
    const path = `/api/executions/${started.json.data.id}`
    while (!(await isRunning(path))) await delay(20)
    const from = performance.now()
    const { json } = await request('POST', `${path}/cancel`)
    return { ms: Math.round(performance.now() - from), execution: json.data }
  }
  return { create, cancelRun }
}

const checkCancelled = (
  t: TestContext,
  { ms, execution }: { ms: number; execution: Record<string, unknown> },
) => {
  t.diagnostic(`${t.name}: ${ms} ms`)
  assert.equal(execution.status, 'cancelled')
  const [kept, slow] = Object(execution.results)
  assert.deepEqual([slow.node_id, slow.status], ['slow', 'cancelled'])
  assert.deepEqual([kept.node_id, kept.status, kept.output], ['first', 'completed', 1])
}

for (const [name, node] of Object.entries(slowNodes)) {
  test(`${name} stops when its execution is cancelled`, async (t) => {
    const { create, cancelRun } = await setUp(t)
    const id = await create('slow', graphOf([{ id: 'slow', ...node }], {}))
    checkCancelled(t, await cancelRun(id))
  })
}

test('a called script stops when the execution is cancelled', async (t) => {
  const { create, cancelRun } = await setUp(t)
  const called = await create('called', {
    nodes: [{ id: 'pause', type: 'wait', parameters: { ms: HOUR_MS } }],
  })
  const id = await create(
    'calls',
    graphOf([{ id: 'slow', type: 'sub_script', parameters: { script_id: called } }], {}),
  )
  checkCancelled(t, await cancelRun(id))
})

for (const [name, times, body] of [
  ['that wait', 10_000, { type: 'wait', parameters: { ms: 50 } }],
  ['of code', 10_000, { type: 'code', parameters: { code: 'return input' } }],
  [
    'that never leave the process',
    90_000,
    { type: 'transform', parameters: { expression: '$string(input)' } },
  ],
] as const) {
  test(`a loop over items ${name} stops when its execution is cancelled`, async (t) => {
    const { create, cancelRun } = await setUp(t)
    checkCancelled(t, await cancelRun(await create('loop', loopOf(times, body))))
  })
}
