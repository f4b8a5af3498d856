import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { openApplication } from '../../src/app/lifecycle.ts'
import { parseConfig } from '../../src/config/config.ts'
import { openDatabase } from '../../src/db/client.ts'
import { Lease } from '../../src/db/lease/lease.ts'
import { bearer, createRequest } from '../support/http/client.ts'
import { captureLog } from '../support/log-capture.ts'
import { createFolder } from '../support/process/command.ts'
import { SteadyClock } from '../support/time/steady-clock.ts'

/** A server as a process of its own would run it on the folder's database. */
const openServer = async (t: TestContext, folder: string, pid: number) => {
  const config = parseConfig({
    DATABASE_URL: `file:${folder}/scriptd.db`,
    WORKSPACE_DIR: `${folder}/workspace`,
  })
  const { logger, lines } = captureLog()
  const owner = { holder: { host: 'here', pid, id: String(pid) }, isAlive: () => true }
  const operatorToken = `operator of ${pid}`
  // On a clock that stands still no lease becomes stale, however slow the machine is.
  const application = await openApplication({
    config,
    logger,
    owner,
    operatorToken,
    clock: new SteadyClock(),
  })
  let closed: Promise<void> | undefined
  const close = () => {
    closed ??= application.close()
    return closed
  }
  t.after(close)
  return { application, request: createRequest(application.app), close, lines }
}

const startServer = async (t: TestContext, folder: string, pid: number) => {
  const server = await openServer(t, folder, pid)
  await server.application.start()
  return server
}

const script = (name: string) => ({ body: { name, nodes: [{ id: 'a', type: 'start' }] } })

test('a server that starts while another one makes the schema waits for it', async (t) => {
  const folder = await createFolder(t)
  const database = await openDatabase({ url: `file:${folder}/scriptd.db`, synchronous: 'OFF' })
  const clock = new SteadyClock()
  const holder = { host: 'here', pid: 1, id: '1' }
  const lease = new Lease({ holder, isAlive: () => true, database, clock })
  await lease.take()
  const { application, request } = await openServer(t, folder, 2)
  assert.equal(await application.hasKeys(), false)
  await application.start()
  await lease.release()
  await database.close()
  while ((await request('GET', '/readyz')).status !== 200) await pause(20)
})

test('a second server on a database only reads, sees every change, and takes over when the first is gone', async (t) => {
  const folder = await createFolder(t)
  const first = await startServer(t, folder, 1)
  const second = await startServer(t, folder, 2)
  assert.ok(second.lines.some(({ msg, pid }) => pid === 1 && String(msg).includes('another server')))

  assert.equal((await first.request('POST', '/api/scripts', script('a'))).status, 201)
  assert.equal((await second.request('GET', '/api/scripts/1')).json.data.name, 'a')
  assert.equal((await first.request('PATCH', '/api/scripts/1', { body: { name: 'b' } })).status, 200)
  assert.equal((await second.request('GET', '/api/scripts/1')).json.data.name, 'b')

  for (const [path, call] of [
    ['/api/scripts', script('c')],
    ['/api/scripts/1/execute', {}],
    ['/api/dashboard/stats/increment', { body: { deltas: { a: 1 } } }],
  ] as const) {
    const { status, json, headers } = await second.request('POST', path, call)
    assert.deepEqual([status, json.error_code, headers.get('Retry-After')], [503, 'STANDBY', '1'], path)
  }
  assert.equal((await second.request('GET', '/readyz')).status, 503)

  await first.close()
  while ((await second.request('GET', '/readyz')).status !== 200) await pause(50)
  assert.equal((await second.request('POST', '/api/scripts/1/execute')).json.data.status, 'completed')
  assert.equal((await second.request('POST', '/api/scripts', script('c'))).status, 201)
})

test('a second server asks for the keys of the first, and for no longer than they are good', async (t) => {
  const folder = await createFolder(t)
  const first = await startServer(t, folder, 1)
  const second = await startServer(t, folder, 2)
  assert.equal((await second.request('GET', '/api/scripts')).status, 200)
  const { id, key } = (await first.request('POST', '/api/keys', { body: { name: 'x', scopes: ['admin'] } }))
    .json.data
  const headers = bearer(key)
  assert.equal((await second.request('GET', '/api/scripts')).status, 401)
  for (const { request } of [first, second]) {
    assert.equal((await request('GET', '/api/scripts', { headers })).status, 200)
  }
  assert.equal((await first.request('DELETE', `/api/keys/${id}`, { headers })).status, 200)
  for (const { request } of [first, second]) {
    assert.equal((await request('GET', '/api/scripts', { headers })).status, 401)
  }
  // Each has an operator of its own.
  assert.equal((await first.request('GET', '/api/scripts', { headers: bearer('operator of 1') })).status, 200)
  assert.equal((await first.request('GET', '/api/scripts', { headers: bearer('operator of 2') })).status, 401)
})
