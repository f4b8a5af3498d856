import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import type { Client } from '@libsql/client'
import { seededRandom } from './support/random.ts'
import {
  createSchedules,
  faultsOf,
  NO_FAULTS,
  numbersOf,
  report,
  ScheduledServer,
} from './support/scheduled-server.ts'

const { CRASH_ROUNDS = '1', CRASH_SEED = String(Date.now() % 1_000_000) } = process.env
/** A round here is one kill and one jump of the clock, and takes about five seconds. */
const KILLS = Number(CRASH_ROUNDS) * 3
const SCHEDULES = 10
const SECOND = 1000
const HOUR = 3_600_000
/** A tick that is decided later than this is missed. */
const WINDOW_MS = 60_000
// Generous, because the machine may be slow and busy.
const TIMEOUT_MS = 1_800_000

/** A range of times that the clock showed. */
interface Stretch {
  readonly from: number
  readonly to: number
}

const COUNTS = `SELECT
  (SELECT count(*) FROM schedule_ticks WHERE outcome = 'started') AS started,
  (SELECT coalesce(sum(count), 0) FROM schedule_ticks WHERE outcome = 'missed') AS missed`

const ticksOf = function* ({ from, to }: Stretch) {
  for (let tick = Math.ceil(from / SECOND) * SECOND; tick < to; tick += SECOND) yield tick
}

const TICKS = 'SELECT tick, last_tick, outcome FROM schedule_ticks WHERE schedule_id = ?'

const absent = (ticks: Iterable<number>, from: ReadonlySet<number>) =>
  [...ticks].filter((tick) => !from.has(tick)).length

/** Ticks of the stretches, but for late ones, that were not started, and ticks of all time that have no record. */
const lossesOf = async (client: Client, stretches: readonly Stretch[], late: readonly Stretch[]) => {
  const losses = { lost: 0, unknown: 0 }
  const mayMiss = new Set(late.flatMap((each) => [...ticksOf(each)]))
  const toStart = stretches.flatMap((each) => [...ticksOf(each)]).filter((tick) => !mayMiss.has(tick))
  const all = { from: stretches[0]?.from ?? 0, to: stretches.at(-1)?.to ?? 0 }
  for (let id = 1; id <= SCHEDULES; id++) {
    const { rows } = await client.execute({ sql: TICKS, args: [id] })
    const records = rows.map((row) => ({
      from: Number(row.tick),
      to: Number(row.last_tick) + 1,
      outcome: row.outcome,
    }))
    const started = records.filter(({ outcome }) => outcome === 'started')
    losses.lost += absent(toStart, new Set(started.map((each) => each.from)))
    losses.unknown += absent(ticksOf(all), new Set(records.flatMap((each) => [...ticksOf(each)])))
  }
  return losses
}

test('a clock that jumps by hours and a server that is killed lose no tick and start none twice', {
  timeout: TIMEOUT_MS,
}, async (t) => {
  t.diagnostic(`CRASH_SEED=${CRASH_SEED}`)
  const random = seededRandom(Number(CRASH_SEED))
  const server = await ScheduledServer.create(t, { hasShiftedClock: true })
  const stretches: Stretch[] = []
  /** Times whose ticks a server that a busy machine started so late may have found too old. */
  const late: Stretch[] = []
  // The schedules are created at the earliest time that the clock goes back to.
  let offset = -HOUR
  await server.setClock(Date.now() + offset, false)
  let from = server.now()
  let decidedUntil = from
  /** Waits until the ticks of this time are decided; a jump that was not noticed yet shows in the next ticks. */
  const caughtUp = async (url: string) => {
    const after = server.now()
    await server.until(url, () => ({ after, before: server.now() + 2 * SECOND }))
    late.push({ from: decidedUntil, to: server.now() - WINDOW_MS })
    decidedUntil = after
  }
  const jump = async (to: number, runs: boolean) => {
    stretches.push({ from, to })
    offset = offset === 0 ? (random() < 0.5 ? -HOUR : HOUR) : 0
    await server.setClock(Date.now() + offset, runs)
    from = server.now()
    decidedUntil = from
  }
  for (let kill = 0; kill < KILLS; kill++) {
    const url = await server.start()
    if (kill === 0) {
      await createSchedules(
        url,
        Array.from({ length: SCHEDULES }, () => ({
          every_ms: SECOND,
          overlap: 'allow_all',
          catchup_window_ms: WINDOW_MS,
        })),
      )
      from = server.now()
      decidedUntil = from
    }
    await caughtUp(url)
    const decided = decidedUntil
    const isLive = random() < 0.5
    if (isLive) {
      await jump(decided, true)
      if (random() < 0.5) await caughtUp(url)
    }
    const untilTick = SECOND - (Date.now() % SECOND)
    await delay(untilTick + SECOND + random() * 40 - 10)
    await server.end('SIGKILL')
    if (!isLive) await jump(decided, false)
  }
  await caughtUp(await server.start())
  stretches.push({ from, to: decidedUntil })
  assert.equal(await server.end('SIGTERM'), 0)

  const { faults, losses, counts } = await server.read(async (client) => ({
    faults: await faultsOf(client),
    losses: await lossesOf(client, stretches, late),
    counts: await numbersOf(client, COUNTS),
  }))
  report(t, { kills: KILLS, jumps: stretches.length - 1, ...counts, ...faults, ...losses })
  assert.deepEqual({ ...faults, ...losses }, { ...NO_FAULTS, lost: 0, unknown: 0 })
})
