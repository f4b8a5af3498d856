import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { Database } from '../../src/db/client.ts'
import { isUniqueViolation } from '../../src/db/errors.ts'
import { type WatchCommit, type WriteKind, Writer } from '../../src/db/writer.ts'
import { createDatabase } from '../support/db/database.ts'
import { recordStatements } from '../support/db/recording-client.ts'

/** Writes each name as a row of its own; gives the row's number. */
const insert = (table: string): WriteKind<string, number> => ({
  statements: (names) =>
    names.map((name) => ({ sql: `INSERT INTO ${table} (name) VALUES (?) RETURNING id`, args: [name] })),
  results: (sets) => sets.map(({ rows }) => Number(rows[0]?.id)),
})
const left = insert('left_names')
const right = insert('right_names')

const setUp = async (t: TestContext, watch?: WatchCommit) => {
  const { database } = await createDatabase(t)
  await database.batch([
    'CREATE TABLE left_names (id INTEGER PRIMARY KEY, name TEXT UNIQUE)',
    'CREATE TABLE right_names (id INTEGER PRIMARY KEY, name TEXT UNIQUE)',
  ])
  const { client, statements } = recordStatements(database.client)
  const writer = new Writer(new Database(client), undefined, watch)
  const names = async (table: string) =>
    (await database.execute(`SELECT name FROM ${table} ORDER BY id`)).rows.map(({ name }) => name)
  return { database, writer, statements, names }
}

test('two kinds that arrive together are one transaction, by kind, in their order', async (t) => {
  const { writer, statements, names } = await setUp(t)
  const ids = await Promise.all([writer.write(left, 'a'), writer.write(right, 'x'), writer.write(left, 'b')])
  assert.deepEqual(ids, [1, 1, 2])
  assert.deepEqual([await names('left_names'), await names('right_names')], [['a', 'b'], ['x']])
  assert.equal(statements.length, 3)
})

test('a row that is there already rejects its own waiter only', async (t) => {
  const { writer, names } = await setUp(t)
  await writer.write(left, 'a')
  const [b, again, x] = await Promise.allSettled([
    writer.write(left, 'b'),
    writer.write(left, 'a'),
    writer.write(right, 'x'),
  ])
  assert.deepEqual([b?.status, x?.status], ['fulfilled', 'fulfilled'])
  assert.ok(again?.status === 'rejected' && isUniqueViolation(again.reason))
  assert.deepEqual([await names('left_names'), await names('right_names')], [['a', 'b'], ['x']])
})

test('a write whose second statement fails leaves nothing of its first', async (t) => {
  const { writer, names } = await setUp(t)
  const both: WriteKind<string, void> = {
    statements: ([name = '']) => [
      { sql: 'INSERT INTO left_names (name) VALUES (?)', args: [name] },
      { sql: 'INSERT INTO nowhere VALUES (?)', args: [name] },
    ],
    results: (_sets, items) => items.map(() => undefined),
  }
  await assert.rejects(writer.write(both, 'a'), /no such table: nowhere/)
  assert.deepEqual(await names('left_names'), [])
})

test('an observer gets the size and the outcome of every transaction', async (t) => {
  const seen: [number, string][] = []
  const { database, writer } = await setUp(t, (writes) => (outcome) => seen.push([writes, outcome]))
  await Promise.all([writer.write(left, 'a'), writer.write(right, 'x')])
  await Promise.allSettled([writer.write(left, 'b'), writer.write(left, 'a')])
  await database.close()
  await assert.rejects(writer.write(left, 'c'))
  assert.deepEqual(seen, [
    [2, 'ok'],
    [2, 'refused'],
    [1, 'ok'],
    [1, 'refused'],
    [1, 'failed'],
  ])
})

test('drain waits until everything is on disk', async (t) => {
  const { writer, names } = await setUp(t)
  const writes = ['a', 'b'].map((name) => writer.write(left, name))
  await writer.drain()
  assert.deepEqual(await names('left_names'), ['a', 'b'])
  await Promise.all(writes)
})
