import { randomUUID } from 'node:crypto'
import { STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { RequestError } from '@hono/node-server'
import { type ErrorCode, errorStatus } from '../lib/errors.ts'
import { failure } from './envelope.ts'
import { say } from './messages.ts'
import { securityHeaders } from './middleware/secure-headers.ts'

const codes: Readonly<Record<string, ErrorCode>> = {
  HPE_HEADER_OVERFLOW: 'HEADERS_TOO_LARGE',
  ERR_HTTP_REQUEST_TIMEOUT: 'REQUEST_TIMEOUT',
}

const answerTo = (code: ErrorCode) => {
  const requestId = randomUUID()
  const body = JSON.stringify(failure({ code, message: say('en', code), requestId }))
  const headers = { 'Content-Type': 'application/json', 'X-Request-Id': requestId, ...securityHeaders }
  return { status: errorStatus[code], headers, body }
}

/** Answers what never became a request, in the same envelope as everything else, and ends the connection. */
export const answerClientError = (error: NodeJS.ErrnoException, socket: Duplex): void => {
  const { code: reason = '' } = error
  if (reason === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const { status, headers, body } = answerTo(codes[reason] ?? 'MALFORMED_REQUEST')
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
  )
}

/** The answer to a request whose host and path are no address. */
export const answerRequestError = (error: unknown): Response => {
  const { body, ...init } = answerTo(error instanceof RequestError ? 'MALFORMED_REQUEST' : 'INTERNAL')
  return new Response(body, init)
}
