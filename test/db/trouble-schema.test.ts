import assert from 'node:assert/strict'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { openDatabase } from '../../src/db/client.ts'
import { type Migration, MigrationError, migrate, pendingMigrations } from '../../src/db/migrate.ts'
import { createFolder } from '../support/process/command.ts'

const migration = (place: number, ...statements: readonly string[]): Migration => ({
  name: `name ${place}`,
  hash: `hash ${place}`,
  createdAt: place,
  statements,
})

const first = migration(1, 'CREATE TABLE `one` (id INTEGER)')
const second = migration(2, 'CREATE TABLE `two` (id INTEGER)', 'ALTER TABLE `one` ADD name TEXT')

const setUp = async (t: TestContext) => {
  const url = `file:${join(await createFolder(t), 'test.db')}`
  const database = await openDatabase({ url, synchronous: 'OFF' })
  t.after(() => database.close())
  const schema = async () => {
    const { rows } = await database.execute('SELECT name, sql FROM sqlite_schema ORDER BY name')
    return rows.map(({ name, sql }) => `${name}: ${sql}`)
  }
  return { database, schema }
}

test('pending migrations are listed without writing anything', async (t) => {
  const { database, schema } = await setUp(t)
  assert.deepEqual(await pendingMigrations(database, [first, second]), [first, second])
  assert.deepEqual(await schema(), [])
  await migrate(database, [first])
  assert.deepEqual(await pendingMigrations(database, [first, second]), [second])
  assert.equal(await migrate(database, [first, second]), 1)
  assert.equal(await migrate(database, [first, second]), 0)
})

const refused = [
  { name: 'of a newer program', known: [first], reason: /newer version/ },
  { name: 'of an edited migration', known: [{ ...first, hash: 'other' }, second], reason: /newer version/ },
  { name: 'of no migration', known: [], reason: /newer version/ },
]

for (const { name, known, reason } of refused) {
  test(`a schema ${name} is refused and left as it is`, async (t) => {
    const { database, schema } = await setUp(t)
    await migrate(database, [first, second])
    const before = await schema()
    await assert.rejects(migrate(database, known), { name: 'MigrationError', message: reason })
    assert.deepEqual(await schema(), before)
  })
}

test('a table of the same name that another program made is left alone', async (t) => {
  const { database, schema } = await setUp(t)
  await database.batch(['CREATE TABLE two (mine TEXT)'])
  const before = await schema()
  await assert.rejects(migrate(database, [first, second]), { name: 'MigrationError', message: /"two"/ })
  assert.deepEqual(await schema(), before)
})

test('a migration that fails leaves nothing of itself, and those before it', async (t) => {
  const { database, schema } = await setUp(t)
  const broken = migration(2, 'CREATE TABLE `two` (id INTEGER)', 'ALTER TABLE `nothing` ADD name TEXT')
  await assert.rejects(migrate(database, [first, broken]), (error) => {
    return error instanceof MigrationError && /1970-01-01T00:00:00.002Z/.test(error.message)
  })
  assert.ok((await schema()).every((each) => !each.startsWith('two')))
  assert.equal(await migrate(database, [first, second]), 1)
})
