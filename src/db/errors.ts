import { LibsqlError } from '@libsql/client'

const causes = function* (error: unknown): Generator<LibsqlError> {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof LibsqlError) yield cause
  }
}

const hasCode = (error: unknown, pattern: RegExp): boolean =>
  causes(error).some(({ code, extendedCode }) =>
    [code, extendedCode].some((each) => pattern.test(each ?? '')),
  )

/** Whether a write failed because a row with the same unique key exists. */
export const isUniqueViolation = (error: unknown): boolean =>
  hasCode(error, /^SQLITE_CONSTRAINT_(UNIQUE|PRIMARYKEY)$/)

/** Whether a write failed because a value broke a check of its table. */
export const isCheckViolation = (error: unknown): boolean => hasCode(error, /^SQLITE_CONSTRAINT_CHECK$/)

/** Whether the database, and not the statement or its data, is the trouble: locked, full, gone, broken, remote. */
export const isDatabaseUnavailable = (error: unknown): boolean =>
  causes(error).some(({ code }) =>
    /^SQLITE_(BUSY|LOCKED|IOERR|FULL|READONLY|CANTOPEN|CORRUPT|NOTADB|PROTOCOL|NOMEM)|^(CLIENT_CLOSED|SERVER_ERROR|HRANA_|HTTP_|WEBSOCKET)/.test(
      code,
    ),
  )
