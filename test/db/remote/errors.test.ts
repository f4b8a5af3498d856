import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { openDatabase } from '../../../src/db/client.ts'
import {
  isCheckViolation,
  isConstraintViolation,
  isDatabaseUnavailable,
  isForeignKeyViolation,
  isTooLarge,
  isUniqueViolation,
  unavailableReason,
} from '../../../src/db/errors.ts'
import { refusedUrl } from '../../support/net/refused.ts'
import { NEEDS_SQLD } from '../../support/sqld/executable.ts'
import { Sqld } from '../../support/sqld/sqld.ts'

const setUp = async (t: TestContext) => {
  const sqld = await Sqld.start(t)
  // No call is given up because the machine is busy.
  const database = await openDatabase({ url: sqld.url, synchronous: 'FULL', timeoutMs: 600_000 })
  t.after(() => database.close())
  await database.batch([
    `CREATE TABLE things (id INTEGER PRIMARY KEY, name TEXT UNIQUE CHECK (name <> ''), of INTEGER REFERENCES things (id))`,
    `INSERT INTO things (id, name) VALUES (1, 'a')`,
  ])
  const failure = (sql: string, ...args: string[]): Promise<unknown> =>
    database.batch([{ sql, args }]).then(
      () => assert.fail('the write was accepted'),
      (error: unknown) => error,
    )
  return { sqld, database, failure }
}

test('a server tells which constraint a write violates', NEEDS_SQLD, async (t) => {
  const { failure } = await setUp(t)
  const kindsOf = (error: unknown) =>
    [isUniqueViolation, isCheckViolation, isForeignKeyViolation, isConstraintViolation].map((is) => is(error))
  for (const [sql, kinds] of [
    [`INSERT INTO things (name) VALUES ('a')`, [true, false, false, true]],
    [`INSERT INTO things (id, name) VALUES (1, 'b')`, [true, false, false, true]],
    [`INSERT INTO things (name) VALUES ('')`, [false, true, false, true]],
    [`INSERT INTO things (of) VALUES (9)`, [false, false, true, true]],
  ] as const) {
    const error = await failure(sql)
    assert.deepEqual(kindsOf(error), kinds, sql)
    assert.equal(isDatabaseUnavailable(error), false, sql)
  }
})

test(
  'a row that is too large for a server is told from a server that is not there',
  NEEDS_SQLD,
  async (t) => {
    const { failure } = await setUp(t)
    const error = await failure('INSERT INTO things (name) VALUES (?)', 'x'.repeat(6_000_000))
    assert.deepEqual([isTooLarge(error), isDatabaseUnavailable(error)], [true, false])
  },
)

test(
  'a database is unavailable while its server is down, and available once it is back',
  NEEDS_SQLD,
  async (t) => {
    const { sqld, database, failure } = await setUp(t)
    await sqld.kill()
    assert.equal(
      unavailableReason(await failure('DELETE FROM things')),
      'the database server cannot be reached',
    )
    await assert.rejects(database.execute('SELECT 1'), isDatabaseUnavailable)
    await sqld.restart()
    assert.equal((await database.execute('SELECT name FROM things')).rows[0]?.name, 'a')
  },
)

test('a server that does not answer holds a call no longer than its time limit', NEEDS_SQLD, async (t) => {
  const sqld = await Sqld.start(t)
  const database = await openDatabase({ url: sqld.url, synchronous: 'FULL', timeoutMs: 300 })
  t.after(() => database.close())
  await sqld.hang()
  const reason = 'the database server has not answered within DATABASE_TIMEOUT_MS'
  await assert.rejects(database.batch(['DELETE FROM things']), (error) => unavailableReason(error) === reason)
  await assert.rejects(database.execute('SELECT 1'), isDatabaseUnavailable)
  sqld.resume()
})

test('calls to a server are under way together', NEEDS_SQLD, async (t) => {
  const { database } = await setUp(t)
  const names = await Promise.all(
    Array.from({ length: 100 }, () => database.execute('SELECT name FROM things')),
  )
  assert.ok(names.every(({ rows }) => rows[0]?.name === 'a'))
})

test('an address that nobody listens on is an unavailable database', async (t) => {
  const database = await openDatabase({ url: await refusedUrl(t), synchronous: 'FULL' })
  await assert.rejects(database.execute('SELECT 1'), isDatabaseUnavailable)
  await database.close()
})

test('a database on a server that this process has closed is unavailable', NEEDS_SQLD, async (t) => {
  const sqld = await Sqld.start(t)
  const database = await openDatabase({ url: sqld.url, synchronous: 'FULL' })
  await database.close()
  await assert.rejects(database.execute('SELECT 1'), (error) => isDatabaseUnavailable(error))
})
