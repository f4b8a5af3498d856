import { randomUUID } from 'node:crypto'
import { STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { type ErrorCode, errorStatus } from '../lib/errors.ts'
import { failure } from './envelope.ts'
import { say } from './messages.ts'

const codes: Readonly<Record<string, ErrorCode>> = {
  HPE_HEADER_OVERFLOW: 'HEADERS_TOO_LARGE',
  ERR_HTTP_REQUEST_TIMEOUT: 'REQUEST_TIMEOUT',
}

/** Answers what never became a request, in the same envelope as everything else, and ends the connection. */
export const answerClientError = (error: NodeJS.ErrnoException, socket: Duplex): void => {
  const { code: reason = '' } = error
  if (reason === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const code = codes[reason] ?? 'MALFORMED_REQUEST'
  const requestId = randomUUID()
  const body = JSON.stringify(failure({ code, message: say('en', code), requestId }))
  socket.end(
    [
      `HTTP/1.1 ${errorStatus[code]} ${STATUS_CODES[errorStatus[code]]}`,
      'Content-Type: application/json',
      `Content-Length: ${Buffer.byteLength(body)}`,
      `X-Request-Id: ${requestId}`,
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
  )
}
