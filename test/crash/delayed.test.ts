import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { createFolder } from '../support/process/command.ts'
import { seededRandom } from './support/random.ts'
import { ServerProcess } from './support/server-process.ts'
import { withCopy } from './support/snapshot.ts'

const { CRASH_ROUNDS = '1', CRASH_SEED = String(Date.now() % 1_000_000) } = process.env
/** A round here is one kill, and takes about three seconds. */
const KILLS = Number(CRASH_ROUNDS) * 3
const PER_KILL = 30
/** Starts are spread over so many ms before and after the kill. */
const SPREAD_MS = 60
// Generous, because the machine may be slow and busy.
const TIMEOUT_MS = 900_000

const SCRIPT = { name: 'Echo', nodes: [{ id: 'a', type: 'transform', parameters: { expression: 'params' } }] }

const post = (url: string, body: object, headers: Readonly<Record<string, string>> = {}) =>
  fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })

const RECORDS = `SELECT
  (SELECT count(*) FROM executions) AS executions,
  (SELECT count(*) FROM (SELECT 1 FROM executions GROUP BY input HAVING count(*) > 1)) AS twice,
  (SELECT count(*) FROM executions WHERE started_at < trigger ->> 'scheduled_at') AS early,
  (SELECT count(*) FROM executions WHERE status <> 'completed') AS unfinished,
  (SELECT count(*) FROM executions WHERE output <> input) AS wrong`

test('delayed executions start exactly once, however often the server is killed', {
  timeout: TIMEOUT_MS,
}, async (t) => {
  t.diagnostic(`CRASH_SEED=${CRASH_SEED}`)
  const random = seededRandom(Number(CRASH_SEED))
  const folder = await createFolder(t)
  let server: ServerProcess | undefined
  t.after(() => server?.end('SIGKILL'))
  /** What has not been acknowledged yet, by input. */
  const open = new Map<number, number>()
  const submit = (url: string) =>
    Promise.all(
      [...open].map(async ([input, time]) => {
        const body = { input, start_at: new Date(time).toISOString() }
        const answer = await post(`${url}/api/scripts/1/execute`, body, {
          'Idempotency-Key': `later-${input}`,
        })
        if (answer.ok) open.delete(input)
      }),
    )
  for (let kill = 0; kill < KILLS; kill++) {
    server = new ServerProcess({ folder })
    await server.ready()
    const url = await server.listening
    if (kill === 0) assert.equal((await post(`${url}/api/scripts`, SCRIPT)).status, 201)
    const end = Date.now() + 1000
    for (let index = 0; index < PER_KILL; index++)
      open.set(kill * PER_KILL + index, Math.round(end + (random() * 2 - 1) * SPREAD_MS))
    // Those that the kill cuts off are asked for again.
    const submitting = submit(url).catch(() => undefined)
    await delay(Math.max(0, end - Date.now()))
    await server.end('SIGKILL')
    await submitting
  }
  server = new ServerProcess({ folder })
  await server.ready()
  const url = await server.listening
  await submit(url)
  assert.equal(open.size, 0)
  for (;;) {
    const answer = await fetch(`${url}/api/dashboard/stats`)
    const { scheduled, queued, running } = Object(await answer.json()).data.executions
    if (scheduled + queued + running === 0) break
    await delay(50)
  }
  assert.equal(await server.end('SIGTERM'), 0)

  const figures = await withCopy(join(folder, 'data'), async (client) => {
    const { rows } = await client.execute(RECORDS)
    return Object.fromEntries(Object.entries({ ...rows[0] }).map(([name, value]) => [name, Number(value)]))
  })
  for (const [label, value] of Object.entries({ kills: KILLS, ...figures }))
    t.diagnostic(`${label.padEnd(20)} ${value}`)
  const { executions, ...faults } = figures
  assert.equal(executions, KILLS * PER_KILL)
  assert.deepEqual(faults, { twice: 0, early: 0, unfinished: 0, wrong: 0 })
})
