import assert from 'node:assert/strict'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { type TestContext, test } from 'node:test'
import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises'
import { ConnectionPool, Sqlite3Client } from '@libsql/client/sqlite3'
import { eq, sql } from 'drizzle-orm'
import { openDatabase } from '../../src/db/client.ts'
import { isBusy, isDatabaseUnavailable } from '../../src/db/errors.ts'
import { migrate } from '../../src/db/migrate.ts'
import { userSettings } from '../../src/db/schema.ts'
import { type WriteKind, Writer } from '../../src/db/writer.ts'
import type { Clock } from '../../src/lib/time/clock.ts'
import { startLocker } from '../support/db/lock.ts'
import { MIGRATIONS } from '../support/db/template.ts'
import { createSocketApp } from '../support/http/socket-app.ts'
import { captureLog } from '../support/log-capture.ts'
import { createFolder } from '../support/process/command.ts'
import { SteadyClock } from '../support/time/steady-clock.ts'

const INSERT = `INSERT INTO user_settings VALUES (?, '1', '2026-11-23')`

const insertSetting: WriteKind<string, void> = {
  statements: (keys) => keys.map((key) => ({ sql: INSERT, args: [key] })),
  results: (_sets, keys) => keys.map(() => undefined),
}

/** A clock on which every pause passes at once, so that the timeout is reached without waiting. */
const hastyClock = () => {
  let now = 0
  return {
    now: () => now,
    sleep: async (ms: number) => {
      now += ms
      await nextTurn()
    },
  }
}

/** By default on a clock on which no patience is ever used up. */
const setUp = async (t: TestContext, clock: Clock = new SteadyClock()) => {
  const path = join(await createFolder(t), 'test.db')
  const { logger, lines } = captureLog()
  const context = { clock, logger, random: () => 0.5 }
  const database = await openDatabase({ url: `file:${path}`, synchronous: 'OFF' }, context)
  t.after(() => database.close())
  await migrate(database, MIGRATIONS)
  const byKey = database.orm
    .select()
    .from(userSettings)
    .where(eq(userSettings.key, sql.placeholder('key')))
    .prepare()
  const keys = async () => {
    const { rows } = await database.execute('SELECT key FROM user_settings ORDER BY rowid')
    return rows.map(({ key }) => key)
  }
  const { lock, release } = await startLocker(t, path)
  return { database, writer: new Writer(database), byKey, keys, lock, release, lines }
}

const pragmas = async ({ execute }: Pick<Awaited<ReturnType<typeof setUp>>['database'], 'execute'>) => {
  const names = [
    'busy_timeout',
    'foreign_keys',
    'synchronous',
    'journal_mode',
    'journal_size_limit',
    'auto_vacuum',
  ]
  const sets = await Promise.all(names.map((name) => execute(`PRAGMA ${name}`)))
  return Object.fromEntries(names.map((name, index) => [name, sets[index]?.rows[0]?.[0]]))
}

test('writes wait for the lock of another process, in their order, and the event loop goes on', async (t) => {
  const { database, writer, byKey, keys, lock, release, lines } = await setUp(t)
  const before = await pragmas({ execute: (statement) => database.execute(statement) })
  const gaps = monitorEventLoopDelay({ resolution: 5 })
  gaps.enable()
  const names: string[] = []
  const writes: Promise<void>[] = []
  for (const [round, heldMs] of [100, 900, 300].entries()) {
    await lock()
    for (let index = 0; index < 10; index++) {
      const name = `${round}.${index}`
      names.push(name)
      writes.push(writer.write(insertSetting, name))
      await nextTurn()
      assert.equal(await byKey.get({ key: name }), undefined, 'a read does not wait')
    }
    await delay(heldMs)
    await release()
  }
  await Promise.all(writes)
  gaps.disable()
  t.diagnostic(`longest gap of the event loop: ${Math.round(gaps.max / 1e6)} ms`)
  assert.deepEqual(await keys(), names)
  assert.equal((await byKey.get({ key: '0.0' }))?.value, '1')
  assert.deepEqual(lines, [])

  const after = await pragmas({ execute: (statement) => database.execute(statement) })
  assert.deepEqual(after, before)
  assert.ok(Number(after.busy_timeout) <= 20)
  assert.equal(after.foreign_keys, 1)
  assert.equal(after.journal_size_limit, 64 * 1024 * 1024)
  assert.equal(after.auto_vacuum, 2)
})

test('a lock that is never released fails the writes; the connection is as good as new afterwards', async (t) => {
  const { writer, byKey, keys, lock, release, lines } = await setUp(t, hastyClock())
  await lock()
  for (const name of ['one', 'two']) {
    await assert.rejects(writer.write(insertSetting, name), isDatabaseUnavailable)
    assert.deepEqual(await keys(), [])
  }
  await release()
  await Promise.all(['three', 'four'].map((name) => writer.write(insertSetting, name)))
  await writer.write(insertSetting, 'five')
  assert.deepEqual(await keys(), ['three', 'four', 'five'])
  assert.equal((await byKey.get({ key: 'five' }))?.key, 'five')
  assert.deepEqual(
    lines.map(({ level, msg, access, reason }) => [level, msg, access, reason]),
    [
      ['error', 'database unavailable', 'write', 'another process has locked it'],
      ['info', 'database available again', 'write', undefined],
    ],
  )
})

