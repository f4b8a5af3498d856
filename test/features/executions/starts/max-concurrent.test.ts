import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { createTestApp, type TestApp } from '../../../support/http/test-app.ts'
import { ManualClock } from '../../../support/time/manual-clock.ts'

const WAITING = [{ id: 'wait', type: 'wait', parameters: { ms: 1000 } }]
const CALLING = [{ id: 'call', type: 'sub_script', parameters: { script_id: 1 } }]
const LATER = { Prefer: 'respond-async' }

/** An app whose script 1 takes a second and has one execution at once, and whose script 2 calls it. */
const createApp = async (t: TestContext, limit: object = {}) => {
  const clock = new ManualClock()
  const app = await createTestApp(t, { clock })
  for (const body of [
    { name: 'Limited', nodes: WAITING, max_concurrent: 1, ...limit },
    { name: 'Calling', nodes: CALLING, active: false },
  ])
    assert.equal((await app.request('POST', '/api/scripts', { body })).status, 201)
  return { app, clock }
}

const begin = async (app: TestApp, id = 1) => {
  const { status, json } = await app.request('POST', `/api/scripts/${id}/execute`, { headers: LATER })
  return status === 202 ? String(json.data.id) : json.error_code
}

/** The ids of the executions that have ended, in the order of their ends. */
const ended = async (app: TestApp) =>
  (await app.request('GET', '/api/executions?status=completed')).json.data
    .toSorted((a: Ended, b: Ended) => (a.finished_at < b.finished_at ? -1 : 1))
    .map(({ id }: Ended) => id)

interface Ended {
  readonly id: string
  readonly finished_at: string
}

const statusOf = async (app: TestApp, id: string) =>
  (await app.request('GET', `/api/executions/${id}`)).json.data.status

test('further executions are queued in order, over restarts and however they were started, and hold up no others', async (t) => {
  const { app, clock } = await createApp(t)
  const ids = [await begin(app), await begin(app), await begin(app, 2), await begin(app)]
  await clock.settle()
  assert.deepEqual(await Promise.all(ids.map((id) => statusOf(app, id))), [
    'running',
    'queued',
    'running',
    'queued',
  ])
  await clock.advance(1000)
  await clock.settle()
  assert.deepEqual(await ended(app), ids.slice(0, 1))
  await app.close()
  const next = await createTestApp(t, { clock, folder: app.folder })
  ids.push(await begin(next))
  for (let second = 0; second < 4; second++) {
    await clock.advance(1000)
    await clock.settle()
    assert.equal((await ended(next)).length, second + 2)
  }
  const order = await ended(next)
  assert.deepEqual(
    order.filter((id: string) => id !== ids[2]),
    ids.filter((id) => id !== ids[2]),
  )
})

test('a queued execution can be cancelled, and a limit that is lifted starts those that wait', async (t) => {
  const { app, clock } = await createApp(t)
  const [, second = '', third = ''] = [await begin(app), await begin(app), await begin(app)]
  assert.equal((await app.request('POST', `/api/executions/${second}/cancel`)).status, 200)
  assert.equal(await statusOf(app, second), 'cancelled')
  await app.request('PATCH', '/api/scripts/1', { body: { max_concurrent: null } })
  await clock.settle()
  assert.equal(await statusOf(app, third), 'running')
})

test('with skip, further executions are refused, calls fail, and ticks are recorded as skipped', async (t) => {
  const { app, clock } = await createApp(t, { on_max_concurrent: 'skip' })
  const first = await begin(app)
  assert.equal(await begin(app), 'SCRIPT_BUSY')
  const calling = await begin(app, 2)
  await clock.settle()
  const { data } = (await app.request('GET', `/api/executions/${calling}`)).json
  assert.equal(data.error.code, 'SCRIPT_BUSY')
  const all = await app.request('POST', '/api/scripts/execute-all', { headers: LATER })
  assert.deepEqual(all.json.data.executions ?? all.json.data, [])
  const body = { script_id: 1, name: 'Tick', every_ms: 3_600_000 }
  assert.equal((await app.request('POST', '/api/schedules', { body })).status, 201)
  const tick = (await app.request('POST', '/api/schedules/1/trigger')).json.data
  assert.deepEqual([tick.outcome, tick.reason], ['skipped', 'SCRIPT_BUSY'])
  await clock.advance(1000)
  await clock.settle()
  assert.equal(await statusOf(app, first), 'completed')
  const retried = await app.request('POST', `/api/executions/${first}/retry`, { headers: LATER })
  assert.equal(retried.status, 202)
  assert.equal(await begin(app), 'SCRIPT_BUSY')
})

test('with skip, a delayed execution is accepted at any time, and waits for its place when its time comes', async (t) => {
  const { app, clock } = await createApp(t, { on_max_concurrent: 'skip' })
  const first = await begin(app)
  const delayed = await app.request('POST', '/api/scripts/1/execute', { body: { delay_ms: 500 } })
  const { id } = delayed.json.data
  assert.deepEqual([delayed.status, delayed.json.data.status], [202, 'scheduled'])
  await clock.advance(500)
  await clock.settle()
  assert.deepEqual([await statusOf(app, first), await statusOf(app, id)], ['running', 'queued'])
  await clock.advance(500)
  await clock.settle()
  assert.deepEqual([await statusOf(app, first), await statusOf(app, id)], ['completed', 'running'])
  assert.equal(await begin(app), 'SCRIPT_BUSY')
  await clock.advance(1000)
  await clock.settle()
  assert.equal(await statusOf(app, id), 'completed')
})
