import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createClient } from '@libsql/client'
import { createScheduledApp, type Tick, ticksOf } from '../../support/http/scheduled-app.ts'
import { createTestApp } from '../../support/http/test-app.ts'
import { ManualClock } from '../../support/time/manual-clock.ts'

const NOTHING = { name: 'Nothing', nodes: [{ id: 'a', type: 'transform', parameters: { expression: '1' } }] }
const WAITING = { name: 'Waiting', nodes: [{ id: 'wait', type: 'wait', parameters: { ms: 20_000 } }] }

const fates = (ticks: readonly Tick[]) => ticks.map(({ outcome, reason }) => [outcome, reason])

test('an inactive script and an empty one start nothing, and the records tell why', async (t) => {
  const { app, clock } = await createScheduledApp(t, { name: 'Empty' }, { every_ms: 1000 })
  await clock.advance(1000)
  await clock.settle()
  await app.request('PATCH', '/api/scripts/1', { body: { active: false } })
  await clock.advance(1000)
  await clock.settle()
  assert.deepEqual(fates(await ticksOf(app)), [
    ['skipped', 'script_empty'],
    ['skipped', 'script_inactive'],
  ])
})

test('a tick that finds the queue full starts later within its window', async (t) => {
  const env = { EXECUTION_LIMIT: '1', EXECUTION_QUEUE_LIMIT: '0', EXECUTION_SCHEDULED_LIMIT: '0' }
  const { app, clock } = await createScheduledApp(t, WAITING, { at: '2026-01-01T00:00:05Z' }, { env })
  const body = { script_id: 1, name: 'Second', at: '2026-01-01T00:00:06Z' }
  await app.request('POST', '/api/schedules', { body })
  await app.request('POST', '/api/schedules', { body: { ...body, name: 'Third', catchup_window_ms: 1000 } })
  await clock.advance(60_000)
  await clock.settle()
  const [second] = await ticksOf(app, 2)
  const [third] = await ticksOf(app, 3)
  assert.equal(second?.outcome, 'started')
  assert.ok(String(second?.recorded_at) >= '2026-01-01T00:00:2')
  assert.deepEqual([third?.outcome, third?.reason], ['missed', 'queue_full'])
})

test('schedules have a rate of their own, and what it puts off beyond the window is missed', async (t) => {
  const schedule = { at: '2026-01-01T00:00:05Z', catchup_window_ms: 1500 }
  const { app, clock } = await createScheduledApp(t, NOTHING, schedule, {
    env: { TRIGGER_RATE_LIMIT: '1' },
  })
  for (let id = 2; id <= 5; id++) {
    await app.request('POST', '/api/schedules', { body: { script_id: 1, name: `${id}`, ...schedule } })
  }
  await clock.advance(10_000)
  await clock.settle()
  const ticks = (await Promise.all([1, 2, 3, 4, 5].map((id) => ticksOf(app, id)))).flat()
  // Which of them come first is not promised.
  assert.deepEqual(fates(ticks).toSorted(), [
    ...Array(3).fill(['missed', 'rate_limited']),
    ...Array(2).fill(['started', null]),
  ])
})

test('jitter puts off each tick by a time of its own within its bound, and a restart changes nothing', async (t) => {
  const { app, clock } = await createScheduledApp(t, NOTHING, { every_ms: 60_000, jitter_ms: 30_000 })
  await clock.advance(150_000)
  await app.close()
  const later = new ManualClock(clock.now())
  const next = await createTestApp(t, { clock: later, folder: app.folder })
  await later.advance(150_000)
  await later.settle()
  const delays = (await ticksOf(next)).map(
    ({ time, recorded_at }) => Date.parse(recorded_at) - Date.parse(time),
  )
  assert.deepEqual(delays, [8690, 14040, 14873, 27738])
})

const FIRST = Date.UTC(2025, 0, 1)

