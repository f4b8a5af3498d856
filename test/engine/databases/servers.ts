import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import { runExample } from '../../../examples/example.ts'
import { ApiClient } from '../../../src/cli/api/client.ts'
import { sendTo } from '../../../src/cli/api/send.ts'
import { createCertificate } from '../../support/databases/certificate.ts'
import { NEEDS_SERVERS, PASSWORD, startMariadb, startPostgresql } from '../../support/databases/servers.ts'
import { fileWorld } from '../../support/files/file-world.ts'
import { startServer } from '../../support/http/server.ts'

type Start = (t: TestContext) => Promise<string>
/** A statement that takes long, and one that counts how often it is at work. */
interface Long {
  readonly sleep: string
  readonly count: string
}
const databases: readonly (readonly [name: string, start: Start, long?: Long])[] = [
  [
    'PostgreSQL',
    startPostgresql,
    {
      sleep: 'SELECT pg_sleep(1000)',
      count: `SELECT count(*) AS n FROM pg_stat_activity WHERE state = 'active' AND query LIKE 'SELECT pg_sleep%'`,
    },
  ],
  [
    'MariaDB',
    (t) => startMariadb(t),
    {
      sleep: 'SELECT sleep(1000)',
      count: `SELECT count(*) AS n FROM information_schema.processlist WHERE info LIKE 'SELECT sleep%'`,
    },
  ],
  ['SQLite', async () => 'file:shop.db?mode=rwc'],
]

const people = [
  { id: 1, name: "O'Hara", paid: 10.5, tags: ['a'] },
  { id: 2, name: '김', paid: null, tags: null },
]

for (const [name, start, long] of databases) {
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
        message: /^Row 2: /,
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
      if (!long) return
      const until = async (n: number) => {
        while (!isDeepStrictEqual(await run(long.count), [{ n }])) await pause(20)
      }
      const stop = new AbortController()
      const reason = new Error('cancelled')
      const sleeping = assert.rejects(
        database({ connection, query: long.sleep }, { signal: stop.signal }),
        reason,
      )
      await until(1)
      stop.abort(reason)
      await sleeping
      // The server has stopped working on it, too.
      await until(0)
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

const certificates: readonly (readonly [address: string, isTrusted: boolean, refusal?: RegExp])[] = [
  ['127.0.0.1', true],
  ['127.0.0.2', true, /certificate of the server is for another host/],
  ['127.0.0.1', false, /EXTRA_CA_CERTS adds authorities/],
]

for (const [address, isTrusted, message] of certificates) {
  test(
    `MariaDB by its IP address: certificate for ${address}, trusted: ${isTrusted}`,
    NEEDS_SERVERS,
    async (t) => {
      const certificate = createCertificate(t, address)
      const connection = `${await startMariadb(t, certificate)}?sslmode=require`
      const { database } = await fileWorld(t, {
        database: { authorities: isTrusted ? [certificate.authority] : [] },
      })
      const answer = database({ connection, query: "SHOW STATUS LIKE 'Ssl_version'" })
      if (message) await assert.rejects(answer, { code: 'DATABASE_CONNECT', message })
      else assert.match(JSON.stringify(await answer), /TLSv1/)
    },
  )
}

test('the example of orders loads them into PostgreSQL, and again without harm', NEEDS_SERVERS, async (t) => {
  const connection = await startPostgresql(t)
  const { url, workspace } = await startServer(t, {
    SECRETS_KEY: '0'.repeat(64),
    HTTP_NODE_ALLOW: '127.0.0.1',
  })
  const saved = await fetch(`${url}/api/secrets/shop_db`, {
    method: 'PUT',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ value: connection }),
  })
  assert.ok(saved.ok, await saved.text())
  const api = new ApiClient(sendTo(url))
  for (const run of ['first', 'second']) {
    const { status, output, error } = await runExample({ api, name: 'load-orders' })
    assert.equal(status, 'completed', `${run}: ${JSON.stringify(error)}`)
    assert.deepEqual(output, {
      read: 3043,
      rejected: 241,
      loaded: 2802,
      in_database: [
        { currency: 'EUR', orders: 1179 },
        { currency: 'GBP', orders: 401 },
        { currency: 'KRW', orders: 421 },
        { currency: 'USD', orders: 801 },
      ],
    })
  }
  const rejected = readFileSync(join(workspace, 'load-orders/rejected.csv'), 'utf8')
  assert.match(rejected, /^line,order_id,problem\n/)
})
