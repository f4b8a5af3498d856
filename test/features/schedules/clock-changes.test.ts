import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createScheduledApp, ticksOf } from '../../support/http/scheduled-app.ts'
import {
  AROUND_MS,
  CHANGING_SCHEDULES,
  CLOCK_CHANGES,
  ticksAround,
} from '../../support/time/clock-changes.ts'
import { ManualClock } from '../../support/time/manual-clock.ts'

const NOTHING = { name: 'Nothing', nodes: [{ id: 'a', type: 'transform', parameters: { expression: '1' } }] }

const SECOND = 1000
/** All ticks are at whole quarters of an hour, and nothing happens in between. */
const QUARTER = 900 * SECOND

for (const { timezone, at } of CLOCK_CHANGES) {
  const time = new Date(at).toISOString()
  test(`schedules of all zones tick as their clocks show, while those of ${timezone} pass ${time}`, async (t) => {
    const clock = new ManualClock(at - AROUND_MS)
    const [first, ...others] = CHANGING_SCHEDULES.map(({ timezone, cron }) => ({ timezone, cron }))
    const { app } = await createScheduledApp(t, NOTHING, first ?? {}, { clock })
    for (const schedule of others)
      await app.request('POST', '/api/schedules', { body: { script_id: 1, name: 'Other', ...schedule } })
    for (let quarter = at - AROUND_MS + QUARTER; quarter <= at + AROUND_MS; quarter += QUARTER) {
      clock.set(quarter - SECOND)
      await clock.advance(6 * SECOND)
    }
    await clock.settle()
    for (const [index, schedule] of CHANGING_SCHEDULES.entries()) {
      const found = (await ticksOf(app, index + 1)).map(({ time, outcome }) => [time, outcome])
      const expected = ticksAround(at, schedule).map((tick) => [new Date(tick).toISOString(), 'started'])
      assert.deepEqual(found, expected, `${schedule.cron} in ${schedule.timezone}`)
    }
  })
}
