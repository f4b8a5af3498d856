import createClient, { type Client } from 'openapi-fetch'
import type { components, paths } from '../../../examples/client/api.d.ts'
import type { Preferences } from './preferences.ts'
import type { Session } from './session.ts'

export type Schemas = components['schemas']
export type Api = Client<paths>
export type ErrorBody = Schemas['ErrorResponse']

/** A request that the server refused, or that did not reach it. */
export class ApiError extends Error {
  /** Such as `SCRIPT_NOT_FOUND`; `UNREACHABLE` when there was no answer. */
  readonly code: string
  readonly status: number
  readonly details: readonly Schemas['ErrorDetail'][]

  constructor(
    message: string,
    code: string,
    status: number,
    details: readonly Schemas['ErrorDetail'][] = [],
  ) {
    super(message)
    this.name = 'ApiError'
    this.code = code
    this.status = status
    this.details = details
  }
}

/** The address that all requests are relative to: the page may be served below any path. */
export const apiBase = (page: string): string => new URL('..', page).href.replace(/\/$/, '')

export type Send = (request: Request) => Promise<Response>

/** Sends requests with the key of the session; one that lacks it is sent again after the log-in. */
export const createSend =
  (session: Session, { locale }: Preferences, send: Send): Send =>
  async (request) => {
    const attempt = () => {
      const copy = request.clone()
      copy.headers.set('Accept-Language', locale.value)
      if (session.key !== undefined) copy.headers.set('Authorization', `Bearer ${session.key}`)
      return send(copy)
    }
    let response = await attempt()
    while (response.status === 401 && !request.signal.aborted) {
      if (!(await session.demand())) return response
      response = await attempt()
    }
    return response
  }

export const createApi = (baseUrl: string, send: Send): Api => createClient<paths>({ baseUrl, fetch: send })

interface Answer<T> {
  readonly data?: T
  readonly error?: unknown
  readonly response: Response
}

const isErrorBody = (value: unknown): value is ErrorBody =>
  typeof value === 'object' && value !== null && 'error_code' in value && 'message' in value

const toApiError = (error: unknown, { status, statusText }: Response): ApiError =>
  isErrorBody(error)
    ? new ApiError(error.message, error.error_code, status, error.details)
    : new ApiError(`${status} ${statusText}`, 'UNEXPECTED_ANSWER', status)

/** The body of a successful answer. @throws ApiError for every other */
export const ask = async <T>(request: Promise<Answer<T>>): Promise<T> => {
  let answer: Answer<T>
  try {
    answer = await request
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause
    throw new ApiError('The server cannot be reached.', 'UNREACHABLE', 0)
  }
  if (answer.data === undefined) throw toApiError(answer.error, answer.response)
  return answer.data
}
