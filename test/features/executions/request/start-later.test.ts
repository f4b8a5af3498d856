import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createDelayedApp, ECHO } from '../../../support/http/delayed-app.ts'
import { ManualClock } from '../../../support/time/manual-clock.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND
const START = Date.UTC(2026, 0, 1)
const at = (ms: number) => new Date(START + ms).toISOString()

test('a delayed execution is answered at once, waits on disk, and starts at its time', async (t) => {
  const { execute, get, pass, request } = await createDelayedApp(t)
  const { status, headers, json } = await execute({ input: 7, delay_ms: MINUTE }, { Prefer: 'wait=5' })
  const { id } = json.data
  assert.deepEqual([status, headers.get('Location')], [202, `/api/executions/${id}`])
  assert.deepEqual([json.data.status, json.data.started_at, json.data.attempts], ['scheduled', null, 0])
  assert.deepEqual(json.data.trigger, { kind: 'api', id: null, scheduled_at: at(MINUTE) })
  const { executions } = (await request('GET', '/api/dashboard/stats')).json.data
  assert.deepEqual([executions.scheduled, executions.queued, executions.running], [1, 0, 0])
  assert.match((await request('GET', '/metrics')).text, /^scriptd_executions_scheduled 1$/m)
  await pass(MINUTE - 1)
  assert.equal((await get(id)).status, 'scheduled')
  await pass(1)
  const ended = await get(id)
  assert.deepEqual([ended.status, ended.output, ended.attempts], ['completed', 7, 1])
  assert.equal(ended.started_at, at(MINUTE))
  assert.match((await request('GET', '/metrics')).text, /^scriptd_executions_scheduled 0$/m)
})

test('times in any zone count, and one in the past, now, or no delay is at once', async (t) => {
  const { execute, pass, get } = await createDelayedApp(t)
  for (const body of [{ start_at: '2020-01-01T00:00:00Z' }, { start_at: at(0) }, { delay_ms: 0 }]) {
    const { status, json } = await execute({ input: 1, ...body })
    assert.deepEqual([status, json.data.status, json.data.output], [200, 'completed', 1])
  }
  const { json } = await execute({ start_at: '2026-01-01T09:01:00+09:00' }, { Prefer: 'respond-async' })
  assert.equal(json.data.trigger.scheduled_at, at(MINUTE))
  await pass(MINUTE)
  assert.equal((await get(json.data.id)).started_at, at(MINUTE))
})

test('it is listed by its status, cancelled once, and only then retried or deleted', async (t) => {
  const { request, execute, pass, get } = await createDelayedApp(t)
  const { id } = (await execute({ start_at: at(MINUTE) })).json.data
  const ids = async (status: string) =>
    (await request('GET', `/api/executions?status=${status}`)).json.data.map(
      (each: { id: string }) => each.id,
    )
  assert.deepEqual(await ids('scheduled'), [id])
  const early = await Promise.all([
    request('DELETE', `/api/executions/${id}`),
    request('POST', `/api/executions/${id}/retry`),
  ])
  assert.deepEqual(
    early.map(({ json }) => json.error_code),
    ['EXECUTION_NOT_FINISHED', 'EXECUTION_NOT_FINISHED'],
  )
  const cancel = () => request('POST', `/api/executions/${id}/cancel`)
  const answers = await Promise.all([cancel(), cancel(), cancel()])
  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 409, 409])
  const { status, duration_ms, started_at } = await get(id)
  assert.deepEqual([status, duration_ms, started_at], ['cancelled', 0, null])
  await pass(2 * MINUTE)
  assert.equal((await get(id)).status, 'cancelled')
  assert.deepEqual(await ids('scheduled'), [])
  assert.equal((await request('POST', `/api/executions/${id}/retry`)).json.data.status, 'completed')
  assert.equal((await request('DELETE', `/api/executions/${id}`)).status, 200)
})

