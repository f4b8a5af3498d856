import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { createFolder } from '../support/process/command.ts'
import { untilKill } from './support/kill-time.ts'
import { seededRandom } from './support/random.ts'
import { ServerProcess } from './support/server-process.ts'
import { withCopy } from './support/snapshot.ts'

const { CRASH_ROUNDS = '1', CRASH_SEED = String(Date.now() % 1_000_000) } = process.env
/** A round here is one kill, and takes about three seconds. */
const KILLS = Number(CRASH_ROUNDS) * 3
const CALLERS = 8
// Generous, because the machine may be slow and busy.
const TIMEOUT_MS = 900_000

const FOLLOWER = {
  name: 'Follower',
  nodes: [{ id: 'a', type: 'transform', parameters: { expression: '1' } }],
}
/** Fails for odd numbers, some of them after a wait, so that kills meet executions at all stages. */
const FOLLOWED = {
  name: 'Followed',
  on_failure: 1,
  on_success: 1,
  nodes: [
    { id: 'wait', type: 'wait', parameters: { ms: '{{ (input.n % 3) * 40 }}' } },
    { id: 'odd', type: 'condition', parameters: { expression: 'params.n % 2 = 1' } },
    { id: 'fail', type: 'fail', parameters: { message: 'odd' } },
  ],
  connections: { wait: [{ target: 'odd' }], odd: [{ target: 'fail', output: 'true' }] },
}

const call = async (url: string, body?: object) => {
  const answer = await fetch(url, {
    ...(body && { method: 'POST', body: JSON.stringify(body) }),
    headers: { 'Content-Type': 'application/json', Prefer: 'respond-async' },
  })
  assert.ok(answer.ok, `${url}: ${answer.status}`)
  return Object(await answer.json())
}

/** Executes the script again and again until the server is gone. */
const execute = async (address: string, first: number, onAnswer: () => void): Promise<void> => {
  for (let n = first; ; n++) {
    try {
      await call(`${address}/api/scripts/2/execute`, { input: { n } })
      onAnswer()
    } catch (error) {
      // What `fetch` rejects with when the connection breaks.
      if (error instanceof TypeError) return
      throw error
    }
  }
}

/** Once everything has ended and nothing is to start. */
const settled = async (address: string): Promise<void> => {
  const queries = ['executions?status=queued', 'executions?status=running', 'follow-ups?outcome=pending']
  const isBusy = async () =>
    (await Promise.all(queries.map((query) => call(`${address}/api/${query}`)))).some(
      ({ count }) => count > 0,
    )
  while (await isBusy()) await delay(100)
}

const RECORDS = `SELECT e.id, e.status, count(f.id) AS starts, group_concat(f.trigger_kind) AS kinds,
    group_concat(f.id) AS started, (SELECT started_id FROM follow_ups WHERE execution_id = e.id) AS recorded
  FROM executions AS e LEFT JOIN executions AS f ON f.script_id = 1 AND f.trigger ->> 'id' = e.id
  WHERE e.script_id = 2 GROUP BY e.id`

test('each end starts exactly one execution of the other script, however often the server is killed', {
  timeout: TIMEOUT_MS,
}, async (t) => {
  t.diagnostic(`CRASH_SEED=${CRASH_SEED}`)
  const random = seededRandom(Number(CRASH_SEED))
  const folder = await createFolder(t)
  const start = () => new ServerProcess({ folder, env: { LOG_LEVEL: 'info' } })
  let server = start()
  t.after(() => server.end('SIGKILL'))
  await server.ready()
  for (const script of [FOLLOWER, FOLLOWED]) await call(`${await server.listening}/api/scripts`, script)
  for (let kill = 0; kill < KILLS; kill++) {
    const address = await server.listening
    let answered = 0
    const onAnswer = () => {
      answered++
    }
    const callers = Array.from({ length: CALLERS }, (_, index) => execute(address, index, onAnswer))
    await untilKill(300 + random() * 1200, () => answered >= CALLERS)
    await server.end('SIGKILL')
    await Promise.all(callers)
    server = start()
    await server.ready()
  }
  await settled(await server.listening)
  assert.equal(await server.end('SIGTERM'), 0)

  const rows = await withCopy(join(folder, 'data'), async (client) => (await client.execute(RECORDS)).rows)
  const kinds = { failed: 'on_failure', completed: 'on_success' }
  t.diagnostic(
    `kills ${KILLS}, ${Object.keys(kinds)
      .map((status) => `${status} ${rows.filter((row) => row.status === status).length}`)
      .join(', ')}`,
  )
  for (const status of Object.keys(kinds))
    assert.ok(
      rows.some((row) => row.status === status),
      status,
    )
  const wrong = rows.filter(
    ({ status, starts, kinds: kind, started, recorded }) =>
      starts !== 1 || Object(kinds)[String(status)] !== kind || started !== recorded,
  )
  assert.deepEqual(wrong, [])
})
