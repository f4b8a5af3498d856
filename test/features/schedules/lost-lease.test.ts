import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openDatabase } from '../../../src/db/client.ts'
import { createScheduledApp, ticksOf } from '../../support/http/scheduled-app.ts'
import { ManualClock } from '../../support/time/manual-clock.ts'

const NOTHING = { name: 'Nothing', nodes: [{ id: 'a', type: 'start' }] }
const MINUTE = 60_000

test('a server that has lost its lease ticks no more, and goes on with everything else', async (t) => {
  const clock = new ManualClock()
  const { app } = await createScheduledApp(t, NOTHING, { every_ms: MINUTE }, { clock })
  await clock.advance(MINUTE)
  const before = (await ticksOf(app, 1)).length
  const database = await openDatabase(app.config.database)
  t.after(() => database.close())
  await database.batch([`UPDATE __lease SET holder = '{"host":"there","pid":1,"id":"a"}'`])
  await clock.advance(5 * MINUTE)
  assert.equal((await ticksOf(app, 1)).length, before)
  assert.equal((await app.request('GET', '/healthz')).status, 200)
})
