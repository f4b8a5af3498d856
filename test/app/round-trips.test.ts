import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import type { Client } from '@libsql/client'
import { openApplication } from '../../src/app/lifecycle.ts'
import { parseConfig } from '../../src/config/config.ts'
import { Database, openDatabase } from '../../src/db/client.ts'
import { createRequest } from '../support/http/client.ts'
import { captureLog } from '../support/log-capture.ts'
import { createFolder } from '../support/process/command.ts'
import { ManualClock } from '../support/time/manual-clock.ts'

const CALLS: ReadonlySet<string | symbol> = new Set(['execute', 'batch', 'executeMultiple'])

const counted = (client: Client, count: () => void): Client =>
  new Proxy(client, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name, target)
      if (typeof value !== 'function') return value
      return (...args: unknown[]) => {
        if (CALLS.has(name)) count()
        return value.apply(target, args)
      }
    },
  })

/** The program without anything that it does by itself, and with a count of the calls to its database. */
const setUp = async (t: TestContext) => {
  const folder = await createFolder(t)
  let calls = 0
  const open: typeof openDatabase = async (options, context) => {
    const { client } = await openDatabase(options, context)
    return new Database(counted(client, () => calls++))
  }
  const config = parseConfig({ DATABASE_URL: `file:${folder}/a.db`, WORKSPACE_DIR: `${folder}/workspace` })
  const clock = new ManualClock()
  const application = await openApplication({ config, logger: captureLog().logger, open, clock })
  await application.start()
  t.after(() => application.close())
  const request = createRequest(application.app)
  /** How often the database was called before the answer. */
  const tripsOf = async (...args: Parameters<typeof request>) => {
    // What earlier answers did not wait for.
    await pause(50)
    calls = 0
    const { status, text } = await request(...args)
    const trips = calls
    assert.ok(status < 300, text)
    return trips
  }
  return { tripsOf }
}

const NODES = [
  { id: 'a', type: 'start' },
  { id: 'b', type: 'transform', parameters: { expression: '1' } },
]

test('requests call the database as seldom as they can, as each call may be a round trip', async (t) => {
  const { tripsOf } = await setUp(t)
  const body = { name: 'a', nodes: NODES, connections: { a: [{ target: 'b' }] } }
  const headers = { 'Idempotency-Key': 'once' }
  // Whether there are keys is read once.
  await tripsOf('GET', '/api/scripts')
  const trips = {
    ready: await tripsOf('GET', '/readyz'),
    create: await tripsOf('POST', '/api/scripts', { body }),
    read: await tripsOf('GET', '/api/scripts/1'),
    edit: await tripsOf('PATCH', '/api/scripts/1', { body: { description: 'b' } }),
    replace: await tripsOf('PUT', '/api/scripts/1', { body: { ...body, name: 'b' } }),
    readAgain: await tripsOf('GET', '/api/scripts/1'),
    execute: await tripsOf('POST', '/api/scripts/1/execute'),
    once: await tripsOf('POST', '/api/scripts/1/execute', { headers }),
    replayed: await tripsOf('POST', '/api/scripts/1/execute', { headers }),
    list: await tripsOf('GET', '/api/executions'),
  }
  assert.deepEqual(trips, {
    ready: 1,
    create: 1,
    read: 0,
    edit: 1,
    replace: 1,
    readAgain: 0,
    execute: 1,
    once: 2,
    replayed: 1,
    list: 1,
  })
})
