import { LibsqlError } from '@libsql/client/sqlite3'

// The driver reports names of codes, `node:sqlite` reports their numbers.
const names: Readonly<Record<number, string>> = {
  5: 'SQLITE_BUSY',
  6: 'SQLITE_LOCKED',
  7: 'SQLITE_NOMEM',
  8: 'SQLITE_READONLY',
  10: 'SQLITE_IOERR',
  11: 'SQLITE_CORRUPT',
  13: 'SQLITE_FULL',
  14: 'SQLITE_CANTOPEN',
  15: 'SQLITE_PROTOCOL',
  26: 'SQLITE_NOTADB',
}

const codes = function* (error: unknown): Generator<string> {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof LibsqlError) yield* [cause.code, cause.extendedCode ?? '']
    // The client of a server gives no code to that.
    if (cause.name === 'ClosedError') yield 'CLIENT_CLOSED'
    // The lowest byte of an extended code is the primary code.
    if ('errcode' in cause && typeof cause.errcode === 'number') yield names[cause.errcode & 0xff] ?? ''
  }
}

const hasCode = (error: unknown, pattern: RegExp): boolean => codes(error).some((code) => pattern.test(code))

// The protocol of remote databases has no extended codes; which constraint it was, only the text of SQLite tells.
export const hasText = (error: unknown, text: string): boolean => {
  for (let cause = error; cause instanceof Error; cause = cause.cause)
    if (cause.message.includes(text)) return true
  return false
}

const violates = (error: unknown, extended: RegExp, text: string): boolean =>
  hasCode(error, extended) || (hasCode(error, /^SQLITE_CONSTRAINT$/) && hasText(error, text))

/** Whether a write violated a unique constraint. */
export const isUniqueViolation = (error: unknown): boolean =>
  violates(error, /^SQLITE_CONSTRAINT_(UNIQUE|PRIMARYKEY)$/, 'UNIQUE constraint failed')

/** Whether a write violated any constraint. */
export const isConstraintViolation = (error: unknown): boolean => hasCode(error, /^SQLITE_CONSTRAINT/)

/** Whether a write violated a check constraint. */
export const isCheckViolation = (error: unknown): boolean =>
  violates(error, /^SQLITE_CONSTRAINT_CHECK$/, 'CHECK constraint failed')

/** Whether a write named a row that does not exist, or deleted one that others name. */
export const isForeignKeyViolation = (error: unknown): boolean =>
  violates(error, /^SQLITE_CONSTRAINT_FOREIGNKEY$/, 'FOREIGN KEY constraint failed')

/** Whether a value or a row is larger than the database takes. */
export const isTooLarge = (error: unknown): boolean =>
  hasCode(error, /^SQLITE_TOOBIG/) || hasText(error, 'string or blob too big')

/** Whether another connection holds the lock; a retry may succeed. */
export const isBusy = (error: unknown): boolean => hasCode(error, /^SQLITE_(BUSY|LOCKED|PROTOCOL)/)

/** Whether the connection may keep failing after this error, or can no longer be trusted. */
export const needsReconnect = (error: unknown): boolean =>
  isBusy(error) || hasCode(error, /^SQLITE_(CORRUPT|NOTADB|CANTOPEN)/)

/** Whether the file is corrupt or not a database. */
export const isDamaged = (error: unknown): boolean => hasCode(error, /^SQLITE_(CORRUPT|NOTADB)/)

/** The reason of `unavailableReason` when the disk has no room. */
export const DISK_IS_FULL = 'the disk is full'

// The first match wins: more specific codes come first.
const reasons: readonly (readonly [code: RegExp, reason: string])[] = [
  [/^SQLITE_READONLY_DBMOVED/, 'the file was moved or replaced'],
  [/^SQLITE_(BUSY|LOCKED|PROTOCOL)/, 'another process has locked it'],
  [/^SQLITE_FULL/, DISK_IS_FULL],
  [/^SQLITE_READONLY/, 'the file cannot be written'],
  [/^SQLITE_CANTOPEN/, 'the file cannot be opened'],
  [/^SQLITE_CORRUPT/, 'the file is damaged'],
  [/^SQLITE_NOTADB/, 'the file is not an SQLite database'],
  [/^SQLITE_IOERR/, 'the disk reported an error'],
  [/^SQLITE_NOMEM/, 'there is not enough memory'],
  [/^CLIENT_CLOSED/, 'it is closed'],
  [/^SERVER_UNREACHABLE/, 'the database server cannot be reached'],
  [/^SERVER_TIMEOUT/, 'the database server has not answered within DATABASE_TIMEOUT_MS'],
  [/^TRANSACTION_(BUSY|TIMEOUT)/, 'the database server is too slow or has too much to do'],
  [/^BLOCKED/, 'the database server is set to refuse reads or writes'],
  [/^(SERVER_ERROR|PROXY_ERROR|HRANA_|HTTP_|WEBSOCKET)/, 'the database server does not respond as expected'],
]

/** Why the database is unavailable, for messages; `undefined` when the statement or its data caused the error. */
export const unavailableReason = (error: unknown): string | undefined =>
  reasons.find(([pattern]) => hasCode(error, pattern))?.[1]

/** Whether the database caused the error (locked, full, moved, corrupt, unreachable), not the statement or its data. */
export const isDatabaseUnavailable = (error: unknown): boolean => unavailableReason(error) !== undefined

/** The code of an error that the database has caused; `undefined` for any other. */
export const databaseFailure = (error: unknown): 'DATABASE_FULL' | 'DATABASE_UNAVAILABLE' | undefined => {
  const reason = unavailableReason(error)
  if (reason === undefined) return undefined
  return reason === DISK_IS_FULL ? 'DATABASE_FULL' : 'DATABASE_UNAVAILABLE'
}

/** The driver throws a plain `Error` when it cannot open a file; this makes it a `LibsqlError` like all others. */
export const asDriverError = (error: unknown): unknown =>
  error instanceof Error && error.message.startsWith('ConnectionFailed')
    ? new LibsqlError(error.message, 'SQLITE_CANTOPEN', 'SQLITE_CANTOPEN', undefined, error)
    : error
