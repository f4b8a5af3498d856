import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { ConnectionPool, Sqlite3Client } from '@libsql/client/sqlite3'
import { createFolder } from '../support/process/command.ts'

const CHANGED = `@libsql/client works differently than src/db/statement-cache.ts relies on. Read
docs/decisions/0051-statement-cache.md, then adapt or remove the cache. In detail: `

/** Records the methods of connections and statements that the client calls, in order. */
class RecordingPool extends ConnectionPool {
  readonly calls: string[] = []

  override acquireSync(forTransaction?: boolean) {
    const connection = super.acquireSync(forTransaction)
    return new Proxy(connection, {
      get: (target, name) => {
        const value = Reflect.get(target, name)
        if (typeof value !== 'function') return value
        return (...args: unknown[]) => {
          this.calls.push(`connection.${String(name)}`)
          const result = value.apply(target, args)
          return name === 'prepare' ? this.#recording(result) : result
        }
      },
    })
  }

  #recording(statement: object): object {
    return new Proxy(statement, {
      get: (target, name) => {
        const value = Reflect.get(target, name)
        if (typeof value !== 'function') return value
        return (...args: unknown[]) => {
          this.calls.push(`statement.${String(name)}`)
          return value.apply(target, args)
        }
      },
    })
  }
}

test('the client asks a pool of its own for connections, and statements for no more than the cache answers', async (t) => {
  const pool = new RecordingPool(join(await createFolder(t), 'test.db'), {}, 1)
  const client = new Sqlite3Client(pool, 'number')
  t.after(() => client.close())
  await client.execute('CREATE TABLE numbers (n INTEGER)')
  pool.calls.length = 0
  await client.execute({ sql: 'INSERT INTO numbers VALUES (?)', args: [1] })
  await client.execute('SELECT n FROM numbers')
  const allowed = new Set([
    'connection.prepare',
    'statement.safeIntegers',
    'statement.raw',
    'statement.columns',
    'statement.iterate',
    'statement.all',
    'statement.run',
  ])
  assert.ok(pool.calls.length > 0, `${CHANGED}the client takes no connection from acquireSync()`)
  assert.deepEqual(
    pool.calls.filter((call) => !allowed.has(call)),
    [],
    `${CHANGED}the client calls further methods`,
  )
  for (const call of ['connection.prepare', 'statement.safeIntegers', 'statement.raw', 'statement.columns'])
    assert.ok(pool.calls.includes(call), `${CHANGED}the client no longer calls ${call}()`)
})

test('a statement remembers its settings and refuses raw rows when it returns none', async (t) => {
  const pool = new ConnectionPool(join(await createFolder(t), 'test.db'), {}, 1)
  t.after(() => pool.close())
  const connection = pool.acquireSync()
  connection.exec('CREATE TABLE numbers (n INTEGER)')
  const select = connection.prepare('SELECT 1 AS one')
  assert.equal(select.safeIntegers(true), select, `${CHANGED}safeIntegers() does not return the statement`)
  assert.equal(select.raw(true), select, `${CHANGED}raw() does not return the statement`)
  assert.deepEqual(
    [select.all(), select.all()],
    [[[1n]], [[1n]]],
    `${CHANGED}a statement forgets raw() or safeIntegers() after a run`,
  )
  assert.throws(
    () => connection.prepare('INSERT INTO numbers VALUES (1)').raw(true),
    Error,
    `${CHANGED}raw() accepts a statement without rows`,
  )
})
