import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { NEEDS_SERVERS, PASSWORD, startMariadb, startPostgresql } from '../../support/databases/servers.ts'
import { fileWorld } from '../../support/files/file-world.ts'

type Start = (t: TestContext) => Promise<string>
const databases: readonly (readonly [name: string, start: Start, sleep: string])[] = [
  ['PostgreSQL', startPostgresql, 'SELECT pg_sleep(100)'],
  ['MariaDB', startMariadb, 'SELECT sleep(100)'],
  ['SQLite', async () => 'file:shop.db?mode=rwc', ''],
]

const people = [
  { id: 1, name: "O'Hara", paid: 10.5, tags: ['a'] },
  { id: 2, name: '김', paid: null, tags: null },
]

for (const [name, start, sleep] of databases) {
  test(
    `${name}: statements, rows in one transaction, results as lists and tables`,
    NEEDS_SERVERS,
    async (t) => {
      const connection = await start(t)
      const { database, services } = await fileWorld(t)
      const run = (query: string, more: object = {}) => database({ connection, query, ...more })
      assert.deepEqual(
        await run(
          'CREATE TABLE people (id integer PRIMARY KEY, name varchar(50), paid numeric(10,2), tags varchar(50))',
        ),
        { changes: 0 },
      )
      const insert = 'INSERT INTO people VALUES (:id, :name, :paid, :tags)'
      assert.deepEqual(await run(insert, { rows: people }), { changes: 2 })
      assert.deepEqual(
        await run('SELECT * FROM people WHERE id >= :from ORDER BY id', { parameters: { from: 1 } }),
        [
          { id: 1, name: "O'Hara", paid: 10.5, tags: '["a"]' },
          { id: 2, name: '김', paid: null, tags: null },
        ],
      )
      // All rows or none.
      await assert.rejects(run(insert, { rows: [{ id: 3, name: 'x', paid: 1, tags: null }, people[0]] }), {
        code: 'DATABASE_ERROR',
      })
      assert.deepEqual(await run('SELECT count(*) AS n FROM people'), [{ n: 2 }])
      assert.deepEqual(await run('DELETE FROM people WHERE id = :id', { parameters: { id: 2 } }), {
        changes: 1,
      })
      await assert.rejects(run('SELECT :a', {}), { code: 'DATABASE_PARAMETER', message: /:a/ })
      await assert.rejects(run('SELECT * FROM nothing_there'), {
        code: 'DATABASE_ERROR',
        message: /nothing_there/,
      })
      assert.deepEqual(
        await run('SELECT id FROM people ORDER BY id LIMIT :most', { parameters: { most: 1 } }),
        [{ id: 1 }],
      )
      const table = await run(
        `WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 900) SELECT x, x * 2 AS y FROM c`,
        { as: 'table' },
      )
      assert.equal(Object(table).rows, 900)
      assert.ok(services)
      if (sleep === '') return
      const stop = new AbortController()
      const reason = new Error('cancelled')
      const sleeping = database({ connection, query: sleep }, { signal: stop.signal })
      setTimeout(() => stop.abort(reason), 1500)
      await assert.rejects(sleeping, reason)
      const wrong = connection.replace(encodeURIComponent(PASSWORD), 'wrong-password')
      await assert.rejects(
        database({ connection: wrong, query: 'SELECT 1' }),
        (error: Error & { code: string }) => {
          assert.equal(error.code, 'DATABASE_AUTH')
          assert.doesNotMatch(error.message, /wrong-password|tester/)
          return true
        },
      )
      await assert.rejects(database({ connection: `${connection}?sslmode=require`, query: 'SELECT 1' }), {
        code: 'DATABASE_CONNECT',
        message: /does not use TLS|no-verify/,
      })
    },
  )
}
