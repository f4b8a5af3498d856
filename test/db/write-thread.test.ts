import assert from 'node:assert/strict'
import { statSync } from 'node:fs'
import { type TestContext, test } from 'node:test'
import { isDatabaseUnavailable, isUniqueViolation } from '../../src/db/errors.ts'
import { WriteThread } from '../../src/db/write-thread/write-thread.ts'
import { systemClock } from '../../src/lib/time/clock.ts'
import { createDatabase } from '../support/db/database.ts'
import { startLocker } from '../support/db/lock.ts'

const retry = { clock: systemClock, random: Math.random }

const setUp = async (t: TestContext) => {
  const { database, path } = await createDatabase(t)
  await database.batch(['CREATE TABLE things (name TEXT UNIQUE)'])
  await database.writeInThread()
  const names = async () =>
    (await database.execute('SELECT name FROM things ORDER BY rowid')).rows.map(({ name }) => name)
  return { database, names, path }
}

const insert = (name: string) => ({ sql: 'INSERT INTO things VALUES (?)', args: [name] })

test('what the thread has written is read at once', async (t) => {
  const { database, names } = await setUp(t)
  const [inserted, updated] = await database.batch([
    insert('a'),
    "UPDATE things SET name = 'b' RETURNING name AS new_name",
  ])
  assert.deepEqual([inserted?.rowsAffected, updated?.rows], [1, [{ new_name: 'b' }]])
  assert.deepEqual(await names(), ['b'])
})

test('a transaction that fails in the thread writes nothing, and says why', async (t) => {
  const { database, names } = await setUp(t)
  await database.batch([insert('a')])
  await assert.rejects(database.batch([insert('b'), insert('a')]), isUniqueViolation)
  await database.batch([insert('c')])
  assert.deepEqual(await names(), ['a', 'c'])
})

test('transactions that are sent together are written in their order', async (t) => {
  const { database, names } = await setUp(t)
  const sent = ['a', 'b', 'c', 'd']
  await Promise.all(sent.map((name) => database.batch([insert(name)])))
  assert.deepEqual(await names(), sent)
})

test('the thread waits for the lock of another process', async (t) => {
  const { database, names, path } = await setUp(t)
  const { lock, release } = await startLocker(t, path)
  await lock()
  const written = database.batch([insert('a')])
  // Long enough for the thread to have met the lock, which it need not have for the test to pass.
  await systemClock.sleep(20)
  await release()
  await written
  assert.deepEqual(await names(), ['a'])
})

test('the thread also starts while another connection writes', async (t) => {
  const { path } = await createDatabase(t)
  const { lock, release } = await startLocker(t, path)
  await lock()
  const clock = { ...systemClock, sleep: () => release() }
  const thread = await WriteThread.start({ path, setUp: '' }, { ...retry, clock })
  t.after(() => thread.close())
  assert.ok(thread.isAlive)
})

test('everything is in the file when the database is closed', async (t) => {
  const { database, path } = await setUp(t)
  await database.batch([insert('a')])
  await database.close()
  const log = statSync(`${path}-wal`, { throwIfNoEntry: false })
  assert.equal(log?.size ?? 0, 0)
})

test('a thread that cannot start says so, and the client goes on writing', async (t) => {
  const { database, path } = await createDatabase(t)
  await assert.rejects(WriteThread.start({ path, setUp: 'not SQL' }, retry), isDatabaseUnavailable)
  await database.batch(['CREATE TABLE things (name TEXT UNIQUE)', insert('a')])
})
