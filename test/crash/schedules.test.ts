import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { createFolder } from '../support/process/command.ts'
import { seededRandom } from './random.ts'
import { ServerProcess } from './server-process.ts'
import { withCopy } from './snapshot.ts'

const { CRASH_ROUNDS = '1', CRASH_SEED = String(Date.now() % 1_000_000) } = process.env
/** A round here is one kill, and takes about three seconds. */
const KILLS = Number(CRASH_ROUNDS) * 3
const SCHEDULES = 10
const SECOND = 1000
// Generous, because the machine may be slow and busy.
const TIMEOUT_MS = 900_000

const NOTHING = { name: 'Nothing', nodes: [{ id: 'a', type: 'transform', parameters: { expression: '1' } }] }

const send = async (method: string, url: string, body: object) => {
  const headers = { 'Content-Type': 'application/json' }
  const answer = await fetch(url, { method, headers, body: JSON.stringify(body) })
  assert.ok(answer.ok, `${method} ${url}: ${answer.status}`)
}

/** Overlaps of all kinds but `cancel_other`, whose executions may end as cancelled. */
const create = async (url: string) => {
  await send('POST', `${url}/api/scripts`, NOTHING)
  for (let index = 0; index < SCHEDULES; index++) {
    const overlap = ['allow_all', 'queue_all'][index % 2]
    const schedule = { script_id: 1, name: `Schedule ${index}`, every_ms: SECOND, overlap }
    await send('POST', `${url}/api/schedules`, { ...schedule, catchup_window_ms: 600_000 })
  }
}

const RECORDS = `SELECT
  (SELECT count(*) FROM schedule_ticks) AS ticks,
  (SELECT count(*) FROM schedule_ticks WHERE outcome <> 'started') AS others,
  (SELECT count(*) FROM (SELECT 1 FROM executions GROUP BY schedule_id, trigger ->> 'scheduled_at'
    HAVING count(*) > 1)) AS twice,
  (SELECT count(*) FROM executions AS e WHERE NOT EXISTS (SELECT 1 FROM schedule_ticks AS t
    WHERE t.schedule_id = e.schedule_id AND t.execution_id = e.id)) AS unrecorded,
  (SELECT count(*) FROM schedule_ticks AS t WHERE outcome = 'started'
    AND NOT EXISTS (SELECT 1 FROM executions AS e WHERE e.id = t.execution_id)) AS without,
  (SELECT coalesce(sum(expected - found), 0) FROM (SELECT (max(tick) - min(tick)) / ${SECOND} + 1 AS expected,
    count(DISTINCT tick) AS found FROM schedule_ticks GROUP BY schedule_id)) AS lost,
  (SELECT count(*) FROM executions WHERE status <> 'completed') AS unfinished`

test('ticks start exactly once, however often the server is killed', { timeout: TIMEOUT_MS }, async (t) => {
  t.diagnostic(`CRASH_SEED=${CRASH_SEED}`)
  const random = seededRandom(Number(CRASH_SEED))
  const folder = await createFolder(t)
  let server: ServerProcess | undefined
  t.after(() => server?.end('SIGKILL'))
  for (let kill = 0; kill < KILLS; kill++) {
    server = new ServerProcess({ folder, env: { LOG_LEVEL: 'info' } })
    await server.ready()
    if (kill === 0) await create(await server.listening)
    // Up to 40 ms around the second, when the ticks of all schedules are decided and written.
    const untilTick = SECOND - (Date.now() % SECOND)
    await delay(untilTick + (random() < 0.5 ? SECOND : 0) + random() * 40 - 10)
    await server.end('SIGKILL')
  }
  server = new ServerProcess({ folder, env: { LOG_LEVEL: 'info' } })
  await server.ready()
  await delay(3 * SECOND)
  const url = await server.listening
  for (let id = 1; id <= SCHEDULES; id++)
    await send('PATCH', `${url}/api/schedules/${id}`, { enabled: false })
  for (;;) {
    const answer = await fetch(`${url}/api/dashboard/stats`)
    const { queued, running } = Object(await answer.json()).data.executions
    if (queued + running === 0) break
    await delay(50)
  }
  assert.equal(await server.end('SIGTERM'), 0)

  const figures = await withCopy(join(folder, 'data'), async (client) => {
    const { rows } = await client.execute(RECORDS)
    return Object.fromEntries(Object.entries({ ...rows[0] }).map(([name, value]) => [name, Number(value)]))
  })
  for (const [label, value] of Object.entries({ kills: KILLS, ...figures }))
    t.diagnostic(`${label.padEnd(20)} ${value}`)
  const { ticks = 0, ...faults } = figures
  assert.ok(ticks >= SCHEDULES * KILLS, `only ${ticks} ticks`)
  assert.deepEqual(faults, { others: 0, twice: 0, unrecorded: 0, without: 0, lost: 0, unfinished: 0 })
})
