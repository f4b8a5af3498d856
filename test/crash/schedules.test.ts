import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { seededRandom } from './support/random.ts'
import {
  createSchedules,
  faultsOf,
  NO_FAULTS,
  numbersOf,
  report,
  ScheduledServer,
  send,
} from './support/scheduled-server.ts'

const { CRASH_ROUNDS = '1', CRASH_SEED = String(Date.now() % 1_000_000) } = process.env
/** A round here is one kill, and takes about three seconds. */
const KILLS = Number(CRASH_ROUNDS) * 3
const SCHEDULES = 10
const SECOND = 1000
// Generous, because the machine may be slow and busy.
const TIMEOUT_MS = 900_000

/** Overlaps of all kinds but `cancel_other`, whose executions may end as cancelled. */
const schedules = Array.from({ length: SCHEDULES }, (_, index) => ({
  every_ms: SECOND,
  overlap: ['allow_all', 'queue_all'][index % 2],
  catchup_window_ms: 600_000,
}))

const RECORDS = `SELECT
  (SELECT count(*) FROM schedule_ticks) AS ticks,
  (SELECT count(*) FROM schedule_ticks WHERE outcome <> 'started') AS others,
  (SELECT coalesce(sum(expected - found), 0) FROM (SELECT (max(tick) - min(tick)) / ${SECOND} + 1 AS expected,
    count(DISTINCT tick) AS found FROM schedule_ticks GROUP BY schedule_id)) AS lost,
  (SELECT count(*) FROM executions WHERE status <> 'completed') AS unfinished`

test('ticks start exactly once, however often the server is killed', { timeout: TIMEOUT_MS }, async (t) => {
  t.diagnostic(`CRASH_SEED=${CRASH_SEED}`)
  const random = seededRandom(Number(CRASH_SEED))
  const server = await ScheduledServer.create(t)
  for (let kill = 0; kill < KILLS; kill++) {
    const url = await server.start()
    if (kill === 0) await createSchedules(url, schedules)
    // Up to 40 ms around the second, when the ticks of all schedules are decided and written.
    const untilTick = SECOND - (Date.now() % SECOND)
    await delay(untilTick + (random() < 0.5 ? SECOND : 0) + random() * 40 - 10)
    await server.end('SIGKILL')
  }
  const url = await server.start()
  await delay(3 * SECOND)
  for (let id = 1; id <= SCHEDULES; id++)
    await send('PATCH', `${url}/api/schedules/${id}`, { enabled: false })
  for (;;) {
    const answer = await fetch(`${url}/api/dashboard/stats`)
    const { queued, running } = Object(await answer.json()).data.executions
    if (queued + running === 0) break
    await delay(50)
  }
  assert.equal(await server.end('SIGTERM'), 0)

  const { ticks = 0, ...found } = await server.read(async (client) => ({
    ...(await numbersOf(client, RECORDS)),
    ...(await faultsOf(client)),
  }))
  report(t, { kills: KILLS, ticks, ...found })
  assert.ok(ticks >= SCHEDULES * KILLS, `only ${ticks} ticks`)
  assert.deepEqual(found, { ...NO_FAULTS, others: 0, lost: 0, unfinished: 0 })
})
