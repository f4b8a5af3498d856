import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { getRequestListener } from '@hono/node-server'
import { httpUrl } from '../../lib/net/network.ts'
import { startBodyTimeout } from './body-timeout.ts'
import { answerClientError, answerConnect, answerRequestError } from './client-error.ts'
import { Connections } from './connections.ts'
import { beforeBodyIsRead, sendContinue } from './continue.ts'
import { DEFAULT_LIMITS, type ServerLimits, toServerOptions } from './limits.ts'

export interface App {
  readonly fetch: Parameters<typeof getRequestListener>[0]
}

export interface Address {
  readonly host: string
  /** 0 picks a free port. */
  readonly port: number
}

export interface RunningServer {
  readonly url: string
  /** The number of requests that wait for admission. */
  waiting(): number
  /** Stops accepting, lets running requests finish, and closes the remaining connections after `deadlineMs`. */
  close(deadlineMs: number): Promise<void>
}

const createClose = (server: Server, connections: Connections) => async (deadlineMs: number) => {
  const closed = once(server, 'close')
  server.close()
  connections.closeAfterAnswers()
  const deadline = new AbortController()
  const late = delay(deadlineMs, undefined, { signal: deadline.signal }).then(
    () => server.closeAllConnections(),
    () => undefined,
  )
  await closed
  deadline.abort()
  await late
}

const urlOf = (server: Server, host: string): string => {
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : ''
  return httpUrl(host, port)
}

const lateBody = () =>
  Object.assign(new Error('the request did not arrive in time'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' })

const serveOn = (server: Server, app: App, limits: ServerLimits): Connections => {
  const connections = new Connections(server, limits)
  const answer = getRequestListener(app.fetch, { errorHandler: answerRequestError })
  const serve: RequestListener = (request, response) => {
    startBodyTimeout(request, limits.requestMs, () => server.emit('clientError', lateBody(), request.socket))
    connections.begin(request, response, () => answer(request, response))
  }
  server.on('request', serve)
  server.on('checkContinue', (request, response) => {
    if (Number(request.headers['content-length'] ?? 0) <= limits.bodyBytes)
      beforeBodyIsRead(request, () => sendContinue(response))
    serve(request, response)
  })
  // Other expectations may be ignored (RFC 9110).
  server.on('checkExpectation', serve)
  server.on('connect', (_request, socket) => answerConnect(socket))
  server.on('clientError', (error, socket) => {
    if (connections.isAnswering(socket)) socket.destroy()
    else answerClientError(error, socket)
  })
  return connections
}

/** Serves `app` on the address; rejects when the address cannot be used. */
export const listen = async (
  app: App,
  { host, port }: Address,
  limits: Partial<ServerLimits> = {},
): Promise<RunningServer> => {
  const all = { ...DEFAULT_LIMITS, ...limits }
  const server = createServer(toServerOptions(all))
  const connections = serveOn(server, app, all)
  server.listen(port, host)
  await once(server, 'listening')
  return {
    url: urlOf(server, host),
    waiting: () => connections.waiting,
    close: createClose(server, connections),
  }
}
