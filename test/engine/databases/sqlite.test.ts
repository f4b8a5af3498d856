import assert from 'node:assert/strict'
import { existsSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileWorld } from '../../support/files/file-world.ts'

const NEW = 'file:shop.db?mode=rwc'

test('a file of SQLite is made, filled in one transaction, and read as a list and as a table', async (t) => {
  const { database } = await fileWorld(t)
  const run = (query: string, more: object = {}) => database({ connection: NEW, query, ...more })
  assert.deepEqual(await run('CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT)'), { changes: 0 })
  const insert = 'INSERT INTO people VALUES (:id, :name)'
  const rows = [
    { id: 1, name: '김' },
    { id: 2, name: null },
  ]
  assert.deepEqual(await run(insert, { rows }), { changes: 2 })
  await assert.rejects(run(insert, { rows: [{ id: 3, name: 'x' }, rows[0]] }), {
    code: 'DATABASE_ERROR',
    message: /^Row 2: UNIQUE constraint failed/,
  })
  assert.deepEqual(await run('SELECT * FROM people ORDER BY id'), rows)
  assert.equal(Object(await run('SELECT * FROM people', { as: 'table' })).rows, 2)
  await assert.rejects(run('SELECT :a'), { code: 'DATABASE_PARAMETER', message: /:a/ })
})

test('what fails at the end of a transaction is of no row', async (t) => {
  const { database } = await fileWorld(t)
  await database({
    connection: NEW,
    query: 'CREATE TABLE a (id INTEGER PRIMARY KEY, up INTEGER REFERENCES a DEFERRABLE INITIALLY DEFERRED)',
  })
  const query = 'INSERT INTO a VALUES (:id, :up)'
  await assert.rejects(database({ connection: NEW, query, rows: [{ id: 1, up: 7 }] }), {
    message: /^FOREIGN KEY constraint failed/,
  })
})

test('a second statement is refused, but for those within a trigger', async (t) => {
  const { database } = await fileWorld(t)
  const run = (query: string, more: object = {}) => database({ connection: NEW, query, ...more })
  await run("CREATE TABLE a (x TEXT DEFAULT ';'); -- of anything")
  await assert.rejects(run('DELETE FROM a; DROP TABLE a'), {
    code: 'DATABASE_ERROR',
    message: /one statement/,
  })
  await assert.rejects(run('INSERT INTO a VALUES (:x); SELECT 1', { rows: [{ x: 1 }] }), {
    message: /^A query is one statement/,
  })
  await run('CREATE TRIGGER twice AFTER INSERT ON a BEGIN SELECT 1; SELECT 2; END')
  assert.deepEqual(await run("INSERT INTO a VALUES ('b;c')"), { changes: 1 })
})

test('a statement reaches nothing beyond its file', async (t) => {
  const { database, root } = await fileWorld(t)
  await database({ connection: NEW, query: 'CREATE TABLE a (x)' })
  const outside = join(root, 'copy.db')
  for (const query of [
    `ATTACH '${outside}' AS b`,
    `VACUUM INTO '${outside}'`,
    "SELECT load_extension('x')",
    'PRAGMA journal_mode = OFF',
    'PRAGMA max_page_count = 1000000',
    'PRAGMA writable_schema = ON',
  ]) {
    await assert.rejects(database({ connection: NEW, query }), { code: 'DATABASE_ERROR' }, query)
  }
  assert.equal(existsSync(outside), false)
})

test('a file outside of the folder, a missing one and one that is none of SQLite are refused', async (t) => {
  const { database, root, folder } = await fileWorld(t)
  symlinkSync('/etc/hostname', join(root, 'link.db'))
  writeFileSync(
    join(root, 'text.db'),
    'no database, but a text that is long enough to be looked at as one'.repeat(20),
  )
  const cases: readonly (readonly [connection: string, code: RegExp])[] = [
    ['file:../x.db?mode=rwc', /^FILE_/],
    [`file:${folder}/x.db?mode=rwc`, /^(FILE|DATABASE)_/],
    ['file:link.db', /^FILE_/],
    ['file:none.db', /^FILE_NOT_FOUND$/],
    ['file:text.db', /^DATABASE_ERROR$/],
  ]
  for (const [connection, code] of cases) {
    await assert.rejects(
      database({ connection, query: 'SELECT count(*) FROM sqlite_schema' }),
      (error: Error & { code: string }) => {
        assert.match(error.code, code, `${connection}: ${error.message}`)
        return true
      },
    )
  }
})
