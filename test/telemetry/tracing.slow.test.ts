import assert from 'node:assert/strict'
import type { ServerResponse } from 'node:http'
import { type TestContext, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { createTestApp, type TestApp, type TestAppOptions } from '../support/http/test-app.ts'
import { type CollectedSpan, spansOf, startReceiver, treeOf } from '../support/net/collector.ts'
import { ManualClock } from '../support/time/manual-clock.ts'

interface StartOptions extends TestAppOptions {
  readonly answer?: (response: ServerResponse) => unknown
}

// The other server is on this machine.
const reachable = { HTTP_NODE_ALLOW: '127.0.0.1' }

const start = async (t: TestContext, { answer, ...options }: StartOptions = {}) => {
  const collector = await startReceiver(t, answer)
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, ...reachable, ...options.env }
  const app = await createTestApp(t, { ...options, env })
  /** What was traced up to the end of the program. */
  const spans = async () => {
    await app.close()
    return spansOf(collector.requests)
  }
  return { ...app, collector, spans }
}

const addScript = async ({ request }: Pick<TestApp, 'request'>, script: object) => {
  const { json, text } = await request('POST', '/api/scripts', { body: { name: 'Traced', ...script } })
  assert.ok(json.success, text)
}

const below = (spans: readonly CollectedSpan[], name: string) => {
  const root = spans.find((span) => span.name === name)
  assert.ok(root, `no span ${name} among ${spans.map((span) => span.name)}`)
  return { root, tree: treeOf(spans, root.spanId) }
}

const TRACE = '0af7651916cd43dd8448eb211c80319c'
const CALLER = 'b7ad6b7169203331'
const traced = { traceparent: `00-${TRACE}-${CALLER}-01`, tracestate: 'vendor=1' }

test('the trace goes from the caller through the request, the execution and its nodes to other servers', async (t) => {
  const target = await startReceiver(t)
  const { request, collector, spans } = await start(t, {
    env: { OTEL_SERVICE_NAME: 'orders', OTEL_EXPORTER_OTLP_HEADERS: 'api-key=a%20b' },
  })
  await addScript(
    { request },
    {
      nodes: [
        { id: 'each', type: 'for_each', parameters: { items: '[1, 2]' } },
        { id: 'double', type: 'transform', parameters: { expression: 'input * 2' } },
        { id: 'send', type: 'http_request', parameters: { url: target.url } },
      ],
      connections: {
        each: [
          { target: 'double', output: 'each' },
          { target: 'send', output: 'done' },
        ],
      },
    },
  )
  const answer = await request('POST', '/api/scripts/1/execute', { headers: traced })
  assert.equal(answer.json.data.status, 'completed')

  const all = await spans()
  const { root, tree } = below(all, 'POST /api/scripts/:script_id/execute')
  assert.deepEqual(tree, {
    'execute script': {
      'for_each each': { 'transform each[0] double': {}, 'transform each[1] double': {} },
      'http_request send': {},
    },
  })
  const ofTrace = all.filter(({ traceId }) => traceId === TRACE)
  assert.equal(ofTrace.length, 6)
  assert.ok(ofTrace.every(({ traceState, isError }) => traceState === 'vendor=1' && !isError))
  assert.equal(root.parentSpanId, CALLER)
  assert.equal(root.attributes['http.response.status_code'], 200)
  assert.equal(root.attributes['scriptd.request.id'], answer.headers.get('X-Request-Id'))
  const execution = ofTrace.find(({ name }) => name === 'execute script')
  assert.deepEqual(execution?.attributes, {
    'scriptd.execution.id': answer.json.data.id,
    'scriptd.execution.attempts': 1,
    'scriptd.execution.status': 'completed',
    'scriptd.script.id': 1,
    'scriptd.trigger.kind': 'api',
  })

  const sender = ofTrace.find(({ name }) => name === 'http_request')
  const [received] = target.requests
  assert.equal(received?.headers.traceparent, `00-${TRACE}-${sender?.spanId}-01`)
  assert.equal(received?.headers.tracestate, 'vendor=1')

  const [sent] = collector.requests
  assert.equal(sent?.path, '/v1/traces')
  assert.equal(sent?.headers['api-key'], 'a b')
  assert.match(sent?.body ?? '', /"service.name","value":\{"stringValue":"orders"\}/)
})

test('a node may name a trace of its own, and where nothing is traced none is sent', async (t) => {
  const target = await startReceiver(t)
  const send = async ({ request }: Pick<TestApp, 'request'>, headers: object) => {
    const parameters = { url: target.url, headers }
    const body = { action_type: 'http_request', parameters }
    const answer = await request('POST', '/api/actions', { body, headers: traced })
    assert.equal(answer.json.data.status, 'completed')
  }
  const app = await start(t)
  await send(app, { TraceParent: `00-${TRACE}-${CALLER}-00` })
  await app.close()
  await send(await createTestApp(t, { env: reachable }), {})
  const [own, none] = target.requests
  assert.equal(own?.headers.tracestate, undefined)
  assert.equal(own?.headers.traceparent, `00-${TRACE}-${CALLER}-00`)
  assert.equal(none?.headers.traceparent, undefined)
})

test('what the caller does not sample is not sent, but handed on', async (t) => {
  const target = await startReceiver(t)
  const { request, spans } = await start(t)
  const body = { action_type: 'http_request', parameters: { url: target.url } }
  await request('POST', '/api/actions', { body, headers: { traceparent: `00-${TRACE}-${CALLER}-00` } })
  assert.deepEqual(await spans(), [])
  assert.match(String(target.requests[0]?.headers.traceparent), new RegExp(`^00-${TRACE}-\\w{16}-00$`))
})

