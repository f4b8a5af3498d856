import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { createFolder } from '../support/process/command.ts'
import { untilKill } from './support/kill-time.ts'
import { seededRandom } from './support/random.ts'
import { ServerProcess } from './support/server-process.ts'
import { withCopy } from './support/snapshot.ts'

const { CRASH_ROUNDS = '1', CRASH_SEED = String(Date.now() % 1_000_000) } = process.env
/** A round here is one kill, and takes about two seconds. */
const KILLS = Number(CRASH_ROUNDS) * 3
const SENDERS = 8
// Generous, because the machine may be slow and busy.
const TIMEOUT_MS = 900_000

const NOTHING = { name: 'Nothing', nodes: [{ id: 'a', type: 'transform', parameters: { expression: '1' } }] }

const post = async (url: string, body: object, headers: Record<string, string> = {}) => {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
  const { data } = Object(await answer.json())
  assert.ok(answer.ok, `${url}: ${answer.status}`)
  return data
}

/** What senders know: the execution of each delivery that was answered. */
class Deliveries {
  readonly executions = new Map<string, string>()
  readonly unanswered = new Set<string>()
  repeated = 0
  #last = 0

  /** Sends deliveries one after another until the server is gone, each with an id of its own. */
  async send(address: string): Promise<void> {
    for (;;) {
      const id = `d${this.#last++}`
      try {
        await this.#deliver(address, id)
      } catch (error) {
        // What `fetch` rejects with when the connection breaks.
        if (!(error instanceof TypeError)) throw error
        // Without an answer the sender cannot know, and repeats the delivery to the next server.
        this.unanswered.add(id)
        return
      }
    }
  }

  /** Repeats every delivery, as senders may. */
  async repeatAll(address: string): Promise<void> {
    for (const id of [...this.executions.keys(), ...this.unanswered]) await this.#deliver(address, id)
  }

  async #deliver(address: string, id: string): Promise<void> {
    const { execution_id: execution } = await post(address, { id }, { 'X-Delivery': id })
    const before = this.executions.get(id)
    if (before !== undefined) {
      assert.equal(execution, before)
      this.repeated++
    }
    this.executions.set(id, execution)
  }
}

const RECORDS = `SELECT id, trigger ->> 'delivery_id' AS delivery FROM executions`

test('deliveries start exactly one execution, however often the server is killed', {
  timeout: TIMEOUT_MS,
}, async (t) => {
  t.diagnostic(`CRASH_SEED=${CRASH_SEED}`)
  const random = seededRandom(Number(CRASH_SEED))
  const folder = await createFolder(t)
  let server = new ServerProcess({ folder, env: { LOG_LEVEL: 'info' } })
  t.after(() => server.end('SIGKILL'))
  await server.ready()
  await post(`${await server.listening}/api/scripts`, NOTHING)
  const webhook = { script_id: 1, name: 'Hook', delivery_id: 'X-Delivery' }
  const { path } = await post(`${await server.listening}/api/webhooks`, webhook)

  const deliveries = new Deliveries()
  for (let kill = 0; kill < KILLS; kill++) {
    const address = (await server.listening) + path
    const before = deliveries.executions.size
    const senders = Array.from({ length: SENDERS }, () => deliveries.send(address))
    await untilKill(100 + random() * 400, () => deliveries.executions.size > before)
    await server.end('SIGKILL')
    await Promise.all(senders)
    server = new ServerProcess({ folder, env: { LOG_LEVEL: 'info' } })
    await server.ready()
  }
  const answered = new Set(deliveries.executions.keys())
  await deliveries.repeatAll((await server.listening) + path)
  assert.equal(await server.end('SIGTERM'), 0)

  const rows = await withCopy(join(folder, 'data'), async (client) => (await client.execute(RECORDS)).rows)
  t.diagnostic(`kills ${KILLS}, answered ${answered.size}, unanswered ${deliveries.unanswered.size}`)
  assert.ok(answered.size > 0 && deliveries.repeated === answered.size)
  assert.deepEqual(
    rows.map(({ id, delivery }) => `${delivery} ${id}`).sort(),
    [...deliveries.executions].map(([delivery, id]) => `${delivery} ${id}`).sort(),
  )
})
