import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { createTestApp } from '../../../support/http/test-app.ts'
import { spansOf, startReceiver } from '../../../support/net/collector.ts'
import { ManualClock } from '../../../support/time/manual-clock.ts'

const FAIL = { name: 'Fails', nodes: [{ id: 'f', type: 'fail', parameters: { message: 'no' } }] }
const TRACE = '0af7651916cd43dd8448eb211c80319c'

/** One execution, which fails, of every kind of trigger. */
const startAll = async (t: TestContext) => {
  const clock = new ManualClock()
  const collector = await startReceiver(t)
  const app = await createTestApp(t, { clock, env: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url } })
  const post = async (path: string, body: object = {}, headers: Readonly<Record<string, string>> = {}) => {
    const { json, text } = await app.request('POST', path, { body, headers })
    assert.ok(json.success, text)
    return json.data
  }
  await post('/api/scripts', FAIL)
  const api = await post('/api/scripts/1/execute')
  const later = await post('/api/scripts/1/execute', { delay_ms: 1000 })
  const retry = await post(`/api/executions/${api.id}/retry`)
  const [batch] = await post('/api/scripts/execute-all')
  const { path } = await post('/api/webhooks', { script_id: 1, name: 'w', delivery_id: 'X-Delivery' })
  const headers = { 'X-Delivery': 'd-1', traceparent: `00-${TRACE}-b7ad6b7169203331-01` }
  const { execution_id } = await post(path, {}, headers)
  await post('/api/schedules', { script_id: 1, name: 's', at: '2026-01-01T00:00:01Z' })
  await clock.advance(2000)
  await clock.settle()
  const [tick] = (await app.request('GET', '/api/executions?schedule_id=1')).json.data
  const at = '2026-01-01T00:00:01.000Z'
  const executions = [
    { id: api.id, trigger: { kind: 'api', id: null, scheduled_at: null } },
    { id: later.id, trigger: { kind: 'api', id: null, scheduled_at: at } },
    { id: retry.id, trigger: { kind: 'retry', id: api.id, scheduled_at: null } },
    { id: batch.id, trigger: { kind: 'batch', id: batch.batch_id, scheduled_at: null } },
    {
      id: execution_id,
      trigger: { kind: 'webhook', id: '1', scheduled_at: null, delivery_id: 'd-1' },
    },
    { id: tick.id, trigger: { kind: 'schedule', id: '1', scheduled_at: at } },
  ]
  return { ...app, collector, executions }
}

test('every kind of trigger is told with the execution, in its events, and in the log', async (t) => {
  const { app, request, log, executions } = await startAll(t)
  for (const { id, trigger } of executions) {
    assert.deepEqual((await request('GET', `/api/executions/${id}`)).json.data.trigger, trigger)
    const events = await (await app.request(`/api/executions/${id}/events`)).text()
    const last = /event: execution_finished\ndata: (.*)/.exec(events)?.[1] ?? ''
    assert.deepEqual(JSON.parse(last).trigger, trigger)
    const {
      trigger: kind,
      trigger_id = null,
      scheduled_at = null,
      ...line
    } = Object(log.lines.find(({ execution_id, msg }) => execution_id === id && msg === 'node failed'))
    const { delivery_id } = line
    assert.deepEqual(
      { kind, id: trigger_id, scheduled_at, ...(delivery_id !== undefined && { delivery_id }) },
      trigger,
    )
  }
})

test('executions are found by the kind and the id of their trigger, and by their delivery', async (t) => {
  const { request, executions } = await startAll(t)
  const find = async (query: Record<string, string>) => {
    const { status, json } = await request('GET', `/api/executions?${new URLSearchParams(query)}`)
    assert.equal(status, 200)
    return json.data.map(({ id }: { id: string }) => id).toSorted()
  }
  for (const { trigger } of executions) {
    const { kind, id } = trigger
    const expected = executions.filter((each) => each.trigger.kind === kind).map((each) => each.id)
    assert.deepEqual(await find({ trigger_kind: kind }), expected.toSorted())
    if (id !== null) assert.deepEqual(await find({ trigger_kind: kind, trigger_id: id }), expected)
    assert.deepEqual(await find({ trigger_kind: kind, trigger_id: 'other' }), [])
  }
  assert.deepEqual(await find({ delivery_id: 'd-1' }), [executions[4]?.id])
  assert.deepEqual(await find({ delivery_id: 'd-2' }), [])
  for (const [language, text] of [
    ['en', /Required with trigger_id/],
    ['ko', /trigger_id를 지정할 때/],
  ] as const) {
    const headers = { 'Accept-Language': language }
    const { status, json } = await request('GET', '/api/executions?trigger_id=1', { headers })
    assert.deepEqual([status, json.details[0].path], [422, 'trigger_kind'])
    assert.match(json.details[0].message, text)
  }
})

test('metrics count starts by trigger and measure how late delayed ones are, traces name and link them', async (t) => {
  const { request, close, collector, executions } = await startAll(t)
  const { text } = await request('GET', '/metrics')
  const counted = [...text.matchAll(/^scriptd_executions_started_total\{trigger="(\w+)"\} ([1-9])$/gm)]
  assert.deepEqual(Object.fromEntries(counted.map(([, kind, count]) => [kind, Number(count)])), {
    api: 2,
    retry: 1,
    batch: 1,
    webhook: 1,
    schedule: 1,
  })
  assert.match(text, /^scriptd_executions_lateness_seconds_bucket\{le="0.001",trigger="api"\} 1$/m)
  for (const kind of ['tick', 'webhook'])
    assert.match(text, new RegExp(`^scriptd_trigger_started_total\\{kind="${kind}"\\} 1$`, 'm'))

  await close()
  const spans = spansOf(collector.requests)
  for (const { id, trigger } of executions) {
    const span = spans.find(({ attributes }) => attributes['scriptd.execution.id'] === id)
    const told = Object.entries(trigger).map(([name, value]) => [name, value ?? undefined])
    assert.deepEqual(
      told.map(([name]) => span?.attributes[`scriptd.trigger.${name}`]),
      told.map(([, value]) => value),
    )
    const isDelivery = trigger.kind === 'webhook'
    assert.deepEqual(span?.links, isDelivery ? [span?.parentSpanId] : [])
    if (isDelivery) assert.equal(span?.traceId, TRACE)
  }
})
