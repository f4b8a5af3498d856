import { NodeError } from '../errors.ts'
import { MAX_HEAD_BYTES } from './response-head.ts'

/** Codes of the HTTP parser, zlib, Brotli and Zstandard. */
const UNREADABLE = /^(HPE_|Z_|ERR__|ZSTD_)/

/** Codes for certificates whose authority is not known. */
const UNTRUSTED: ReadonlySet<string> = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
])

/** What it means that a connection fails with a code. */
const ADVICE: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'Its certificate has expired.',
  EAI_AGAIN: 'Its name could not be looked up.',
  ECONNREFUSED: 'No server listens there.',
  ECONNRESET: 'It was closed before the whole response had arrived.',
  ENOTFOUND: 'There is no host with this name.',
  EPROTO: 'The server may not use TLS there: is http: meant?',
  ERR_SSL_WRONG_VERSION_NUMBER: 'The server does not use TLS there: is http: meant?',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'The server does not use TLS there: is http: meant?',
  ERR_TLS_CERT_ALTNAME_INVALID: 'Its certificate is for another host.',
}

export interface Exchange {
  /** With its port but without credentials, so that messages may contain it. */
  readonly host: string
  readonly timeout: AbortSignal
  readonly timeoutMs: number
}

/** An error of Node or zlib as a failure that scripts can rely on. */
export const httpFailure = (error: unknown, { host, timeout, timeoutMs }: Exchange): NodeError => {
  if (error instanceof NodeError) return error
  const cause = error instanceof Error ? error : new Error(String(error))
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : ''
  if (timeout.aborted) {
    const message = `${host} did not answer within ${timeoutMs} ms (\`timeout_ms\`, or else HTTP_NODE_TIMEOUT_MS).`
    return new NodeError('HTTP_TIMEOUT', message, { cause })
  }
  if (UNREADABLE.test(code)) {
    const reason = code.startsWith('HPE_')
      ? notHttp(cause, code)
      : `its body does not match its \`content-encoding\` (${code})`
    return new NodeError('HTTP_RESPONSE', `The response of ${host} cannot be read: ${reason}.`, { cause })
  }
  if (UNTRUSTED.has(code)) {
    const message = `The certificate of ${host} is not from a known authority (${code}). EXTRA_CA_CERTS adds authorities.`
    return new NodeError('HTTP_CONNECT', message, { retryable: false, cause })
  }
  const reason = code ? ` (${code})` : ''
  const advice = Object.hasOwn(ADVICE, code) ? ` ${ADVICE[code]}` : ''
  return new NodeError('HTTP_CONNECT', `The connection to ${host} failed${reason}.${advice}`, { cause })
}

const notHttp = (cause: Error, code: string): string => {
  if (code === 'HPE_HEADER_OVERFLOW') return `its headers are larger than ${MAX_HEAD_BYTES} bytes`
  // Texts of the parser are fixed, and contain nothing of the response.
  const reason = 'reason' in cause && typeof cause.reason === 'string' ? `: ${cause.reason}` : ''
  return `it is not valid HTTP (${code}${reason})`
}

export const unsendable = (host: string, reason: string): NodeError =>
  new NodeError('HTTP_REQUEST', `The request to ${host} cannot be sent: ${reason}.`, { retryable: false })
