import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createClient } from '@libsql/client'
import { createScheduledApp } from '../../support/http/scheduled-app.ts'
import type { TestApp } from '../../support/http/test-app.ts'

const NOTHING = { name: 'Nothing', nodes: [{ id: 'a', type: 'transform', parameters: { expression: '1' } }] }
const HOURLY = { every_ms: 3_600_000 }

/** Runs statements on the database of an app, as a program would that died between two of them. */
const alter = async ({ folder }: TestApp, ...statements: string[]) => {
  const client = createClient({ url: `file:${folder}/scriptd.db` })
  await client.batch(statements, 'write')
  client.close()
}

/** What a server leaves that dies after the effect of a request and before its answer. */
const UNANSWERED = 'UPDATE idempotency_keys SET status = NULL, headers = NULL, body = NULL'

const createRepeatedly = async (app: TestApp, timing: object, wait?: () => Promise<unknown>) => {
  const body = { script_id: 1, name: 'Test', ...timing }
  const send = () =>
    app.request('POST', '/api/schedules', { body, headers: { 'Idempotency-Key': JSON.stringify(timing) } })
  const first = await send()
  await alter(app, UNANSWERED)
  await wait?.()
  const second = await send()
  assert.deepEqual([first.status, second.status], [201, 201])
  return [first.json.data.id, second.json.data.id]
}

test('a repeated request without an answer gets its own schedule, not one with another timing', async (t) => {
  const { app } = await createScheduledApp(t, NOTHING, HOURLY)
  assert.deepEqual(await createRepeatedly(app, { every_ms: 60_000 }), [2, 2])
  assert.deepEqual(await createRepeatedly(app, { at: '2026-02-01T00:00:00Z' }), [3, 3])
  assert.deepEqual(await createRepeatedly(app, { cron: '@daily', timezone: 'Asia/Seoul' }), [4, 4])
})

test('a request that is repeated after the server died does not take a schedule with another timing', async (t) => {
  const { app } = await createScheduledApp(t, NOTHING, HOURLY)
  const body = { script_id: 1, name: 'Test', every_ms: 60_000 }
  const send = () => app.request('POST', '/api/schedules', { body, headers: { 'Idempotency-Key': 'lost' } })
  assert.equal((await send()).json.data.id, 2)
  await alter(app, UNANSWERED, 'DELETE FROM schedules WHERE id = 2')
  assert.equal((await send()).json.data.every_ms, 60_000)
})

test('a repeated request gets its schedule after the time of that has passed', async (t) => {
  const { app, clock } = await createScheduledApp(t, NOTHING, { ...HOURLY, enabled: false })
  const timing = { at: '2026-01-01T00:01:00Z', enabled: false }
  assert.deepEqual(await createRepeatedly(app, timing, () => clock.advance(120_000)), [2, 2])
})

test('a repeated start gets its execution after the record of its tick was deleted', async (t) => {
  const { app, clock } = await createScheduledApp(t, NOTHING, HOURLY)
  const send = () =>
    app.request('POST', '/api/schedules/1/trigger', { headers: { 'Idempotency-Key': 'start' } })
  const first = await send()
  await clock.settle()
  await alter(app, UNANSWERED, 'DELETE FROM schedule_ticks')
  await clock.advance(1000)
  const second = await send()
  assert.deepEqual([first.status, second.status], [202, 202])
  assert.deepEqual(second.json.data, first.json.data)
  assert.equal((await app.request('GET', '/api/executions')).json.data.length, 1)
})
