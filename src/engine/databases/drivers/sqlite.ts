import { lstatSync } from 'node:fs'
import { constants, DatabaseSync } from 'node:sqlite'
import { hasSecondStatement } from '../../../lib/sql/statement-end.ts'
import { fileTooLarge } from '../../file-format.ts'
import { severalStatements, statementFailed, wrongConnection } from '../failures.ts'
import type { PinnedFile } from '../task.ts'
import { inTransaction, type Session } from './session.ts'

const BUSY_MS = 5000
/** The only statement that has others in it. */
const TRIGGER = /^\s*CREATE\s+(TEMP(ORARY)?\s+)?TRIGGER\b/i

const { SQLITE_OK, SQLITE_DENY, SQLITE_ATTACH, SQLITE_DETACH, SQLITE_PRAGMA, SQLITE_FUNCTION } = constants
const FORBIDDEN_FUNCTIONS = new Set(['load_extension', 'fts3_tokenizer'])
/** Those that tell of the database; others could change where its files are, or how safe they are. */
const PRAGMAS = new Set([
  'foreign_key_list',
  'index_info',
  'index_list',
  'index_xinfo',
  'integrity_check',
  'quick_check',
  'table_info',
  'table_list',
  'table_xinfo',
])

export const openSqlite = (file: PinnedFile): Session => {
  const database = new DatabaseSync(file.path, { readOnly: file.mode === 'read', timeout: BUSY_MS })
  try {
    confine(database, file)
  } catch (error) {
    database.close()
    throw failureOf(error, file)
  }
  const attempt = async <T>(work: () => T): Promise<T> => {
    try {
      return work()
    } catch (error) {
      throw failureOf(error, file)
    }
  }
  const prepare = (sql: string) => {
    if (!TRIGGER.test(sql) && hasSecondStatement(sql)) throw severalStatements()
    const statement = database.prepare(sql)
    statement.setReturnArrays(true)
    statement.setReadBigInts(true)
    return statement
  }
  return {
    run: (sql, values, sink) =>
      attempt(() => {
        const statement = prepare(sql)
        const columns = statement.columns()
        if (columns.length === 0) return Number(statement.run(...values.map(toParameter)).changes)
        sink.columns(columns.map(({ name }) => name))
        // Guarantee: with `setReturnArrays`, rows are arrays.
        const rows = statement.iterate(...values.map(toParameter)) as unknown as Iterable<unknown[]>
        for (const row of rows) sink.row(row)
        return 0
      }),
    runAll: (sql, lists) =>
      inTransaction(
        (command) => attempt(() => database.exec(command)),
        () =>
          attempt(() => {
            const statement = prepare(sql)
            let changes = 0
            for (const values of lists) changes += Number(statement.run(...values.map(toParameter)).changes)
            return changes
          }),
      ),
    cancel: async () => undefined,
    close: async () => database.close(),
  }
}

/** Lets nothing of it reach another file. */
const confine = (database: DatabaseSync, { path, inode, limit }: PinnedFile) => {
  if (lstatSync(path, { bigint: true }).ino !== inode)
    throw wrongConnection('the file was replaced meanwhile')
  const [page = 0] = Object.values(database.prepare('PRAGMA page_size').get() ?? {})
  database.exec(`PRAGMA max_page_count = ${Math.max(1, Math.floor(limit.bytes / Number(page)))}`)
  database.exec('PRAGMA foreign_keys = ON')
  database.setAuthorizer((action, first, second) => {
    if (action === SQLITE_ATTACH || action === SQLITE_DETACH) return SQLITE_DENY
    if (action === SQLITE_PRAGMA && !PRAGMAS.has(String(first).toLowerCase())) return SQLITE_DENY
    const isForbidden =
      action === SQLITE_FUNCTION && FORBIDDEN_FUNCTIONS.has(String(second ?? first).toLowerCase())
    return isForbidden ? SQLITE_DENY : SQLITE_OK
  })
}

const BUSY: readonly unknown[] = [5, 6]
const FULL = 13

const failureOf = (error: unknown, { name, limit }: PinnedFile): unknown => {
  if (!(error instanceof Error) || !('errcode' in error)) return error
  if (error.errcode === FULL) return fileTooLarge(name, limit)
  const isRefused = /not authorized|authorization denied/.test(error.message)
  const message = isRefused
    ? 'The statement would reach beyond its file: ATTACH, VACUUM INTO, and PRAGMAs that change settings are not allowed.'
    : error.message
  return statementFailed({ message, code: undefined, isRetryable: BUSY.includes(error.errcode) }, error)
}

const toParameter = (value: unknown) => {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : value
  if (typeof value === 'boolean') return value ? 1n : 0n
  // Guarantee: `toValue` leaves nothing else.
  return value as string | bigint | null
}
