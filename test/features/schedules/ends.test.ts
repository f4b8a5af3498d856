import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createScheduledApp } from '../../support/http/scheduled-app.ts'

const NOTHING = { name: 'Nothing', nodes: [{ id: 'a', type: 'transform', parameters: { expression: '1' } }] }
const HOURLY = { every_ms: 3_600_000 }

const create = async (t: Parameters<typeof createScheduledApp>[0], schedule: object = HOURLY) => {
  const { app, clock } = await createScheduledApp(t, NOTHING, schedule)
  const send = async (method: string, path: string, body: object, language = 'en') => {
    const headers = { 'Accept-Language': language }
    const { status, json } = await app.request(method, `/api/schedules${path}`, { body, headers })
    const [{ path: field, code, message } = { path: null, code: null, message: null }] = json.details ?? []
    return { answer: [status, field, code], message }
  }
  const post = (timing: object, language?: string) =>
    send('POST', '', { script_id: 1, name: 'Other', ...timing }, language)
  return { app, clock, send, post }
}

test('a schedule that has ended or can never start is refused with the reason', async (t) => {
  const { post } = await create(t)
  const past = { ...HOURLY, ends_at: '2025-12-31T00:00:00Z' }
  assert.deepEqual((await post(past)).answer, [422, 'ends_at', 'schedule_in_past'])
  assert.match((await post(past)).message, /must be in the future.*2026-01-01T00:00:00/i)
  assert.match((await post(past, 'ko')).message, /미래/)
  const reversed = { ...HOURLY, starts_at: '2026-03-01T00:00:00Z', ends_at: '2026-02-01T00:00:00Z' }
  assert.deepEqual((await post(reversed)).answer, [422, 'ends_at', 'schedule_ends_before_start'])
  const never = { cron: '0 12 * * *', starts_at: '2026-02-01T13:00:00Z', ends_at: '2026-02-02T11:00:00Z' }
  assert.deepEqual((await post(never)).answer, [422, 'cron', 'schedule_without_ticks'])
  assert.match((await post(never, 'ko')).message, /시각이 없습니다/)
  const early = { at: '2026-02-01T00:00:00Z', starts_at: '2026-02-02T00:00:00Z' }
  assert.deepEqual((await post(early)).answer, [422, 'at', 'schedule_without_ticks'])
  assert.deepEqual((await post({ ...never, ends_at: '2026-02-02T12:00:00Z' })).answer, [201, null, null])
  assert.deepEqual((await post({ ...HOURLY, starts_at: '2025-01-01T00:00:00Z' })).answer, [201, null, null])
})

test('an end is checked when it is set, and a schedule that has ended can still be changed', async (t) => {
  const { app, clock, send } = await create(t, { every_ms: 1000, ends_at: '2026-01-01T00:00:01Z' })
  const past = { ends_at: '2026-01-01T00:00:00Z' }
  assert.deepEqual((await send('PATCH', '/1', past)).answer, [422, 'ends_at', 'schedule_in_past'])
  await clock.advance(2000)
  await clock.settle()
  const { data } = (await app.request('GET', '/api/schedules/1')).json
  assert.deepEqual((await send('PUT', '/1', data)).answer, [200, null, null])
  assert.deepEqual((await send('PUT', '/1', { ...data, name: 'Renamed' })).answer, [200, null, null])
  assert.deepEqual((await send('PATCH', '/1', { enabled: false })).answer, [200, null, null])
  const earlier = { ends_at: '2026-01-01T00:00:00.500Z' }
  assert.deepEqual((await send('PATCH', '/1', earlier)).answer, [422, 'ends_at', 'schedule_in_past'])
  assert.deepEqual((await send('PATCH', '/1', { ends_at: null })).answer, [200, null, null])
})

test('a schedule whose only time has passed can be given another name or zone', async (t) => {
  const { clock, send } = await create(t, { at: '2026-01-01T00:00:01Z', ends_at: '2026-01-01T00:00:01Z' })
  await clock.advance(2000)
  await clock.settle()
  const changes = { name: 'Renamed', timezone: 'Asia/Seoul', ends_at: null }
  assert.deepEqual((await send('PATCH', '/1', changes)).answer, [200, null, null])
})
