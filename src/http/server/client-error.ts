import { randomUUID } from 'node:crypto'
import { METHODS, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { RequestError } from '@hono/node-server'
import { errorStatus } from '../../domain/errors.ts'
import { errorTexts } from '../messages/error-texts.ts'
import { type TextValues, translate } from '../messages/text.ts'
import { failure } from '../response/error-body.ts'
import { securityHeaders } from '../response/security-headers.ts'

type RefusalCode = keyof typeof errorTexts

const codes: Readonly<Record<string, RefusalCode>> = {
  HPE_HEADER_OVERFLOW: 'HEADERS_TOO_LARGE',
  ERR_HTTP_REQUEST_TIMEOUT: 'REQUEST_TIMEOUT',
}

// How long a client may take to close its side of an ended connection.
const LINGER_MS = 1000

/** What the parser had received when it gave up. */
interface ParserError extends NodeJS.ErrnoException {
  readonly rawPacket?: Buffer
}

const REQUEST_LINE = /^([!#$%&'*+.^_`|~\w-]{1,100}) \S+ HTTP\/1\.[01]\r?\n/

/**
 * The method of a well-formed request whose method is unknown. Other bytes, such as those of TLS, are none; a known
 * method in lower case is malformed.
 */
const unknownMethod = ({ code, rawPacket }: ParserError): string | undefined => {
  if (code !== 'HPE_INVALID_METHOD') return undefined
  const method = REQUEST_LINE.exec(rawPacket?.toString('latin1') ?? '')?.[1]
  return method !== undefined && METHODS.includes(method.toUpperCase()) ? undefined : method
}

interface Refusal {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

const refusalOf = (code: RefusalCode, values?: TextValues): Refusal => {
  const requestId = randomUUID()
  return {
    status: errorStatus[code],
    headers: {
      'Content-Type': 'application/json',
      'X-Request-Id': requestId,
      Connection: 'close',
      ...securityHeaders,
    },
    body: JSON.stringify(failure({ code, message: translate(errorTexts[code], 'en', values), requestId })),
  }
}

/** Answers in the envelope of the application, and ends the connection. */
const end = (socket: Duplex, { status, headers, body }: Refusal): void => {
  const all = { ...headers, 'Content-Length': Buffer.byteLength(body) }
  const head = Object.entries(all).map(([name, value]) => `${name}: ${value}`)
  socket.end([`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...head, '', body].join('\r\n'))
  setTimeout(() => socket.destroy(), LINGER_MS).unref()
}

/** Answers bytes that Node could not parse as a request in time. */
export const answerClientError = (error: ParserError, socket: Duplex): void => {
  const { code: reason = '' } = error
  const method = unknownMethod(error)
  if (reason === 'ECONNRESET' || !socket.writable) socket.destroy()
  else if (method !== undefined) end(socket, refusalOf('METHOD_NOT_IMPLEMENTED', { method }))
  else end(socket, refusalOf(codes[reason] ?? 'MALFORMED_REQUEST'))
}

/** Refuses CONNECT, which only a proxy supports. */
export const answerConnect = (socket: Duplex): void => {
  const { headers, ...refusal } = refusalOf('METHOD_NOT_ALLOWED', { method: 'CONNECT' })
  end(socket, { ...refusal, headers: { ...headers, Allow: '' } })
}

/** Answers a request without a usable address: its `Host` is missing, repeated or malformed. */
export const answerRequestError = (error: unknown): Response => {
  const { body, ...head } = refusalOf(error instanceof RequestError ? 'MALFORMED_REQUEST' : 'INTERNAL')
  return new Response(body, head)
}
