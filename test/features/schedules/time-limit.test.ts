import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createScheduledApp } from '../../support/http/scheduled-app.ts'

test('an execution that a schedule starts has the time limit of its script', async (t) => {
  const nodes = [{ id: 'wait', type: 'wait', parameters: { ms: 60_000 } }]
  const script = { name: 'Slow', nodes, timeout_ms: 500 }
  const { app, clock } = await createScheduledApp(t, script, {
    every_ms: 1000,
    ends_at: '2026-01-01T00:00:01Z',
  })
  for (const ms of [1000, 500]) {
    await clock.advance(ms)
    await clock.settle()
  }
  const { data } = (await app.request('GET', '/api/executions')).json
  assert.deepEqual(
    data.map(({ status }: { status: string }) => status),
    ['timed_out'],
  )
})
