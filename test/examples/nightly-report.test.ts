import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runExample } from '../../examples/example.ts'
import { ApiClient } from '../../src/cli/api/client.ts'
import { ticksOf } from '../support/http/scheduled-app.ts'
import { createTestApp } from '../support/http/test-app.ts'
import { ManualClock } from '../support/time/manual-clock.ts'

const REPORT = {
  day: '2026-11-27',
  total: 66,
  products: [
    { product: 'Soup of the day', total: 26 },
    { product: 'Filter coffee', total: 16 },
    { product: 'Sandwich', total: 10.8 },
    { product: 'Croissant', total: 8.4 },
    { product: 'Cheesecake', total: 4.8 },
  ],
}

test('the report is written at half past two for the day before, also when there was nothing to report', async (t) => {
  // At eight in the evening in Berlin.
  const clock = new ManualClock(Date.UTC(2026, 10, 27, 19))
  const { app, request } = await createTestApp(t, { clock })
  const api = new ApiClient(async (path, init) => app.request(path, init))
  const { status, output } = await runExample({ api, name: 'nightly-report' })
  assert.deepEqual([status, output], ['completed', { path: 'reports/2026-11-27.json', size: 380 }])

  const reportOf = async (day: string) => {
    const body = { action_type: 'file_read', parameters: { path: `reports/${day}.json`, format: 'json' } }
    return (await request('POST', '/api/actions', { body })).json.data.output
  }
  const tickAt = async (time: string) => {
    clock.set(Date.parse(time) - 2000)
    for (;;) {
      await clock.advance(5000)
      const tick = (await ticksOf({ request })).find((each) => each.time === time)
      // The events end with the execution.
      if (tick) await (await app.request(`/api/executions/${tick.execution_id}/events`)).text()
      if (tick) return
    }
  }
  await tickAt('2026-11-28T01:30:00.000Z')
  await tickAt('2026-11-29T01:30:00.000Z')
  assert.deepEqual(await reportOf('2026-11-27'), REPORT)
  assert.deepEqual(await reportOf('2026-11-28'), { day: '2026-11-28', total: 0, products: [] })
})