/** 10,500 records of a schedule, one a second. */
const fill = async (folder: string) => {
  const client = createClient({ url: `file:${folder}/scriptd.db` })
  await client.execute(`WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 10499)
    INSERT INTO schedule_ticks (schedule_id, tick, kind, outcome, execution_id, last_tick, count, recorded_at)
    SELECT 1, ${FIRST} + i * 1000, 'tick', 'started', 'ex_' || i, ${FIRST} + i * 1000, 1, '' FROM n`)
  client.close()
}

const count = async (folder: string) => {
  const client = createClient({ url: `file:${folder}/scriptd.db` })
  const { rows } = await client.execute('SELECT count(*) FROM schedule_ticks')
  client.close()
  return Number(rows[0]?.[0])
}

test('old records are deleted, and a clock that is set back before them starts nothing again', async (t) => {
  const { app, clock } = await createScheduledApp(t, NOTHING, { every_ms: 1000 })
  await fill(app.folder)
  await clock.advance(400_000)
  await clock.settle()
  const kept = await count(app.folder)
  assert.ok(kept >= 10_000 && kept < 10_400, `${kept} records`)
  await app.close()
  const earlier = new ManualClock(FIRST)
  const next = await createTestApp(t, { clock: earlier, folder: app.folder })
  await next.request('PATCH', '/api/schedules/1', { body: { name: 'Changed' } })
  await earlier.advance(5000)
  await earlier.settle()
  const body = { from: '2024-12-31T23:00:00Z', to: '2025-01-01T00:00:05Z' }
  const backfill = await next.request('POST', '/api/schedules/1/backfill', { body })
  assert.equal(await count(app.folder), kept)
  assert.notEqual(backfill.status, 500)
})

test('a range that ends before it starts is refused, one of a single time is not', async (t) => {
  const { app, clock } = await createScheduledApp(t, NOTHING, { every_ms: 60_000, enabled: false })
  await clock.advance(600_000)
  const backfill = (from: string, to: string) =>
    app.request('POST', '/api/schedules/1/backfill', { body: { from, to } })
  const refused = await backfill('2026-01-01T00:05:00Z', '2026-01-01T00:04:00Z')
  assert.deepEqual([refused.status, refused.json.details[0].path], [422, 'to'])
  assert.equal(refused.json.details[0].code, 'range_reversed')
  const single = await backfill('2026-01-01T09:05:00+09:00', '2026-01-01T00:05:00Z')
  assert.equal(single.json.data.executions.length, 1)
})

test('a tick that was backfilled before the clock was set back does not start again', async (t) => {
  const { app, clock } = await createScheduledApp(t, NOTHING, { every_ms: 60_000, enabled: false })
  await clock.advance(600_000)
  const body = { from: '2026-01-01T00:00:30Z', to: '2026-01-01T00:10:00Z' }
  const backfill = await app.request('POST', '/api/schedules/1/backfill', { body })
  assert.equal(backfill.json.data.executions.length, 10)
  await app.close()
  const earlier = new ManualClock(clock.now() - 600_000)
  const next = await createTestApp(t, { clock: earlier, folder: app.folder })
  await next.request('PATCH', '/api/schedules/1', { body: { enabled: true } })
  await earlier.advance(660_000)
  await earlier.settle()
  const times = (await ticksOf(next)).map(({ time }) => time)
  assert.equal(new Set(times).size, times.length)
  assert.equal(times.length, 11)
})

test('a backfill that fills the queue says where to continue', async (t) => {
  const env = { EXECUTION_LIMIT: '1', EXECUTION_QUEUE_LIMIT: '1', EXECUTION_SCHEDULED_LIMIT: '0' }
  const { app, clock } = await createScheduledApp(t, WAITING, { every_ms: 60_000, enabled: false }, { env })
  await clock.advance(600_000)
  const backfill = (from: string) => {
    const body = { from, to: '2026-01-01T00:05:00Z', overlap: 'allow_all' }
    // Arrivals that find no place wait for one before they are refused.
    return clock.until(app.request('POST', '/api/schedules/1/backfill', { body }))
  }
  const { status, json } = await backfill('2026-01-01T00:01:00Z')
  assert.deepEqual([status, json.data.executions.length, json.data.skipped], [200, 2, 0])
  assert.equal(json.data.next, '2026-01-01T00:03:00.000Z')
  assert.match(json.message, /before 2026-01-01T00:03:00.000Z were started; there is no room/)
  const refused = await backfill(json.data.next)
  assert.deepEqual([refused.status, refused.json.error_code], [429, 'QUEUE_FULL'])
  await clock.advance(60_000)
  const rest = await backfill(json.data.next)
  assert.deepEqual([rest.json.data.executions.length, rest.json.data.next], [2, '2026-01-01T00:05:00.000Z'])
  await clock.advance(60_000)
  const last = await backfill('2026-01-01T00:01:00Z')
  assert.deepEqual([last.json.data.executions.length, last.json.data.skipped], [1, 4])
})

