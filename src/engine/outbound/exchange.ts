import { addAbortListener } from 'node:events'
import http from 'node:http'
import https from 'node:https'
import { pipeline } from 'node:stream/promises'
import { NodeError } from '../errors.ts'
import type { RequestBody } from '../ports.ts'
import type { Agents } from './agents.ts'
import { unsendable } from './failure.ts'
import type { SentHeaders } from './headers.ts'
import { MAX_HEAD_BYTES, tolerateNextHead } from './response-head.ts'

/** One request of an exchange, which has several when it is redirected. */
export interface Hop {
  readonly url: URL
  /** Path and query as they are sent. */
  readonly target: string
  readonly method: string
  readonly headers: SentHeaders
  /** Names of those that only the first origin gets. */
  readonly credentials: readonly string[]
  readonly body: RequestBody | undefined
}

/** Methods that may be repeated when it is not known whether the server has seen the request. */
const REPEATABLE = new Set(['GET', 'HEAD'])
const CLOSED = new Set<unknown>(['ECONNRESET', 'ECONNABORTED', 'EPIPE'])

/**
 * Sends a request and resolves with its response as soon as its headers are there. A server may close a kept connection
 * in the moment in which it is used again: then the request goes to a new one.
 */
export const exchange = async (
  hop: Hop,
  agents: Agents,
  stop: AbortSignal,
): Promise<http.IncomingMessage> => {
  const { request, response } = begin(hop, agents.keeping, stop)
  try {
    return await response
  } catch (error) {
    const isClosed = error instanceof Error && 'code' in error && CLOSED.has(error.code)
    if (!isClosed || !request.reusedSocket || !REPEATABLE.has(hop.method)) throw error
    return begin(hop, agents.single, stop).response
  }
}

const begin = (hop: Hop, agents: Agents['keeping'], signal: AbortSignal) => {
  const { url, target, method, body } = hop
  const isSecure = url.protocol === 'https:'
  const request = (isSecure ? https : http).request({
    protocol: url.protocol,
    hostname: url.hostname.replaceAll(/^\[|\]$/g, ''),
    port: url.port,
    path: target,
    method,
    headers: { ...hop.headers, ...lengthOf(hop) },
    agent: agents[isSecure ? 'https:' : 'http:'],
    maxHeaderSize: MAX_HEAD_BYTES,
    signal,
  })
  request.on('socket', tolerateNextHead)
  const response = new Promise<http.IncomingMessage>((resolve, reject) => {
    request.on('response', (received) => {
      const { statusCode = 0 } = received
      if (statusCode < 200) {
        request.destroy()
        return reject(unexpectedStatus(url, statusCode))
      }
      // A server may answer without having read the body.
      received.on('close', () => request.writableFinished || request.destroy())
      // What is wrong with a body would otherwise look like a lost connection.
      request.on('error', (error) => received.complete || received.destroy(error))
      resolve(received)
    })
    request.on('error', reject)
    // The request itself ends only when it has a socket, for which a name may have to be looked up for long.
    const listening = addAbortListener(signal, () => reject(signal.reason))
    request.on('close', () => listening[Symbol.dispose]())
    send(request, body).catch(reject)
    request.on('upgrade', ({ statusCode }, socket) => {
      socket.destroy()
      reject(unexpectedStatus(url, statusCode))
    })
  })
  return { request, response }
}

const unexpectedStatus = ({ host }: URL, status: number | undefined): NodeError =>
  new NodeError(
    'HTTP_RESPONSE',
    status === 101
      ? `${host} answered 101, which the request did not ask for.`
      : `${host} answered with the status ${String(status).padStart(3, '0')}, which HTTP does not have.`,
  )

const send = async (request: http.ClientRequest, body: RequestBody | undefined): Promise<void> => {
  if (typeof body === 'object') return pipeline(body.chunks(), request)
  // With a text, Node would write the headers in its encoding, too.
  request.end(body === undefined ? undefined : Buffer.from(body))
}

const sizeOf = (body: RequestBody): number => (typeof body === 'string' ? Buffer.byteLength(body) : body.size)

/** Node sends a length only for some methods; without one, a server would wait for a body or ignore it. */
const lengthOf = ({ url, method, headers, body }: Hop): SentHeaders => {
  const length = body === undefined ? undefined : String(sizeOf(body))
  const own = headers['content-length']
  // Another length would make part of the body the next request on the connection.
  if (own !== undefined && own !== (length ?? '0')) {
    throw unsendable(url.host, '`content-length` is not the length of the body')
  }
  if (length !== undefined) return { 'content-length': length }
  return /^(?:POST|PUT|PATCH)$/.test(method) ? { 'content-length': '0' } : {}
}
