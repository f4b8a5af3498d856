import { errors } from 'undici'
import { NodeError } from '../errors.ts'

/** Codes of zlib, Brotli and Zstandard, and for response headers that are too large. */
const UNREADABLE = /^(Z_|ERR__|ZSTD_)|^UND_ERR_HEADERS_OVERFLOW$/
/** Codes for requests that cannot be sent, or whose redirects lead to something other than HTTP. */
const UNSENDABLE: ReadonlySet<string> = new Set([
  'UND_ERR_INVALID_ARG',
  'UND_ERR_NOT_SUPPORTED',
  'UND_ERR_REQ_CONTENT_LENGTH_MISMATCH',
  'ERR_INVALID_URL',
])

export interface Exchange {
  /** With its port but without credentials, so that messages may contain it. */
  readonly host: string
  readonly signal: AbortSignal
  readonly timeout: AbortSignal
}

/** An error of undici, Node or zlib as a failure that scripts can rely on. */
export const httpFailure = (error: unknown, { host, timeout }: Exchange): NodeError => {
  if (error instanceof NodeError) return error
  const cause = error instanceof Error ? error : new Error(String(error))
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : ''
  if (timeout.aborted || code === 'UND_ERR_CONNECT_TIMEOUT') {
    return new NodeError('HTTP_TIMEOUT', `${host} did not answer in time.`, { cause })
  }
  if (code === 'UND_ERR_REDIRECT_MAX' || cause.message.startsWith('Redirect loop')) {
    return new NodeError('HTTP_REDIRECTS', `${host} redirects too often.`, { retryable: false, cause })
  }
  if (UNSENDABLE.has(code)) {
    const message = `The request to ${host} cannot be sent: ${cause.message}.`
    return new NodeError('HTTP_REQUEST', message, { retryable: false, cause })
  }
  if (code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE') {
    return new NodeError('HTTP_RESPONSE_TOO_LARGE', `The response of ${host} is too large.`, {
      retryable: false,
      cause,
    })
  }
  if (cause instanceof errors.HTTPParserError || UNREADABLE.test(code)) {
    return new NodeError('HTTP_RESPONSE', `The response of ${host} cannot be read.`, { cause })
  }
  const reason = code ? ` (${code})` : ''
  return new NodeError('HTTP_CONNECT', `The connection to ${host} failed${reason}.`, { cause })
}