test('failures are marked with their codes alone, and a malformed parent begins a new trace', async (t) => {
  const { request, spans } = await start(t)
  const body = { nodes: [{ type: 'fail', parameters: { message: 'confidential' } }, { type: 'start' }] }
  await request('POST', '/api/nodes/execute', { body, headers: { traceparent: '00-0-0-01' } })
  await request('GET', '/nowhere')
  const all = await spans()
  const { root, tree } = below(all, 'POST /api/nodes/execute')
  assert.equal(root.parentSpanId, undefined)
  assert.deepEqual(tree, { 'execute nodes': { 'fail node_1': {}, 'start node_2': {} } })
  const failed = all.filter(({ isError }) => isError)
  assert.deepEqual(
    failed.map(({ name, attributes }) => [name, attributes['error.type']]),
    [
      ['fail', 'FAILED'],
      ['execute nodes', 'FAILED'],
    ],
  )
  assert.doesNotMatch(JSON.stringify(all.map(({ attributes }) => attributes)), /confidential/)
  assert.ok(all.some(({ name, attributes }) => name === 'GET' && attributes['url.path'] === '/nowhere'))
})

test('an execution that outlives its request is in its trace, and in one of its own after a restart', async (t) => {
  const first = await start(t)
  await addScript(first, { nodes: [{ id: 'wait', type: 'wait', parameters: { ms: 2000 } }] })
  const headers = { Prefer: 'respond-async', ...traced }
  const accepted = await first.request('POST', '/api/scripts/1/execute', { headers })
  assert.equal(accepted.status, 202)
  const path = `/api/executions/${accepted.json.data.id}`
  while ((await first.request('GET', path)).json.data.results.length === 0) await delay(5)
  const left = below(await first.spans(), 'POST /api/scripts/:script_id/execute')
  assert.deepEqual(left.tree, { 'execute script': { 'wait wait': {} } })

  const second = await start(t, { folder: first.folder })
  while ((await second.request('GET', path)).json.data.status === 'running') await delay(20)
  const resumed = below(await second.spans(), 'execute script')
  assert.deepEqual(resumed.tree, { 'wait wait': {} })
  const { parentSpanId, traceId, attributes } = resumed.root
  assert.equal(parentSpanId, undefined)
  assert.notEqual(traceId, TRACE)
  assert.equal(attributes['scriptd.execution.id'], accepted.json.data.id)
  assert.equal(attributes['scriptd.execution.attempts'], 2)
  assert.equal(attributes['scriptd.execution.status'], 'completed')
})

/** More spans than are kept back for the next export. */
const traceMany = async ({ request }: Pick<TestApp, 'request'>) => {
  const nodes = Array.from({ length: 600 }, () => ({ type: 'start' }))
  const { json } = await request('POST', '/api/nodes/execute', { body: { nodes } })
  assert.equal(json.count, 600)
}

test('a collector that refuses is told of once, and once more when it takes traces again', async (t) => {
  let status = 400
  const { request, collector, log, close } = await start(t, {
    answer: (response) => response.writeHead(status).end('{}'),
  })
  const exportTwice = async () => {
    for (let times = 0; times < 2; times++) {
      const before = collector.requests.length
      await traceMany({ request })
      while (collector.requests.length === before) await delay(5)
    }
  }
  await exportTwice()
  status = 200
  await exportTwice()
  await close()
  const lines = log.lines.filter(({ msg }) => String(msg).startsWith('traces'))
  assert.deepEqual(
    lines.map(({ level, msg }) => [level, msg]),
    [
      ['warn', 'traces cannot be exported'],
      ['info', 'traces are exported again'],
    ],
  )
})

test('a collector that never answers does not keep the server from working or stopping', async (t) => {
  const clock = new ManualClock()
  const sleeps: number[] = []
  const { sleep } = clock
  clock.sleep = (ms, signal) => {
    sleeps.push(ms)
    return sleep(ms, signal)
  }
  const { request, collector, close } = await start(t, { clock, answer: () => undefined })
  for (let times = 0; times < 20; times++) await traceMany({ request })
  while (collector.requests.length === 0) await delay(5)
  const before = clock.now()
  await clock.until(close())
  // What closes before the traces takes real time, in which the clock may go on to the next renewal of the lease.
  assert.ok(clock.now() - before >= 2000)
  assert.equal(sleeps.at(-1), 2000)
  // How many more the collector was sent until then depends on the machine: each export ends after three seconds.
  assert.ok(spansOf(collector.requests).length > 0)
})

test('spans of deliveries and links are named by their route, without the token', async (t) => {
  const { request, collector, spans } = await start(t)
  await addScript({ request }, { nodes: [{ id: 'a', type: 'transform', parameters: { expression: '1' } }] })
  const { json } = await request('POST', '/api/webhooks', { body: { script_id: 1, name: 'Traced' } })
  assert.equal((await request('POST', `${json.data.path}/a`, { body: {} })).status, 202)
  await request('POST', '/resume/forged', { body: {} })
  const names = (await spans()).map(({ name }) => name)
  assert.ok(names.includes('POST /hooks/:token') && names.includes('POST /resume/:token'), names.join())
  assert.ok(!JSON.stringify(collector.requests).includes(json.data.token))
})
