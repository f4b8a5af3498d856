import type { z } from 'zod'
import type { Taken } from '../lib/store/token-buckets.ts'
import { wholeSeconds } from '../lib/time/whole-seconds.ts'

/** Every error code of the API, with its HTTP status. A code never changes its meaning. */
export const errorStatus = {
  MALFORMED_JSON: 400,
  MALFORMED_BODY: 400,
  MALFORMED_REQUEST: 400,
  UNAUTHORIZED: 401,
  FORBIDDEN: 403,
  HOST_REFUSED: 403,
  ORIGIN_REFUSED: 403,
  PATH_OUTSIDE_WORKSPACE: 403,
  ROUTE_NOT_FOUND: 404,
  SCRIPT_NOT_FOUND: 404,
  SCRIPT_VERSION_NOT_FOUND: 404,
  NODE_NOT_FOUND: 404,
  NODE_TYPE_NOT_FOUND: 404,
  EXECUTION_NOT_FOUND: 404,
  LINK_INVALID: 404,
  SETTING_NOT_FOUND: 404,
  SECRET_NOT_FOUND: 404,
  SCHEDULE_NOT_FOUND: 404,
  WEBHOOK_NOT_FOUND: 404,
  VARIABLE_NOT_FOUND: 404,
  FOLDER_NOT_FOUND: 404,
  FILE_NOT_FOUND: 404,
  TABLE_NOT_FOUND: 404,
  API_KEY_NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  REQUEST_TIMEOUT: 408,
  SCRIPT_NAME_TAKEN: 409,
  SCRIPT_EMPTY: 409,
  SCRIPT_REFERENCED: 409,
  SCRIPT_BUSY: 409,
  NODE_ID_TAKEN: 409,
  EXECUTION_FINISHED: 409,
  EXECUTION_NOT_FINISHED: 409,
  FOLLOW_UP_PENDING: 409,
  EXECUTION_TOO_LARGE: 409,
  EXECUTION_UNREADABLE: 409,
  STAT_OUT_OF_RANGE: 409,
  IDEMPOTENCY_KEY_REUSED: 409,
  IDEMPOTENCY_ANSWER_DELETED: 409,
  SESSION_WITHOUT_KEY: 409,
  NO_SESSION: 409,
  SECRETS_DISABLED: 409,
  SECRET_UNAVAILABLE: 409,
  PROFILE_RUNNING: 409,
  FILE_UNUSABLE: 409,
  PRECONDITION_FAILED: 412,
  PAYLOAD_TOO_LARGE: 413,
  WORKSPACE_FULL: 413,
  EXECUTION_MEMORY_LIMIT: 413,
  ROW_TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  ENCODED_UPLOAD: 415,
  RANGE_NOT_SATISFIABLE: 416,
  VALIDATION_FAILED: 422,
  WEBHOOK_EXPRESSION_FAILED: 422,
  QUEUE_FULL: 429,
  EVENT_BUFFER_FULL: 429,
  SCHEDULED_LIMIT: 429,
  MEMORY_CALLER_LIMIT: 429,
  RATE_LIMITED: 429,
  TOO_MANY_STREAMS: 429,
  HEADERS_TOO_LARGE: 431,
  INTERNAL: 500,
  METHOD_NOT_IMPLEMENTED: 501,
  WEBHOOK_SCRIPT_FAILED: 502,
  MEMORY_LIMIT: 503,
  DATABASE_FULL: 503,
  DATABASE_UNAVAILABLE: 503,
  ORCHESTRATOR_UNAVAILABLE: 503,
  SHUTTING_DOWN: 503,
  STANDBY: 503,
  NOT_READY: 503,
  WEBHOOK_SCRIPT_TIMED_OUT: 504,
  DISK_FULL: 507,
} as const

export type ErrorCode = keyof typeof errorStatus

export const isErrorCode = (text: string): text is ErrorCode => Object.hasOwn(errorStatus, text)

/** One problem of the input; `path` is dotted (`nodes.3.parameters.url`), empty for the whole input. */
export interface Problem {
  readonly path: string
  readonly code: string
  /** Without a message the HTTP layer makes one from the code and the values. */
  readonly message?: string
  readonly values?: Readonly<Record<string, string | number>>
  /** The correct name that was most likely meant, which the message then suggests. */
  readonly meant?: string | undefined
  /** The issue of a schema and the value that it rejects, from which the HTTP layer makes translated messages. */
  readonly found?: { readonly issue: z.core.$ZodIssue; readonly input: unknown }
}

export interface AppErrorOptions {
  /** Ids, names and limits for the message. They reach the client: no secrets. */
  readonly values?: Readonly<Record<string, string | number>>
  /** The correct name that was most likely meant, which the message then suggests. */
  readonly meant?: string | undefined
  readonly details?: readonly Problem[]
  readonly headers?: Readonly<Record<string, string>>
  readonly cause?: unknown
}

/**
 * An expected failure. Thrown anywhere below the routes, it becomes an error envelope in the HTTP layer, which
 * translates the code into a message; `cause` is logged and never sent.
 */
export class AppError extends Error {
  readonly code: ErrorCode
  readonly values: Readonly<Record<string, string | number>>
  readonly meant: string | undefined
  readonly details: readonly Problem[] | undefined
  readonly headers: Readonly<Record<string, string>>

  constructor(code: ErrorCode, { values = {}, meant, details, headers = {}, cause }: AppErrorOptions = {}) {
    super(`${code} ${JSON.stringify(values)}`, { cause })
    this.name = 'AppError'
    this.code = code
    this.values = values
    this.meant = meant
    this.details = details
    this.headers = headers
  }
}

/** An error for invalid input. */
export const validationFailed = (details: readonly Problem[]): AppError =>
  new AppError('VALIDATION_FAILED', { details })

/** The refusal for which no token was left; `rateLimit` is the setting or field that was met, for the message. */
export const rateLimited = (rateLimit: string, { waitMs }: Pick<Taken, 'waitMs'>): AppError =>
  new AppError('RATE_LIMITED', {
    values: { rateLimit },
    headers: { 'Retry-After': String(wholeSeconds(waitMs)) },
  })
