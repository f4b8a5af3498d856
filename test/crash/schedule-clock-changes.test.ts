import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { AROUND_MS, CHANGING_SCHEDULES, CLOCK_CHANGES, ticksAround } from '../support/time/clock-changes.ts'
import { seededRandom } from './support/random.ts'
import { createSchedules, faultsOf, NO_FAULTS, report, ScheduledServer } from './support/scheduled-server.ts'

const { CRASH_ROUNDS = '1', CRASH_SEED = String(Date.now() % 1_000_000) } = process.env
const ROUNDS = Number(CRASH_ROUNDS)
const KILLS_BY_CHANGE = 2 * ROUNDS
const SECOND = 1000
/** More than all the time around a change, so that no tick of it is missed. */
const WINDOW_MS = 3 * AROUND_MS
// Generous, because the machine may be slow and busy.
const TIMEOUT_MS = 1_800_000

const started = `SELECT schedule_id, tick FROM schedule_ticks
  WHERE outcome = 'started' AND tick > ? AND tick <= ? ORDER BY tick`

test('clocks that change while the server is killed cost no tick and repeat none', {
  timeout: TIMEOUT_MS,
}, async (t) => {
  t.diagnostic(`CRASH_SEED=${CRASH_SEED}`)
  const random = seededRandom(Number(CRASH_SEED))
  // The changes are months apart; the executions of the first ones are counted at the end.
  const env = { LOG_LEVEL: 'info', EXECUTION_RETENTION_DAYS: '0' }
  const server = await ScheduledServer.create(t, { hasShiftedClock: true, env })
  // A single round takes one change, any of them.
  const offset = Math.floor(random() * CLOCK_CHANGES.length)
  const changes = ROUNDS > 1 ? CLOCK_CHANGES : CLOCK_CHANGES.slice(offset, offset + 1)
  const caughtUp = (url: string) =>
    server.until(url, () => ({ after: server.now(), before: Number.POSITIVE_INFINITY }))
  let kills = 0
  const kill = async () => {
    await server.end('SIGKILL')
    kills++
  }

  for (const [index, { at }] of changes.entries()) {
    await server.setClock(at - AROUND_MS, false)
    const url = await server.start()
    const schedules = CHANGING_SCHEDULES.map(({ timezone, cron }) => ({
      ...{ timezone, cron, overlap: 'allow_all', catchup_window_ms: WINDOW_MS },
    }))
    if (index === 0) await createSchedules(url, schedules)
    await kill()
    for (let round = 1; round < KILLS_BY_CHANGE; round++) {
      // Every other time at the change itself, otherwise while ticks are caught up.
      const isAtChange = round % 2 === 1
      const past = isAtChange ? -4 * SECOND : AROUND_MS * (round / KILLS_BY_CHANGE)
      if (server.now() < at + past) await server.setClock(at + past, false)
      await server.start()
      await delay(isAtChange ? Math.max(0, at - server.now() + random() * 40 - 10) : random() * SECOND)
      await kill()
    }
    await server.setClock(at + AROUND_MS, false)
    await caughtUp(await server.start())
    assert.equal(await server.end('SIGTERM'), 0)
  }

  const { faults, ticks } = await server.read(async (client) => {
    const found: string[] = []
    for (const { at } of changes) {
      const { rows } = await client.execute({ sql: started, args: [at - AROUND_MS, at + AROUND_MS] })
      found.push(...rows.map(({ schedule_id, tick }) => `${schedule_id} ${tick}`))
    }
    return { faults: await faultsOf(client), ticks: new Set(found) }
  })
  const expected = new Set(
    changes.flatMap(({ at }) =>
      CHANGING_SCHEDULES.flatMap((schedule, index) =>
        ticksAround(at, schedule).map((tick) => `${index + 1} ${tick}`),
      ),
    ),
  )
  const losses = { lost: expected.difference(ticks).size, unexpected: ticks.difference(expected).size }
  report(t, { kills, changes: changes.length, ticks: ticks.size, ...faults, ...losses })
  assert.deepEqual({ ...faults, ...losses }, { ...NO_FAULTS, lost: 0, unexpected: 0 })
})