test('a backfill starts what an earlier one has skipped', async (t) => {
  const { app, clock } = await createScheduledApp(t, NOTHING, { every_ms: 60_000, enabled: false })
  await clock.advance(600_000)
  const backfill = async () => {
    const body = { from: '2026-01-01T00:01:00Z', to: '2026-01-01T00:03:00Z' }
    const { data } = (await app.request('POST', '/api/schedules/1/backfill', { body })).json
    return [data.executions.length, data.skipped]
  }
  await app.request('PATCH', '/api/scripts/1', { body: { active: false } })
  assert.deepEqual(await backfill(), [0, 3])
  assert.deepEqual(await backfill(), [0, 3])
  assert.deepEqual(fates(await ticksOf(app)), Array(3).fill(['skipped', 'script_inactive']))
  await app.request('PATCH', '/api/scripts/1', { body: { active: true } })
  assert.deepEqual(await backfill(), [3, 0])
  assert.deepEqual(fates(await ticksOf(app)), Array(3).fill(['started', null]))
  assert.deepEqual(await backfill(), [0, 3])
})

test('a backfill says whether it started anything', async (t) => {
  const { app, clock } = await createScheduledApp(t, NOTHING, { every_ms: 60_000, enabled: false })
  await clock.advance(600_000)
  const backfill = async (from: string, to: string) => {
    const { json } = await app.request('POST', '/api/schedules/1/backfill', { body: { from, to } })
    return [json.data.executions.length, json.message]
  }
  const nothing = [0, 'No execution was started.']
  assert.deepEqual(await backfill('2026-01-01T00:00:01Z', '2026-01-01T00:00:02Z'), nothing)
  const range = ['2026-01-01T00:01:00Z', '2026-01-01T00:02:00Z'] as const
  assert.deepEqual(await backfill(...range), [2, 'The ticks were started.'])
  assert.deepEqual(await backfill(...range), nothing)
})

test('ticks that wait for a place are recorded when the times change, unless the new times have them, too', async (t) => {
  const env = { EXECUTION_LIMIT: '1', EXECUTION_QUEUE_LIMIT: '0', EXECUTION_SCHEDULED_LIMIT: '0' }
  const schedule = { every_ms: 1000, overlap: 'allow_all', catchup_window_ms: 600_000 }
  const ends_at = '2026-01-01T00:00:06Z'
  const dropped = (count: number) => ['skipped', 'times_changed', count]
  const started = ['started', null, 1]
  const cases = [
    { body: { every_ms: 6000, ends_at }, expected: [started, started, dropped(3), started] },
    {
      body: { every_ms: 2000, ends_at },
      expected: [started, started, dropped(1), started, dropped(1), started],
    },
    { body: { ends_at }, expected: Array(6).fill(started) },
  ]
  for (const { body, expected } of cases) {
    const { app, clock } = await createScheduledApp(t, WAITING, schedule, { env })
    await clock.advance(5500)
    await clock.settle()
    assert.equal((await app.request('PATCH', '/api/schedules/1', { body })).status, 200)
    await clock.advance(200_000)
    await clock.settle()
    const records = (await ticksOf(app)).map(({ outcome, reason, count }) => [outcome, reason, count])
    assert.deepEqual(records, expected, JSON.stringify(body))
    await app.close()
  }
})
