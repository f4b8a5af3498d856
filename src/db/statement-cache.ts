import { ConnectionPool } from '@libsql/client/sqlite3'
import { LRUCache } from 'lru-cache'

type Connection = ReturnType<ConnectionPool['acquireSync']>
type Statement = ReturnType<Connection['prepare']>

const MOST_STATEMENTS = 200

// What others do may change the columns of a statement that is kept.
const KEPT = /^\s*(?:SELECT|INSERT|UPDATE|DELETE|WITH|BEGIN|COMMIT|ROLLBACK)\b/i

const refusalOf = (ask: () => void): unknown => {
  try {
    ask()
    return undefined
  } catch (error) {
    return error
  }
}

/** Answers from memory what the client asks of a statement before each run: all of it is known after the first time. */
const settle = (statement: Statement): Statement => {
  statement.safeIntegers(true)
  const refusal = refusalOf(() => statement.raw(true))
  const columns = refusal === undefined ? statement.columns() : []
  return Object.assign(statement, {
    safeIntegers: () => statement,
    raw: () => {
      if (refusal !== undefined) throw refusal
      return statement
    },
    columns: () => columns,
  })
}

const keepStatements = (connection: Connection): Connection => {
  const kept = new LRUCache<string, Statement>({ max: MOST_STATEMENTS })
  const prepare = connection.prepare.bind(connection)
  const exec = connection.exec.bind(connection)
  return Object.assign(connection, {
    prepare: (sql: string) => {
      if (!KEPT.test(sql)) {
        kept.clear()
        return prepare(sql)
      }
      const before = kept.get(sql)
      if (before) return before
      const statement = settle(prepare(sql))
      kept.set(sql, statement)
      return statement
    },
    exec: (sql: string) => {
      kept.clear()
      return exec(sql)
    },
  })
}

/**
 * Connections that keep the statements that they prepared. The client prepares anew each time, which takes longer than
 * running them. (It exports its pool without promising to keep it as it is.)
 */
export class CachingPool extends ConnectionPool {
  readonly #known = new WeakSet<Connection>()

  override acquireSync(forTransaction?: boolean): Connection {
    const connection = super.acquireSync(forTransaction)
    if (this.#known.has(connection)) return connection
    this.#known.add(connection)
    return keepStatements(connection)
  }
}
