import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createScheduledApp, ticksOf } from '../../support/http/scheduled-app.ts'
import { createTestApp } from '../../support/http/test-app.ts'
import { ManualClock } from '../../support/time/manual-clock.ts'

const NOTHING = { name: 'Nothing', nodes: [{ id: 'a', type: 'transform', parameters: { expression: '1' } }] }
const HOUR = 3_600_000
const MINUTE = 60_000

/** A schedule that ticked five times, then once with the clock an hour ahead, and has the right time again. */
const afterJump = async (t: Parameters<typeof createScheduledApp>[0], schedule: object) => {
  const { app, clock } = await createScheduledApp(t, NOTHING, { every_ms: MINUTE, ...schedule })
  await clock.advance(5 * MINUTE)
  await clock.settle()
  clock.set(clock.now() + HOUR)
  await clock.advance(10_000)
  await clock.settle()
  clock.set(clock.now() - HOUR)
  return { app, clock }
}

const minutes = (ticks: Awaited<ReturnType<typeof ticksOf>>, wanted = 'started') =>
  ticks
    .filter(({ outcome }) => outcome === wanted)
    .map(({ time }) => (Date.parse(time) - Date.UTC(2026, 0, 1)) / MINUTE)

test('a clock that jumps an hour ahead and back silences no schedule, and starts no tick twice', async (t) => {
  const { app, clock } = await afterJump(t, {})
  await clock.advance(65 * MINUTE)
  await clock.settle()
  const ticks = await ticksOf(app)
  assert.deepEqual(
    minutes(ticks),
    Array.from({ length: 70 }, (_, index) => index + 1),
  )
  assert.deepEqual(minutes(ticks, 'missed'), [])
  const { data } = (await app.request('GET', '/api/executions?limit=100')).json
  assert.equal(data.length, 70)
  assert.equal((await app.request('GET', '/api/schedules/1')).json.data.missed, 0)
})

test('a clock that was set back while the server was down silences no schedule either', async (t) => {
  const { app, clock } = await afterJump(t, {})
  await app.close()
  const right = new ManualClock(clock.now())
  const next = await createTestApp(t, { clock: right, folder: app.folder })
  await right.advance(3 * MINUTE)
  await right.settle()
  assert.deepEqual(minutes(await ticksOf(next)), [1, 2, 3, 4, 5, 6, 7, 8, 65])
})

test('a pause that was recorded beyond the clock ends now', async (t) => {
  const { app, clock } = await createScheduledApp(t, NOTHING, { every_ms: MINUTE, enabled: false })
  clock.set(clock.now() + HOUR)
  await app.request('PATCH', '/api/schedules/1', { body: { enabled: true } })
  clock.set(clock.now() - HOUR + 2 * MINUTE)
  await clock.advance(3 * MINUTE)
  await clock.settle()
  const ticks = await ticksOf(app)
  assert.deepEqual(minutes(ticks), [3, 4, 5])
  assert.deepEqual(
    ticks.filter(({ outcome }) => outcome === 'skipped').map(({ count }) => count),
    [2],
  )
})
