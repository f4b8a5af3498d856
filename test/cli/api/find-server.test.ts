import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { findServer } from '../../../src/cli/api/find-server.ts'
import { parseConfig } from '../../../src/config/config.ts'
import { type Database, openDatabase } from '../../../src/db/client.ts'
import { LEASE_STALE_MS, Lease } from '../../../src/db/lease/lease.ts'
import { OperatorTokenFile } from '../../../src/db/lease/operator-token.ts'
import type { LeaseHolder } from '../../../src/db/lease/owner.ts'
import { tokenHash } from '../../../src/lib/store/token-hash.ts'
import { systemClock } from '../../../src/lib/time/clock.ts'
import { refusedUrl } from '../../support/net/refused.ts'
import { createFolder } from '../../support/process/command.ts'

const US = 1
const ALIVE = 2
const GONE = 3
const LONG_AGO = LEASE_STALE_MS * 2
// Renewed ahead of time, so that no slow machine finds the lease stale.
const FRESH = -3_600_000
const LOCAL = 'http://127.0.0.1:8000'

const setUp = async (t: TestContext) => {
  const url = `file:${join(await createFolder(t), 'test.db')}`
  const database = await openDatabase({ url, synchronous: 'OFF' })
  t.after(() => database.close())
  const isAlive = (pid: number) => pid !== GONE
  const context = { owner: { holder: { host: 'here', pid: US, id: 'us' }, isAlive } }
  const find = (patienceMs = 0) =>
    findServer(
      {
        config: { database: { ...parseConfig({ DATABASE_URL: url }).database, synchronous: 'OFF' } },
        context,
      },
      patienceMs,
    )
  const tokenFile = new OperatorTokenFile(url)
  await tokenFile.write('theirs')
  return { database, find, tokenFile }
}

interface Leased {
  readonly holder: Partial<LeaseHolder>
  readonly url?: string
  readonly silentMs?: number
}

/** Takes the lease as the holder would have. */
const lease = async (database: Database, { holder, url, silentMs = FRESH }: Leased) => {
  const clock = { ...systemClock, now: () => Date.now() - silentMs }
  const all = { host: 'here', pid: ALIVE, id: tokenHash('theirs'), ...holder }
  const taken = new Lease({ database, clock, holder: all, isAlive: () => false })
  if (url !== undefined) taken.announce(url)
  await taken.take()
  return taken
}

const startListening = async (t: TestContext): Promise<string> => {
  const server = createServer((_request, response) => response.end()).listen(0, '127.0.0.1')
  t.after(() => server.close())
  await once(server, 'listening')
  const address = server.address()
  assert.ok(typeof address === 'object' && address !== null)
  return `http://127.0.0.1:${address.port}`
}

test('no server is found for a database that was never opened by one', async (t) => {
  const { find, database } = await setUp(t)
  assert.equal(await find(), undefined)
  const { rows } = await database.execute('SELECT name FROM sqlite_schema')
  assert.deepEqual(rows, [])
})

for (const { name, leased, found } of [
  { name: 'a process that lives', leased: { holder: {}, url: LOCAL }, found: true },
  { name: 'a process that has ended', leased: { holder: { pid: GONE }, url: LOCAL }, found: false },
  { name: 'an earlier process with our number', leased: { holder: { pid: US }, url: LOCAL }, found: false },
  { name: 'a silent process without an address', leased: { holder: {}, silentMs: LONG_AGO }, found: false },
  {
    name: 'a server of another machine that can be reached',
    leased: { holder: { host: 'there', pid: GONE }, url: 'http://10.0.0.7:8000' },
    found: true,
  },
  {
    name: 'a silent server of another machine',
    leased: { holder: { host: 'there' }, url: 'http://10.0.0.7:8000', silentMs: LONG_AGO },
    found: false,
  },
]) {
  test(`the lease of ${name} ${found ? 'leads to a server' : 'is nobody’s'}`, async (t) => {
    const { find, database } = await setUp(t)
    await lease(database, leased)
    assert.deepEqual(await find(), found ? { url: leased.url, token: 'theirs' } : undefined)
  })
}

test('the lease of a number that another process has now is nobody’s', async (t) => {
  const { find, database } = await setUp(t)
  await lease(database, { holder: {}, url: await refusedUrl(t), silentMs: LONG_AGO })
  assert.equal(await find(), undefined)
})

test('a server that was asleep for a while is found as long as it listens', async (t) => {
  const { find, database } = await setUp(t)
  const url = await startListening(t)
  await lease(database, { holder: {}, url, silentMs: LONG_AGO })
  assert.deepEqual(await find(), { url, token: 'theirs' })
})

test('a server whose token cannot be read is named, with what to do', async (t) => {
  const { find, database, tokenFile } = await setUp(t)
  await tokenFile.write('that of an earlier server')
  await lease(database, { holder: {}, url: LOCAL })
  const message = /the server at http:\/\/127.0.0.1:8000 .* as the user that runs the server/
  await assert.rejects(find(), { name: 'CommandError', message })
})

test('a server that only its own machine can reach is named', async (t) => {
  const { find, database } = await setUp(t)
  await lease(database, { holder: { host: 'there' }, url: LOCAL })
  await assert.rejects(find(), { name: 'CommandError', message: /server on there .* run the command there/ })
})

test('a process without an address is waited for: until it listens, until it ends, or in vain', async (t) => {
  const { find, database } = await setUp(t)
  const starting = await lease(database, { holder: {} })
  await assert.rejects(find(), { name: 'CommandError', message: /process 2 on here .* takes no requests/ })

  const listening = find(60_000)
  await pause(50)
  starting.announce(LOCAL)
  await starting.take()
  assert.deepEqual(await listening, { url: LOCAL, token: 'theirs' })

  await starting.release()
  const running = await lease(database, { holder: {} })
  const ended = find(60_000)
  await pause(50)
  await running.release()
  assert.equal(await ended, undefined)
})
