import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createScheduledApp, type Tick, ticksOf } from '../../support/http/scheduled-app.ts'
import { createTestApp } from '../../support/http/test-app.ts'
import { ManualClock } from '../../support/time/manual-clock.ts'

const NOTHING = { name: 'Nothing', nodes: [{ id: 'a', type: 'transform', parameters: { expression: '1' } }] }
const WAITING = { name: 'Waiting', nodes: [{ id: 'wait', type: 'wait', parameters: { ms: 3_600_000 } }] }

const startedTimes = (ticks: readonly Tick[]) =>
  ticks.filter(({ outcome }) => outcome === 'started').map(({ time }) => time)

test('each tick starts one execution', async (t) => {
  const { app, clock } = await createScheduledApp(t, NOTHING, { every_ms: 1000 })
  await clock.advance(3000)
  await clock.settle()
  assert.deepEqual(startedTimes(await ticksOf(app)), [
    '2026-01-01T00:00:01.000Z',
    '2026-01-01T00:00:02.000Z',
    '2026-01-01T00:00:03.000Z',
  ])
})

test('a tick is skipped while an execution runs, and the record tells why', async (t) => {
  const { app, clock } = await createScheduledApp(t, WAITING, { every_ms: 1000 })
  await clock.advance(2000)
  await clock.settle()
  const fates = (await ticksOf(app)).map(({ outcome, reason }) => [outcome, reason])
  assert.deepEqual(fates, [
    ['started', null],
    ['skipped', 'overlap'],
  ])
})

test('after an hour without the server only the ticks within the window start, the others are missed', async (t) => {
  const { app, clock } = await createScheduledApp(t, NOTHING, {
    every_ms: 600_000,
    catchup_window_ms: 1_200_000,
    overlap: 'allow_all',
  })
  await app.close()
  const later = new ManualClock(clock.now() + 3_600_000)
  const next = await createTestApp(t, { clock: later, folder: app.folder })
  await later.advance(10)
  await later.settle()
  const ticks = await ticksOf(next)
  const [missed] = ticks
  assert.deepEqual([missed?.outcome, missed?.reason, missed?.count], ['missed', 'outage', 3])
  assert.deepEqual(startedTimes(ticks), [
    '2026-01-01T00:40:00.000Z',
    '2026-01-01T00:50:00.000Z',
    '2026-01-01T01:00:00.000Z',
  ])
})

test('a clock that is set back starts no tick again', async (t) => {
  const { app, clock } = await createScheduledApp(t, NOTHING, { every_ms: 600_000 })
  await clock.advance(1_200_000)
  await clock.settle()
  await app.close()
  const earlier = new ManualClock(clock.now() - 1_200_000)
  const next = await createTestApp(t, { clock: earlier, folder: app.folder })
  await earlier.advance(1_200_000)
  await earlier.settle()
  assert.deepEqual(startedTimes(await ticksOf(next)), [
    '2026-01-01T00:10:00.000Z',
    '2026-01-01T00:20:00.000Z',
  ])
})

const changes = [
  [
    'Europe/Berlin',
    '30 2 * * *',
    '2026-03-28T12:00:00Z',
    ['2026-03-29T01:00:00.000Z', '2026-03-30T00:30:00.000Z'],
  ],
  [
    'Europe/Berlin',
    '30 2 * * *',
    '2026-10-24T12:00:00Z',
    ['2026-10-25T00:30:00.000Z', '2026-10-26T01:30:00.000Z'],
  ],
  [
    'America/New_York',
    '30 1 * * *',
    '2026-10-31T12:00:00Z',
    ['2026-11-01T05:30:00.000Z', '2026-11-02T06:30:00.000Z'],
  ],
  [
    'Asia/Seoul',
    '30 2 * * *',
    '2026-03-28T12:00:00Z',
    ['2026-03-28T17:30:00.000Z', '2026-03-29T17:30:00.000Z'],
  ],
  [
    'Australia/Lord_Howe',
    '15 2 * * *',
    '2026-10-03T10:00:00Z',
    ['2026-10-03T15:30:00.000Z', '2026-10-04T15:15:00.000Z'],
  ],
] as const