test('its events can be followed before it starts, to its end or cancellation', async (t) => {
  const { app, request, execute, pass } = await createDelayedApp(t)
  const follow = async (id: string) => (await app.request(`/api/executions/${id}/events`)).text()
  const [runs, leaves] = [
    (await execute({ delay_ms: MINUTE })).json.data.id,
    (await execute({ delay_ms: MINUTE })).json.data.id,
  ]
  const streams = [follow(runs), follow(runs), follow(leaves)]
  await pass(SECOND)
  await request('POST', `/api/executions/${leaves}/cancel`)
  await pass(MINUTE)
  const [first, second, cancelled] = await Promise.all(streams)
  const names = (text = '') => [...text.matchAll(/^event: (.*)$/gm)].map(([, name]) => name)
  assert.deepEqual(names(first), ['node_started', 'node_finished', 'execution_finished'])
  assert.equal(second?.replaceAll(': still here\n\n', ''), first?.replaceAll(': still here\n\n', ''))
  assert.deepEqual(names(cancelled), ['execution_finished'])
  assert.match(cancelled ?? '', /"status":"cancelled"/)
})

test('it runs the version and the variables of the request, even when the script is gone', async (t) => {
  const { request, execute, pass, get } = await createDelayedApp(t)
  const put = (expression: string) =>
    request('PUT', '/api/scripts/1/nodes', {
      body: { nodes: [{ ...ECHO, parameters: { expression } }], connections: {} },
    })
  const set = (value: string) => request('PUT', '/api/variables/WHERE', { body: { value } })
  await set('then')
  await put('"first " & $vars.WHERE')
  const { id } = (await execute({ delay_ms: MINUTE })).json.data
  await put('"second " & $vars.WHERE')
  await set('now')
  await request('PATCH', '/api/scripts/1', { body: { active: false } })
  const { id: other } = (await execute({ delay_ms: MINUTE })).json.data
  await request('DELETE', '/api/scripts/1')
  await pass(MINUTE)
  assert.deepEqual([(await get(id)).output, (await get(other)).output], ['first then', 'second now'])
})

test('a request repeated with its Idempotency-Key finds it, also after a restart', async (t) => {
  const first = await createDelayedApp(t)
  const key = { 'Idempotency-Key': 'later-1' }
  const answers = await Promise.all([
    first.execute({ delay_ms: MINUTE }, key),
    first.execute({ delay_ms: MINUTE }, key),
  ])
  const { id } = answers[0].json.data
  assert.equal(answers[1].json.data.id, id)
  await first.close()
  const clock = new ManualClock(START + SECOND)
  const second = await createDelayedApp(t, { clock, folder: first.folder })
  assert.equal((await second.execute({ delay_ms: MINUTE }, key)).json.data.id, id)
  const list = await second.request('GET', '/api/executions')
  assert.deepEqual([list.json.count, list.json.data[0].status], [1, 'scheduled'])
  assert.equal((await second.execute({ delay_ms: SECOND }, key)).json.error_code, 'IDEMPOTENCY_KEY_REUSED')
})

test('a restart starts what became due meanwhile once, and goes on waiting for the rest', async (t) => {
  const first = await createDelayedApp(t)
  const soon = (await first.execute({ input: 'soon', delay_ms: SECOND })).json.data.id
  const late = (await first.execute({ input: 'late', delay_ms: MINUTE })).json.data.id
  await first.close()
  const clock = new ManualClock(START + 10 * SECOND)
  const second = await createDelayedApp(t, { clock, folder: first.folder })
  await clock.advance(1000)
  const due = await second.get(soon)
  assert.deepEqual([due.status, due.output, due.attempts], ['completed', 'soon', 1])
  assert.equal((await second.get(late)).status, 'scheduled')
  await clock.advance(50 * SECOND)
  assert.equal((await second.get(late)).started_at, at(MINUTE))
})

test('a clock that is set forward starts it soon, one that is set back keeps it waiting', async (t) => {
  const { clock, execute, get, pass } = await createDelayedApp(t)
  const { id } = (await execute({ delay_ms: MINUTE })).json.data
  clock.set(START - 2 * MINUTE)
  await pass(2.5 * MINUTE)
  assert.equal((await get(id)).status, 'scheduled')
  clock.set(START + MINUTE)
  await pass(5000)
  assert.equal((await get(id)).status, 'completed')
  assert.equal((await get(id)).attempts, 1)
})
