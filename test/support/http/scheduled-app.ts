import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { ManualClock } from '../time/manual-clock.ts'
import { createTestApp, type TestApp } from './test-app.ts'

export interface Tick {
  readonly time: string
  readonly until: string
  readonly outcome: string
  readonly reason: string | null
  readonly count: number
  readonly execution_id: string | null
  readonly recorded_at: string
}

/** An app with a script and a schedule of it, which both have the id 1. */
export const createScheduledApp = async (
  t: TestContext,
  script: object,
  schedule: object,
  { env = {}, clock = new ManualClock() }: { env?: Record<string, string>; clock?: ManualClock } = {},
) => {
  const app = await createTestApp(t, { clock, env })
  await app.request('POST', '/api/scripts', { body: script })
  const body = { script_id: 1, name: 'Test', ...schedule }
  assert.equal((await app.request('POST', '/api/schedules', { body })).status, 201)
  return { app, clock }
}

/** What became of the ticks of a schedule, the oldest first. */
export const ticksOf = async (app: Pick<TestApp, 'request'>, id = 1): Promise<Tick[]> =>
  (await app.request('GET', `/api/schedules/${id}/ticks?limit=200`)).json.data.toReversed()