for (const [timezone, cron, now, expected] of changes) {
  test(`${cron} ticks once a day in ${timezone} from ${now} on`, async (t) => {
    const clock = new ManualClock(Date.parse(now))
    const app = await createTestApp(t, { clock })
    const answer = await app.request('POST', '/api/schedules/preview', { body: { cron, timezone } })
    const { data } = answer.json
    assert.deepEqual(data.next_times.slice(0, 2), expected)
  })
}

test('a preview without times gives the reason', async (t) => {
  const app = await createTestApp(t, { clock: new ManualClock() })
  const preview = async (body: object) => {
    const { status, json } = await app.request('POST', '/api/schedules/preview', { body })
    assert.equal(status, 200)
    return [json.data.next_times.length, json.message]
  }
  const [none, ended] = await preview({ cron: '@daily', ends_at: '2025-12-31T23:59:59Z' })
  assert.equal(none, 0)
  assert.match(ended, /never start. ends_at: Must be in the future; .* 2026-01-01T00:00:00.000Z/)
  assert.match((await preview({ at: '2020-01-01T00:00:00Z' }))[1], /at: Must be in the future/)
  const between = { starts_at: '2026-01-01T01:00:00Z', ends_at: '2026-01-01T23:00:00Z' }
  assert.match((await preview({ cron: '@daily', ...between }))[1], /cron: There is no time left/)
  assert.deepEqual(await preview({ cron: '@daily', ends_at: '2026-01-03T12:00:00Z' }), [2, null])
})

test('what GET returns can be sent back and changes nothing', async (t) => {
  const { app } = await createScheduledApp(t, NOTHING, {
    cron: '0 9 * * MON-FRI',
    starts_at: '2026-02-01T00:00:00+09:00',
  })
  const before = await app.request('GET', '/api/schedules/1')
  const { data } = before.json
  const headers = { 'If-Match': before.etag ?? '' }
  const after = await app.request('PUT', '/api/schedules/1', { body: data, headers })
  assert.equal(after.status, 200)
  assert.equal(after.etag, before.etag)
})

test('If-None-Match refuses a change to the schedule that has this ETag', async (t) => {
  const { app } = await createScheduledApp(t, NOTHING, { every_ms: 1000 })
  const { etag } = await app.request('GET', '/api/schedules/1')
  const change = (ifNoneMatch: string) =>
    app.request('PATCH', '/api/schedules/1', {
      body: { name: 'Other' },
      headers: { 'If-None-Match': ifNoneMatch },
    })
  assert.equal((await change(etag ?? '')).status, 412)
  assert.equal((await change('*')).status, 412)
  assert.equal((await change('"1-0"')).status, 200)
})

test('deleting a script deletes its schedules', async (t) => {
  const { app } = await createScheduledApp(t, NOTHING, { every_ms: 1000 })
  await app.request('DELETE', '/api/scripts/1')
  assert.equal((await app.request('GET', '/api/schedules/1')).status, 404)
})

test('a schedule is paused after failures, and its pause is recorded when it ends', async (t) => {
  const failing = { name: 'Fails', nodes: [{ id: 'a', type: 'fail', parameters: { message: 'no' } }] }
  const { app, clock } = await createScheduledApp(t, failing, { every_ms: 1000, pause_after_failures: 2 })
  await clock.advance(5000)
  await clock.settle()
  assert.equal(startedTimes(await ticksOf(app)).length, 2)
  await app.request('PATCH', '/api/schedules/1', { body: { enabled: true } })
  const last = (await ticksOf(app)).at(-1)
  assert.deepEqual([last?.outcome, last?.reason, last?.count], ['skipped', 'paused', 3])
})

test('a pause is recorded by the times that the schedule had, also when they are replaced', async (t) => {
  const hourly = { every_ms: 3_600_000 }
  const cases = [[{ enabled: true, ...hourly }], [hourly, { enabled: true }], [hourly, hourly]]
  for (const changes of cases) {
    const { app, clock } = await createScheduledApp(t, NOTHING, { every_ms: 1000 })
    await app.request('PATCH', '/api/schedules/1', { body: { enabled: false } })
    await clock.advance(3000)
    for (const body of changes)
      assert.equal((await app.request('PATCH', '/api/schedules/1', { body })).status, 200)
    const records = (await ticksOf(app)).map(({ outcome, reason, count }) => [outcome, reason, count])
    assert.deepEqual(records, [['skipped', 'paused', 3]], JSON.stringify(changes))
    await app.close()
  }
})
