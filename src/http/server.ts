import { once } from 'node:events'
import { createServer, type Server, type ServerResponse } from 'node:http'
import { isIPv6 } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { getRequestListener } from '@hono/node-server'
import { answerClientError, answerRequestError } from './client-error.ts'

export interface App {
  readonly fetch: Parameters<typeof getRequestListener>[0]
}

export interface Address {
  readonly host: string
  /** 0 picks a free one. */
  readonly port: number
}

export interface RunningServer {
  readonly url: string
  /** Accepts nothing more and lets running requests finish; what still runs after `deadlineMs` is cut off. */
  close(deadlineMs: number): Promise<void>
}

// The keep-alive time is above the 60 s after which load balancers close idle connections,
// so that none sends a request into a connection that is being closed here.
const timeouts = { headersTimeout: 20_000, requestTimeout: 60_000, keepAliveTimeout: 65_000 }

const createClose = (server: Server, running: ReadonlySet<ServerResponse>) => async (deadlineMs: number) => {
  const closed = once(server, 'close')
  server.close()
  for (const response of running) if (!response.headersSent) response.setHeader('connection', 'close')
  const deadline = new AbortController()
  const late = delay(deadlineMs, undefined, { signal: deadline.signal }).then(
    () => server.closeAllConnections(),
    () => undefined,
  )
  await closed
  deadline.abort()
  await late
}

const track = (server: Server) => {
  const running = new Set<ServerResponse>()
  server.prependListener('request', (_request, response) => {
    running.add(response)
    if (!server.listening) response.setHeader('connection', 'close')
    response.once('close', () => {
      running.delete(response)
      // The connection counts as idle only after this event.
      if (!server.listening) setImmediate(() => server.closeIdleConnections())
    })
  })
  return running
}

const urlOf = (server: Server, host: string): string => {
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : ''
  return `http://${isIPv6(host) ? `[${host}]` : host}:${port}`
}

/** Serves `app` on the address; rejects when the address cannot be used. */
export const listen = async (app: App, { host, port }: Address): Promise<RunningServer> => {
  const listener = getRequestListener(app.fetch, { errorHandler: answerRequestError })
  const server = createServer(timeouts, listener)
  server.on('clientError', answerClientError)
  const running = track(server)
  server.listen(port, host)
  await once(server, 'listening')
  return { url: urlOf(server, host), close: createClose(server, running) }
}
