import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import type { Client } from '@libsql/client'
import { createFolder } from '../support/process/command.ts'
import { seededRandom } from './random.ts'
import { ServerProcess, setClock } from './server-process.ts'
import { withCopy } from './snapshot.ts'

const { CRASH_ROUNDS = '1', CRASH_SEED = String(Date.now() % 1_000_000) } = process.env
/** A round here is one kill and one jump of the clock, and takes about four seconds. */
const KILLS = Number(CRASH_ROUNDS) * 3
const SCHEDULES = 10
const SECOND = 1000
const HOUR = 3_600_000
// Generous, because the machine may be slow and busy.
const TIMEOUT_MS = 1_800_000

const NOTHING = { name: 'Nothing', nodes: [{ id: 'a', type: 'transform', parameters: { expression: '1' } }] }

/** Times by the server's clock in which it ran, or was down for less than the window. */
interface Stretch {
  readonly from: number
  readonly to: number
}

const send = async (url: string, body: object) => {
  const headers = { 'Content-Type': 'application/json' }
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })
  assert.ok(answer.ok, `${url}: ${answer.status}`)
}

const create = async (url: string) => {
  await send(`${url}/api/scripts`, NOTHING)
  for (let index = 0; index < SCHEDULES; index++) {
    const schedule = { script_id: 1, name: `Schedule ${index}`, every_ms: SECOND, overlap: 'allow_all' }
    await send(`${url}/api/schedules`, schedule)
  }
}

const FIGURES = `SELECT
  (SELECT count(*) FROM schedule_ticks WHERE outcome = 'started') AS started,
  (SELECT coalesce(sum(count), 0) FROM schedule_ticks WHERE outcome = 'missed') AS missed,
  (SELECT count(*) FROM (SELECT 1 FROM executions GROUP BY schedule_id, trigger ->> 'scheduled_at'
    HAVING count(*) > 1)) AS twice,
  (SELECT count(*) FROM executions AS e WHERE NOT EXISTS (SELECT 1 FROM schedule_ticks AS t
    WHERE t.schedule_id = e.schedule_id AND t.execution_id = e.id)) AS unrecorded,
  (SELECT count(*) FROM schedule_ticks AS t WHERE outcome = 'started'
    AND NOT EXISTS (SELECT 1 FROM executions AS e WHERE e.id = t.execution_id)) AS without`

const figuresOf = async (client: Client, stretches: readonly Stretch[]) => {
  const { rows } = await client.execute(FIGURES)
  const figures = Object.entries({ ...rows[0] }).map(([name, value]) => [name, Number(value)])
  const started = await client.execute(
    `SELECT schedule_id, tick FROM schedule_ticks WHERE outcome = 'started'`,
  )
  const found = new Set(started.rows.map(({ schedule_id, tick }) => `${schedule_id} ${tick}`))
  let lost = 0
  for (const { from, to } of stretches) {
    for (let tick = Math.ceil(from / SECOND) * SECOND; tick < to; tick += SECOND) {
      for (let id = 1; id <= SCHEDULES; id++) lost += found.has(`${id} ${tick}`) ? 0 : 1
    }
  }
  return { ...Object.fromEntries(figures), lost }
}

test('a clock that jumps by hours and a server that is killed lose no tick and start none twice', {
  timeout: TIMEOUT_MS,
}, async (t) => {
  t.diagnostic(`CRASH_SEED=${CRASH_SEED}`)
  const random = seededRandom(Number(CRASH_SEED))
  const folder = await createFolder(t)
  const stretches: Stretch[] = []
  // The schedules are created at the earliest time that the clock goes back to.
  let offset = -HOUR
  let server: ServerProcess | undefined
  let from = Number.NaN
  let ready = Number.NaN
  const now = () => Date.now() + offset
  const start = async () => {
    server = new ServerProcess({ folder, hasShiftedClock: true, env: { LOG_LEVEL: 'info' } })
    await server.listening
    await server.ready()
    ready = now()
    return server
  }
  /** Ends the stretch at a time until which all ticks must have been decided. */
  const jump = async (until: number, running?: ServerProcess) => {
    stretches.push({ from, to: until })
    offset = offset === 0 ? (random() < 0.5 ? -HOUR : HOUR) : 0
    from = now()
    await setClock(folder, offset, running)
  }
  t.after(() => server?.end('SIGKILL'))
  await setClock(folder, offset)
  for (let kill = 0; kill < KILLS; kill++) {
    const running = await start()
    if (kill === 0) {
      await create(await running.listening)
      from = now() + SECOND
    }
    const isLive = random() < 0.5
    if (isLive) {
      await delay(2 * SECOND)
      await jump(ready, running)
      // Within five seconds the server notices.
      await delay(6 * SECOND)
      ready = now() - SECOND
    }
    const untilTick = SECOND - (Date.now() % SECOND)
    await delay(untilTick + SECOND + random() * 40 - 10)
    await running.end('SIGKILL')
    if (!isLive) await jump(ready)
  }
  const last = await start()
  await delay(3 * SECOND)
  stretches.push({ from, to: ready })
  assert.equal(await last.end('SIGTERM'), 0)

  const figures = await withCopy(join(folder, 'data'), (client) => figuresOf(client, stretches))
  for (const [label, value] of Object.entries({ kills: KILLS, jumps: stretches.length - 1, ...figures }))
    t.diagnostic(`${label.padEnd(20)} ${value}`)
  const { twice, unrecorded, without, lost } = figures
  assert.deepEqual({ twice, unrecorded, without, lost }, { twice: 0, unrecorded: 0, without: 0, lost: 0 })
})