test('a failed statement outside a batch does not break the commits after it', async (t) => {
  const { database, writer, keys, lock, release } = await setUp(t, hastyClock())
  await lock()
  const insert = { sql: `${INSERT} RETURNING key`, args: ['one'] }
  await assert.rejects(database.execute(insert), isDatabaseUnavailable)
  await release()
  await writer.write(insertSetting, 'two')
  assert.deepEqual(await keys(), ['two'])
})

test('the driver still needs a new connection after SQLITE_BUSY', async (t) => {
  const path = join(await createFolder(t), 'test.db')
  const client = new Sqlite3Client(new ConnectionPool(path, { timeout: 5 }, 1), 'number')
  t.after(() => client.close())
  await client.batch(['CREATE TABLE numbers (n INTEGER)'], 'write')
  const { lock, release } = await startLocker(t, path)
  await lock()
  await assert.rejects(client.execute('INSERT INTO numbers VALUES (1) RETURNING n'), isBusy)
  await release()
  await assert.rejects(
    client.batch(['INSERT INTO numbers VALUES (2)'], 'write'),
    isBusy,
    `libsql-client-ts#352 seems to be fixed: reconnecting after SQLITE_BUSY in src/db/retrier.ts may go,
    see docs/decisions/0053-retrying-client.md`,
  )
})

test('reads that are under way when a connection is replaced get their answers', async (t) => {
  const { database, writer, byKey, keys, lock, release } = await setUp(t)
  await writer.write(insertSetting, 'one')
  await lock()
  const write = database.batch([{ sql: INSERT, args: ['two'] }])
  // They queue behind the write in one turn: each asks again while those behind it hold the old connection.
  const read = () => byKey.get({ key: 'one' })
  const reads = await Promise.all(Array.from({ length: 20 }, () => read().then(read)))
  for (const found of reads) assert.equal(found?.key, 'one')
  await release()
  await write
  assert.deepEqual(await keys(), ['one', 'two'])
})

test('more than can wait is refused at once, and what waits is written in its order', async (t) => {
  const { writer, keys, lock, release } = await setUp(t)
  await lock()
  const first = writer.write(insertSetting, 'first')
  await delay(10)
  const waiting = Array.from({ length: 20_000 }, (_, index) => writer.write(insertSetting, `${index}`))
  await assert.rejects(writer.write(insertSetting, 'late'), { code: 'DATABASE_UNAVAILABLE' })
  await release()
  await Promise.all([first, ...waiting])
  assert.deepEqual(await keys(), ['first', ...Array.from({ length: 20_000 }, (_, index) => `${index}`)])
})

test('clients of a server whose database another process locks again and again see no error', async (t) => {
  const { url, folder } = await createSocketApp(t, { clock: new SteadyClock() })
  const { lock, release } = await startLocker(t, join(folder, 'scriptd.db'))
  const headers = { 'Content-Type': 'application/json' }
  const call = async (method: string, path: string, body: unknown) => {
    const { status } = await fetch(url + path, { method, headers, body: JSON.stringify(body) })
    return status
  }
  const statuses: Promise<number>[] = []
  for (let round = 0; round < 5; round++) {
    await lock()
    for (let index = 0; index < 10; index++) {
      const action = { action_type: 'stats', parameters: { deltas: { [`${index}`]: 1 } } }
      statuses.push(
        call('POST', '/api/scripts', { name: `${round}.${index}` }),
        call('PUT', `/api/config/user-settings/${index}`, { value: round }),
        call('POST', '/api/actions', action),
      )
    }
    const reads = await Promise.all([1, 2, 3].map(() => fetch(`${url}/api/scripts`)))
    for (const { status } of reads) assert.equal(status, 200)
    await delay(200)
    await release()
    await delay(10)
  }
  const found = Object.groupBy(await Promise.all(statuses), String)
  assert.deepEqual(Object.keys(found), ['200', '201'])
})

test('opening waits for the lock too', async (t) => {
  const path = join(await createFolder(t), 'new.db')
  const { lock, release } = await startLocker(t, path)
  await lock()
  const opening = openDatabase({ url: `file:${path}`, synchronous: 'OFF' })
  await delay(100)
  await release()
  const database = await opening
  t.after(() => database.close())
  const { journal_mode, auto_vacuum } = await pragmas({ execute: (each) => database.execute(each) })
  assert.deepEqual({ journal_mode, auto_vacuum }, { journal_mode: 'wal', auto_vacuum: 2 })
})
