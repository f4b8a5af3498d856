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
/** Executions leave memory after a second of waiting; kills and events come around that. */
const IDLE_MS = 1000
const SPREAD_MS = 300
// Generous, because the machine may be slow and busy.
const TIMEOUT_MS = 900_000

/** Every third one goes on by itself, at a time that is after the last kill or around it. */
const SCRIPT = {
  name: 'Waiting',
  nodes: [
    { id: 'first', type: 'transform', parameters: { expression: 'params' } },
    {
      id: 'wait',
      type: 'wait_for_event',
      parameters: {
        name: 'go',
        correlation: '{{ $string(params.n) }}',
        timeout_ms: '{{ params.timeout_ms }}',
      },
    },
    { id: 'last', type: 'transform', parameters: { expression: 'input' } },
  ],
  connections: {
    first: [{ target: 'wait' }],
    wait: [{ target: 'last' }, { target: 'last', output: 'timeout' }],
  },
}

const post = (url: string, body: object, headers: Readonly<Record<string, string>> = {}) =>
  fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })

const RECORDS = `SELECT
  (SELECT count(*) FROM executions) AS executions,
  (SELECT count(*) FROM (SELECT 1 FROM executions GROUP BY input HAVING count(*) > 1)) AS twice,
  (SELECT count(*) FROM executions WHERE status <> 'completed') AS unfinished,
  (SELECT count(*) FROM executions WHERE output <> iif((input ->> 'n') % 3 = 0, input, input -> 'n')) AS wrong,
  (SELECT count(*) FROM event_waits) AS waits`

test('executions that wait on disk go on exactly once, however often the server is killed', {
  timeout: TIMEOUT_MS,
}, async (t) => {
  t.diagnostic(`CRASH_SEED=${CRASH_SEED}`)
  const random = seededRandom(Number(CRASH_SEED))
  const spread = (ms: number) => ms + (random() * 2 - 1) * SPREAD_MS
  const folder = await createFolder(t)
  let server: ServerProcess | undefined
  t.after(() => server?.end('SIGKILL'))
  /** Ids of executions by their number. */
  const started = new Map<number, string>()
  const informed = new Set<number>()
  const start = async (url: string, n: number) => {
    const timeout_ms = n % 3 === 0 ? Math.round(spread(6000)) : 3_600_000
    const headers = { 'Idempotency-Key': `start-${n}`, Prefer: 'respond-async' }
    const answer = await post(`${url}/api/scripts/1/execute`, { input: { n, timeout_ms } }, headers)
    if (answer.ok) started.set(n, Object(await answer.json()).data.id)
  }
  const inform = async (url: string, n: number) => {
    const headers = { 'Idempotency-Key': `event-${n}` }
    const body = { name: 'go', correlation: String(n), payload: n }
    const answer = await post(`${url}/api/executions/${started.get(n)}/events`, body, headers)
    if (answer.ok) informed.add(n)
  }
  const uninformed = () => [...started.keys()].filter((n) => n % 3 !== 0 && !informed.has(n))

  for (let kill = 0; kill < KILLS; kill++) {
    server = new ServerProcess({ folder })
    await server.ready()
    const url = await server.listening
    if (kill === 0) assert.equal((await post(`${url}/api/scripts`, SCRIPT)).status, 201)
    const before = uninformed()
    const numbers = Array.from({ length: PER_KILL }, (_, index) => kill * PER_KILL + index)
    const work = numbers.map((n) => start(url, n).catch(() => undefined))
    await Promise.all(work)
    // Those that the kill cuts off are informed again later.
    const informing = before.map(async (n) => {
      await delay(spread(IDLE_MS))
      await inform(url, n).catch(() => undefined)
    })
    await delay(spread(IDLE_MS))
    await server.end('SIGKILL')
    await Promise.all(informing)
  }
  server = new ServerProcess({ folder })
  await server.ready()
  const url = await server.listening
  assert.equal(started.size, KILLS * PER_KILL)
  await Promise.all(uninformed().map((n) => inform(url, n)))
  for (;;) {
    const answer = await fetch(`${url}/api/dashboard/stats`)
    const { queued, running, waiting } = Object(await answer.json()).data.executions
    if (queued + running + waiting === 0) break
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
  assert.deepEqual(faults, { twice: 0, unfinished: 0, wrong: 0, waits: 0 })
})
