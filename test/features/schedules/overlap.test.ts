import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { createScheduledApp } from '../../support/http/scheduled-app.ts'
import { createTestApp, type TestApp } from '../../support/http/test-app.ts'
import { ManualClock } from '../../support/time/manual-clock.ts'

const waiting = (ms: number) => ({
  name: 'Waiting',
  nodes: [{ id: 'wait', type: 'wait', parameters: { ms } }],
})
const SECOND = 1000

interface Found {
  readonly status: string
  readonly trigger: { readonly scheduled_at: string }
  readonly started_at: string | null
}

/** A schedule that waits `ms` in each execution, after some seconds. */
const after = async (t: TestContext, seconds: number, overlap: string, ms = 2500) => {
  const { app, clock } = await createScheduledApp(t, waiting(ms), { every_ms: SECOND, overlap })
  await clock.advance(seconds * SECOND)
  await clock.settle()
  return { app, clock }
}

const second = (time: string | null) => time && Number(time.slice(17, 19))

/** By the seconds of their ticks, the oldest first; each is read by itself, as the list lags behind. */
const executionsOf = async (app: TestApp) => {
  const { data } = (await app.request('GET', '/api/executions')).json
  const found = data.toReversed().map(async ({ id }: { id: string }) => {
    const { status, trigger, started_at }: Found = (await app.request('GET', `/api/executions/${id}`)).json
      .data
    return [second(trigger.scheduled_at), status, second(started_at)]
  })
  return Promise.all(found)
}

const skipsOf = async (app: TestApp) => {
  const { data } = (await app.request('GET', '/api/schedules/1/ticks')).json
  return data
    .toReversed()
    .filter(({ outcome }: { outcome: string }) => outcome !== 'started')
    .map(({ time, reason }: { time: string; reason: string }) => [second(time), reason])
}

test('queue_one lets one execution wait and skips the ticks after it', async (t) => {
  const { app } = await after(t, 4, 'queue_one')
  assert.deepEqual(await executionsOf(app), [
    [1, 'completed', 1],
    [2, 'running', 3],
    [4, 'queued', null],
  ])
  assert.deepEqual(await skipsOf(app), [[3, 'overlap']])
})

test('queue_all runs the executions of all ticks one after another', async (t) => {
  const { app } = await after(t, 6, 'queue_all')
  assert.deepEqual(await executionsOf(app), [
    [1, 'completed', 1],
    [2, 'completed', 3],
    [3, 'running', 6],
    [4, 'queued', null],
    [5, 'queued', null],
    [6, 'queued', null],
  ])
})

test('a cancelled execution that waits lets no other one start early', async (t) => {
  const { app, clock } = await after(t, 3.2, 'queue_all')
  await app.request('PATCH', '/api/schedules/1', { body: { enabled: false } })
  const { data } = (await app.request('GET', '/api/executions')).json
  await app.request('POST', `/api/executions/${data[1].id}/cancel`)
  await clock.settle()
  assert.deepEqual(
    (await executionsOf(app)).map(([, status]) => status),
    ['running', 'cancelled', 'queued'],
  )
  await clock.advance(SECOND)
  await clock.settle()
  assert.deepEqual((await executionsOf(app)).at(-1), [3, 'running', 3])
})

test('cancel_other ends the executions before', async (t) => {
  const { app } = await after(t, 3, 'cancel_other')
  assert.deepEqual(await executionsOf(app), [
    [1, 'cancelled', 1],
    [2, 'cancelled', 2],
    [3, 'running', 3],
  ])
})

test('allow_all runs executions side by side', async (t) => {
  const { app } = await after(t, 3, 'allow_all')
  const statuses = (await executionsOf(app)).map(([, status]) => status)
  assert.deepEqual(statuses, ['running', 'running', 'running'])
})

test('executions that wait keep their order over a restart', async (t) => {
  const { app, clock } = await after(t, 3, 'queue_all', 600_000)
  await app.request('PATCH', '/api/schedules/1', { body: { enabled: false } })
  await app.close()
  const later = new ManualClock(clock.now())
  const next = await createTestApp(t, { clock: later, folder: app.folder })
  await later.settle()
  const statuses = async () => (await executionsOf(next)).map(([, status]) => status)
  assert.deepEqual(await statuses(), ['waiting', 'queued', 'queued'])
  await next.request('POST', '/api/schedules/1/trigger')
  await later.advance(600_000)
  await later.settle()
  assert.deepEqual(await statuses(), ['completed', 'waiting', 'queued', 'queued'])
})

test('ticks that are caught up under skip run one after another', async (t) => {
  const { app, clock } = await createScheduledApp(t, waiting(600_000), {
    every_ms: 600_000,
    catchup_window_ms: 3_600_000,
  })
  await app.close()
  const later = new ManualClock(clock.now() + 1_850_000)
  const next = await createTestApp(t, { clock: later, folder: app.folder })
  await later.advance(500)
  await later.settle()
  const statuses = async () => (await executionsOf(next)).map(([, status]) => status)
  assert.deepEqual(await statuses(), ['running', 'queued', 'queued'])
  await later.advance(600_000)
  await later.settle()
  assert.deepEqual(await statuses(), ['completed', 'running', 'queued'])
  const { data } = (await next.request('GET', '/api/schedules/1/ticks')).json
  assert.equal(data[0].reason, 'overlap')
})
