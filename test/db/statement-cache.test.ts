import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { isUniqueViolation } from '../../src/db/errors.ts'
import { CachingPool } from '../../src/db/statement-cache.ts'
import { createDatabase } from '../support/db/database.ts'
import { createFolder } from '../support/process/command.ts'

test('a statement is prepared once, until something may have changed what it gives', async (t) => {
  const pool = new CachingPool(join(await createFolder(t), 'test.db'), {}, 1)
  t.after(() => pool.close())
  const connection = pool.acquireSync()
  const first = connection.prepare('SELECT 1')
  assert.equal(connection.prepare('SELECT 1'), first)
  assert.notEqual(connection.prepare('SELECT 2'), first)
  for (const change of [
    () => connection.exec('CREATE TABLE things (id INTEGER)'),
    () => connection.prepare('ALTER TABLE things ADD COLUMN name TEXT').run(),
  ]) {
    const before = connection.prepare('SELECT 1')
    change()
    assert.notEqual(connection.prepare('SELECT 1'), before)
  }
})

test('a connection that was given back and is borrowed again still has its statements', async (t) => {
  const pool = new CachingPool(join(await createFolder(t), 'test.db'), {}, 1)
  t.after(() => pool.close())
  const connection = pool.acquireSync()
  const statement = connection.prepare('SELECT 1')
  pool.release(connection)
  assert.equal(pool.acquireSync().prepare('SELECT 1'), statement)
})

test('rows have the columns of the table as it is', async (t) => {
  const { database } = await createDatabase(t)
  const columns = async () => (await database.execute('SELECT * FROM things')).columns
  await database.batch(['CREATE TABLE things (id INTEGER)'])
  assert.deepEqual(await columns(), ['id'])
  await database.batch(['ALTER TABLE things ADD COLUMN name TEXT'])
  assert.deepEqual(await columns(), ['id', 'name'])
  await database.client.executeMultiple('ALTER TABLE things ADD COLUMN size INTEGER')
  assert.deepEqual(await columns(), ['id', 'name', 'size'])
})

test('a statement that failed works with the next values, and its transaction left nothing', async (t) => {
  const { database } = await createDatabase(t)
  const insert = (id: number) => ({ sql: 'INSERT INTO things (id) VALUES (?)', args: [id] })
  await database.batch(['CREATE TABLE things (id INTEGER PRIMARY KEY)'])
  await database.batch([insert(1)])
  for (const id of [2, 3]) {
    await assert.rejects(database.batch([insert(id), insert(1)]), isUniqueViolation)
    await database.batch([insert(id)])
  }
  const { rows } = await database.execute('SELECT id FROM things')
  assert.deepEqual(
    rows.map(({ id }) => id),
    [1, 2, 3],
  )
})
