import { ConnectionPool } from '@libsql/client/sqlite3'
import { LRUCache } from 'lru-cache'

type Connection = ReturnType<ConnectionPool['acquireSync']>
type Statement = ReturnType<Connection['prepare']>

const MAX_STATEMENTS = 200

// Any other statement may change the schema, and with it the columns of cached statements.
const CACHEABLE = /^\s*(?:SELECT|INSERT|UPDATE|DELETE|WITH|BEGIN|COMMIT|ROLLBACK)\b/i

const errorOf = (call: () => void): unknown => {
  try {
    call()
    return undefined
  } catch (error) {
    return error
  }
}

/** Calls once what the client calls before every run, and replaces it with constants: the results never change. */
const memoize = (statement: Statement): Statement => {
  statement.safeIntegers(true)
  const rawError = errorOf(() => statement.raw(true))
  const columns = rawError === undefined ? statement.columns() : []
  return Object.assign(statement, {
    safeIntegers: () => statement,
    // The client finds out by this error that a statement returns no rows.
    raw: () => {
      if (rawError !== undefined) throw rawError
      return statement
    },
    columns: () => columns,
  })
}

const cacheStatements = (connection: Connection): Connection => {
  const statements = new LRUCache<string, Statement>({ max: MAX_STATEMENTS })
  const prepare = connection.prepare.bind(connection)
  const exec = connection.exec.bind(connection)
  return Object.assign(connection, {
    prepare: (sql: string) => {
      if (!CACHEABLE.test(sql)) {
        statements.clear()
        return prepare(sql)
      }
      const cached = statements.get(sql)
      if (cached) return cached
      const statement = memoize(prepare(sql))
      statements.set(sql, statement)
      return statement
    },
    exec: (sql: string) => {
      statements.clear()
      return exec(sql)
    },
  })
}

/**
 * A pool whose connections cache prepared statements. The client prepares a statement on every run, which takes longer
 * than running it. This relies on undocumented parts of @libsql/client: see docs/decisions/0051-statement-cache.md.
 */
export class CachingPool extends ConnectionPool {
  readonly #caching = new WeakSet<Connection>()

  override acquireSync(forTransaction?: boolean): Connection {
    const connection = super.acquireSync(forTransaction)
    if (this.#caching.has(connection)) return connection
    this.#caching.add(connection)
    return cacheStatements(connection)
  }
}
