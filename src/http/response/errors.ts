import { randomUUID } from 'node:crypto'
import type { Context, ErrorHandler } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { AppError, type ErrorCode, errorStatus } from '../../domain/errors.ts'
import type { Logger } from '../../logging/logger.ts'
import type { AppEnv } from '../env.ts'
import { loggedPath } from '../hooks/logged-path.ts'
import { localizeProblems, suggestion } from '../messages/localize-problems.ts'
import { type Catalogue, translate } from '../messages/text.ts'
import { json } from './answer.ts'
import { failure } from './error-body.ts'
import { routeNotFound } from './method-not-allowed.ts'

export interface ErrorHandlerOptions {
  readonly logger: Logger
  readonly texts: Catalogue
  /** The code of an error that the database has caused. */
  readonly databaseFailure: DatabaseFailure
}

const RETRY_AFTER_S = '1'

// Statuses of the exceptions that hono throws itself.
const codeOfStatus: Readonly<Partial<Record<number, ErrorCode>>> = {
  400: 'MALFORMED_JSON',
  405: 'METHOD_NOT_ALLOWED',
  415: 'UNSUPPORTED_MEDIA_TYPE',
}

/** They are logged elsewhere, once: by the database client for an outage, and with the execution for its failure. */
const LOGGED_ELSEWHERE: ReadonlySet<ErrorCode> = new Set([
  'DATABASE_UNAVAILABLE',
  'DATABASE_FULL',
  'WEBHOOK_SCRIPT_FAILED',
  'WEBHOOK_SCRIPT_TIMED_OUT',
])

/** `undefined` for an error that something else has caused. */
export type DatabaseFailure = (error: unknown) => 'DATABASE_FULL' | 'DATABASE_UNAVAILABLE' | undefined

const toAppError = (c: Context, error: Error, databaseFailure: DatabaseFailure): AppError => {
  if (error instanceof AppError) return error
  const failure = databaseFailure(error)
  if (failure) return new AppError(failure, { cause: error })
  if (error instanceof HTTPException && error.status === 404) return routeNotFound(c)
  const code = error instanceof HTTPException ? codeOfStatus[error.status] : undefined
  return new AppError(code ?? 'INTERNAL', { cause: error })
}

const respond = (c: Context<AppEnv>, error: AppError, texts: Catalogue) => {
  // The hooks that set these may not have run.
  const { locale = 'en', requestId = randomUUID() }: Partial<AppEnv['Variables']> = c.var
  const { code, values, meant, details, headers } = error
  const status = errorStatus[code]
  const body = failure({
    code,
    message: translate(texts[code], locale, values) + suggestion(meant, locale),
    requestId,
    details: details && localizeProblems(details, { locale, texts }),
  })
  return json(c, body, status, {
    'Content-Language': locale,
    'X-Request-Id': requestId,
    ...((status === 503 || status === 429) && { 'Retry-After': RETRY_AFTER_S }),
    ...headers,
  })
}

/**
 * Turns every error into the error envelope. A server error is logged once, with its stack; clients never see its cause.
 */
export const createErrorHandler =
  ({ logger, texts, databaseFailure }: ErrorHandlerOptions): ErrorHandler<AppEnv> =>
  (thrown, c) => {
    const error = toAppError(c, thrown, databaseFailure)
    if (errorStatus[error.code] >= 500) {
      const level = LOGGED_ELSEWHERE.has(error.code) ? 'debug' : 'error'
      const request = { request_id: c.get('requestId'), method: c.req.method, path: loggedPath(c) }
      logger[level]({ ...request, error_code: error.code, err: thrown }, 'error')
    }
    c.set('errorCode', error.code)
    return respond(c, error, texts)
  }
