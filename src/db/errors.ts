import { LibsqlError } from '@libsql/client'

// The driver names codes, `node:sqlite` numbers them.
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
    // An extended code is the code and more above its lowest byte.
    if ('errcode' in cause && typeof cause.errcode === 'number') yield names[cause.errcode & 0xff] ?? ''
  }
}

const hasCode = (error: unknown, pattern: RegExp): boolean => codes(error).some((code) => pattern.test(code))

/** Whether a write failed because a row with the same unique key exists. */
export const isUniqueViolation = (error: unknown): boolean =>
  hasCode(error, /^SQLITE_CONSTRAINT_(UNIQUE|PRIMARYKEY)$/)

/** Whether a write failed because a value broke a check of its table. */
export const isCheckViolation = (error: unknown): boolean => hasCode(error, /^SQLITE_CONSTRAINT_CHECK$/)

/** Whether another connection holds the lock: the same may succeed a little later. */
export const isBusy = (error: unknown): boolean => hasCode(error, /^SQLITE_(BUSY|LOCKED|PROTOCOL)/)

/** Whether the connection that met the error may go on failing, or cannot be trusted any more. */
export const needsReconnect = (error: unknown): boolean =>
  isBusy(error) || hasCode(error, /^SQLITE_(CORRUPT|NOTADB|CANTOPEN)/)

/** Whether the file is no whole database. */
export const isDamaged = (error: unknown): boolean => hasCode(error, /^SQLITE_(CORRUPT|NOTADB)/)

// The first that fits is said, so what is more exact stands first.
const reasons: readonly (readonly [code: RegExp, reason: string])[] = [
  [/^SQLITE_READONLY_DBMOVED/, 'the file was moved or replaced'],
  [/^SQLITE_(BUSY|LOCKED|PROTOCOL)/, 'another process has locked it'],
  [/^SQLITE_FULL/, 'the disk is full'],
  [/^SQLITE_READONLY/, 'the file cannot be written'],
  [/^SQLITE_CANTOPEN/, 'the file cannot be opened'],
  [/^SQLITE_CORRUPT/, 'the file is damaged'],
  [/^SQLITE_NOTADB/, 'the file is no SQLite database'],
  [/^SQLITE_IOERR/, 'the disk answered with an error'],
  [/^SQLITE_NOMEM/, 'there is not enough memory'],
  [/^CLIENT_CLOSED/, 'it is closed'],
  [/^(SERVER_ERROR|HRANA_|HTTP_|WEBSOCKET)/, 'the database server does not answer as it should'],
]

/** Why the database cannot be used, in words; `undefined` when the statement or its data were at fault. */
export const databaseTrouble = (error: unknown): string | undefined =>
  reasons.find(([pattern]) => hasCode(error, pattern))?.[1]

/** Whether the database, and not the statement or its data, is the trouble: locked, full, gone, broken, remote. */
export const isDatabaseUnavailable = (error: unknown): boolean => databaseTrouble(error) !== undefined

/** The driver throws a plain `Error` when it cannot open a file; as any other error of the driver then. */
export const asDriverError = (thrown: unknown): unknown =>
  thrown instanceof Error && thrown.message.startsWith('ConnectionFailed')
    ? new LibsqlError(thrown.message, 'SQLITE_CANTOPEN', 'SQLITE_CANTOPEN', undefined, thrown)
    : thrown
