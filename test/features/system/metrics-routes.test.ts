import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Registry } from 'prom-client'
import { executionMetrics } from '../../../src/telemetry/execution-metrics.ts'
import { executionWith } from '../../support/engine/execution-records.ts'
import { fail, start, wait } from '../../support/http/execution-app.ts'
import { createTestApp, type TestApp } from '../../support/http/test-app.ts'

/** The value of a series as it is named, as in `name{label="value"}`; `undefined` when there is none. */
const readMetrics = async ({ request }: Pick<TestApp, 'request'>) => {
  const { text } = await request('GET', '/metrics')
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  return new Map(
    lines.map((line) => {
      const end = line.lastIndexOf(' ')
      return [line.slice(0, end), Number(line.slice(end + 1))]
    }),
  )
}

const HTTP = 'scriptd_http_request_duration_seconds'

test('metrics are text that Prometheus reads, with a type and a help of each', async (t) => {
  const { request } = await createTestApp(t)
  const { status, headers, text } = await request('GET', '/metrics')
  assert.equal(status, 200)
  assert.equal(headers.get('Content-Type'), 'text/plain; version=0.0.4; charset=utf-8')
  const names = [...text.matchAll(/^# TYPE (\S+) (?:counter|gauge|histogram)$/gm)].map(
    ([, name = '']) => name,
  )
  assert.ok(names.length >= 9)
  for (const name of names) {
    assert.match(name, /^scriptd_[a-z_]+$/)
    assert.ok(text.includes(`# HELP ${name} `), name)
  }
})

test('requests are counted by method, route and status; addresses without a route share one label', async (t) => {
  const app = await createTestApp(t)
  for (const id of [1, 2]) await app.request('GET', `/api/scripts/${id}`)
  for (const path of ['/a', '/b', '/api/c']) await app.request('GET', path)
  await app.request('PURGE', '/healthz')
  await app.request('HEAD', '/healthz')
  await app.request('PUT', '/healthz')
  const metrics = await readMetrics(app)
  const requests = [...metrics].filter(([name]) => name.startsWith(`${HTTP}_count`))
  assert.deepEqual(requests, [
    [`${HTTP}_count{method="GET",route="/api/scripts/:script_id",status="404"}`, 2],
    [`${HTTP}_count{method="GET",route="unmatched",status="404"}`, 3],
    [`${HTTP}_count{method="other",route="unmatched",status="405"}`, 1],
    [`${HTTP}_count{method="HEAD",route="/healthz",status="200"}`, 1],
    [`${HTTP}_count{method="PUT",route="unmatched",status="405"}`, 1],
  ])
})

test('the longest hold of the event loop is measured, with its cause', async (t) => {
  const metrics = await readMetrics(await createTestApp(t))
  const causes = [...metrics.keys()].filter((name) =>
    name.startsWith('scriptd_event_loop_longest_hold_seconds{'),
  )
  assert.equal(causes.length, 1)
})

test('executions, nodes and commits are counted and measured', async (t) => {
  const app = await createTestApp(t)
  const isFalse = { id: 'b', type: 'condition', parameters: { expression: 'false' } }
  const nodes = [wait('a', 20), isFalse, start('c'), fail('d')]
  const connections = { a: [{ target: 'b' }, { target: 'd' }], b: [{ target: 'c', output: 'true' }] }
  await app.request('POST', '/api/scripts', { body: { name: 'Fails', nodes, connections } })
  await app.request('POST', '/api/scripts/1/execute')
  await app.request('POST', '/api/nodes/execute', { body: { nodes: [{ type: 'start' }, { type: 'start' }] } })
  const metrics = await readMetrics(app)
  const expected = {
    'scriptd_execution_duration_seconds_count{kind="script",status="failed"}': 1,
    'scriptd_execution_duration_seconds_count{kind="ad_hoc",status="completed"}': 1,
    'scriptd_node_duration_seconds_count{type="wait",status="completed"}': 1,
    'scriptd_node_duration_seconds_count{type="fail",status="failed"}': 1,
    'scriptd_node_duration_seconds_count{type="start",status="completed"}': 2,
    'scriptd_nodes_skipped_total{type="start"}': 1,
    'scriptd_node_duration_seconds_bucket{le="0.01",type="wait",status="completed"}': 0,
    'scriptd_node_duration_seconds_bucket{le="3600",type="wait",status="completed"}': 1,
    scriptd_db_writes_waiting: 0,
  }
  for (const [name, value] of Object.entries(expected)) assert.equal(metrics.get(name), value, name)
  const commits = metrics.get('scriptd_db_commit_duration_seconds_count{outcome="ok"}') ?? 0
  assert.ok(commits >= 2)
  assert.equal(metrics.get('scriptd_db_commit_writes_count'), commits)
  assert.ok(Number(metrics.get('scriptd_db_commit_writes_sum')) >= commits)
})

test('all series start at zero, so that the first event is an increase', async (t) => {
  const metrics = await readMetrics(await createTestApp(t))
  for (const status of ['completed', 'failed', 'cancelled', 'timed_out']) {
    const name = `scriptd_execution_duration_seconds_count{kind="script",status="${status}"}`
    assert.equal(metrics.get(name), 0, name)
  }
  for (const outcome of ['refused', 'failed']) {
    assert.equal(metrics.get(`scriptd_db_commit_duration_seconds_count{outcome="${outcome}"}`), 0)
  }
})

test('running and waiting executions are counted as they are now', async (t) => {
  const app = await createTestApp(t, { env: { EXECUTION_LIMIT: '1' } })
  await app.request('POST', '/api/scripts', {
    body: { name: 'Waits', nodes: [{ id: 'a', type: 'code', parameters: { code: 'for (;;);' } }] },
  })
  const headers = { Prefer: 'respond-async' }
  for (let times = 0; times < 3; times++) await app.request('POST', '/api/scripts/1/execute', { headers })
  const metrics = await readMetrics(app)
  assert.equal(metrics.get('scriptd_executions_running'), 1)
  assert.equal(metrics.get('scriptd_executions_queued'), 2)
})

test('two programs in one process count separately', async (t) => {
  const [one, other] = [await createTestApp(t), await createTestApp(t)]
  await one.request('GET', '/healthz')
  const series = `${HTTP}_count{method="GET",route="/healthz",status="200"}`
  assert.equal((await readMetrics(one)).get(series), 1)
  assert.equal((await readMetrics(other)).get(series), undefined)
})

test('node types that the program does not know share one label', async () => {
  const registry = new Registry()
  const observer = executionMetrics({ registry, types: ['start'] })
  const node = { path: '', node_id: 'a', status: 'failed', port: null, output: null, error: null } as const
  const times = {
    attempts: 1,
    started_at: null,
    finished_at: null,
    started_seq: 1,
    finished_seq: 2,
    state: null,
    logs: null,
    warnings: null,
    earlier_errors: null,
  }
  for (const type of ['start', 'old', 'gone']) {
    observer.nodeEnded(executionWith({ id: 'ex_1' }), { ...node, ...times, type, duration_ms: 1 })
  }
  const text = await registry.metrics()
  assert.match(text, /_count\{type="start",status="failed"\} 1\n/)
  assert.match(text, /_count\{type="unknown",status="failed"\} 2\n/)
  assert.doesNotMatch(text, /old|gone/)
})
