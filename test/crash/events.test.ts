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
/** A round here is one kill, and takes about two seconds. */
const KILLS = Number(CRASH_ROUNDS) * 3
const SENDERS = 4
// Generous, because the machine may be slow and busy.
const TIMEOUT_MS = 900_000

/** Waits for one event after the other, each with a payload of its own. */
const WAITING = {
  name: 'Waiting',
  nodes: [
    { id: 'each', type: 'for_each', parameters: { items: '{{ [1..20000] }}', concurrency: 2 } },
    { id: 'wait', type: 'wait_for_event', parameters: { name: 'go' } },
  ],
  connections: { each: [{ target: 'wait', output: 'each' }] },
}

const post = async (url: string, body: object, headers: Record<string, string> = {}) => {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
  const { data } = Object(await answer.json())
  assert.equal(answer.status < 300, true, `${url}: ${answer.status}`)
  return data
}

/** Which events were answered, and which may or may not have been accepted. */
class Sent {
  readonly answered = new Set<string>()
  readonly unanswered = new Set<string>()
  #last = 0

  /** Sends events one after another until the server is gone. */
  async send(address: string): Promise<void> {
    for (;;) {
      const payload = `e${this.#last++}`
      try {
        await this.#deliver(address, payload)
      } catch (error) {
        // What `fetch` rejects with when the connection breaks.
        if (!(error instanceof TypeError)) throw error
        this.unanswered.add(payload)
        return
      }
    }
  }

  /** Repeats what was not answered, as a sender does that wants to be sure. */
  async repeatUnanswered(address: string): Promise<void> {
    for (const payload of this.unanswered) await this.#deliver(address, payload)
  }

  async #deliver(address: string, payload: string): Promise<void> {
    await post(address, { name: 'go', payload }, { 'Idempotency-Key': payload })
    this.answered.add(payload)
  }
}

const TAKEN = `SELECT output ->> '$' AS payload FROM node_executions WHERE node_id = 'wait' AND status = 'completed'`
const BUFFERED = 'SELECT count(*) AS count FROM events WHERE taken = 0'

test('each accepted event resumes one step, however often the server is killed', {
  timeout: TIMEOUT_MS,
}, async (t) => {
  t.diagnostic(`CRASH_SEED=${CRASH_SEED}`)
  const random = seededRandom(Number(CRASH_SEED))
  const folder = await createFolder(t)
  const env = { LOG_LEVEL: 'info', EVENT_BUFFER_LIMIT: '100000' }
  let server = new ServerProcess({ folder, env })
  t.after(() => server.end('SIGKILL'))
  await server.ready()
  await post(`${await server.listening}/api/scripts`, WAITING)
  const { id } = await post(
    `${await server.listening}/api/scripts/1/execute`,
    {},
    { Prefer: 'respond-async' },
  )

  const sent = new Sent()
  for (let kill = 0; kill < KILLS; kill++) {
    const address = `${await server.listening}/api/executions/${id}/events`
    const before = sent.answered.size
    const senders = Array.from({ length: SENDERS }, () => sent.send(address))
    await untilKill(100 + random() * 400, () => sent.answered.size > before)
    await server.end('SIGKILL')
    await Promise.all(senders)
    server = new ServerProcess({ folder, env })
    await server.ready()
  }
  const unanswered = sent.unanswered.size
  await sent.repeatUnanswered(`${await server.listening}/api/executions/${id}/events`)
  const read = () =>
    withCopy(join(folder, 'data'), async (client) => ({
      taken: (await client.execute(TAKEN)).rows.map(({ payload }) => String(payload)),
      buffered: Number((await client.execute(BUFFERED)).rows[0]?.count),
    }))
  assert.equal(await server.end('SIGTERM'), 0)
  let { taken, buffered } = await read()
  let pauseMs = 300
  while (taken.length < sent.answered.size || buffered > 0) {
    // What was buffered is taken in time, also after a shutdown. A slow machine needs longer to load the execution.
    server = new ServerProcess({ folder, env })
    await server.ready()
    await delay(pauseMs)
    pauseMs *= 2
    assert.equal(await server.end('SIGTERM'), 0)
    ;({ taken, buffered } = await read())
  }
  t.diagnostic(
    `kills ${KILLS}, events ${sent.answered.size}, of which ${unanswered} without an answer at first`,
  )
  assert.ok(sent.answered.size > 0)
  assert.deepEqual(taken.sort(), [...sent.answered].sort())
})
