import type { ServerOptions } from 'node:http'

export interface ServerLimits {
  /** Connections at once; who comes then is turned away. */
  readonly connections: number
  /** Requests of one connection that are answered at once; who sends more of them ahead is cut off. */
  readonly pipelined: number
  /** A client that announces a larger body is not told to go on with it. */
  readonly bodyBytes: number
  /** Time for the head of a request, in milliseconds. */
  readonly headMs: number
  /** Time for a whole request, with its body. */
  readonly requestMs: number
  /** How long a connection is kept without a request. */
  readonly idleMs: number
  /** How long an answer may wait for a client that does not take it. */
  readonly stallMs: number
}

export const DEFAULT_LIMITS: ServerLimits = {
  connections: 4096,
  pipelined: 64,
  bodyBytes: Number.POSITIVE_INFINITY,
  headMs: 20_000,
  requestMs: 60_000,
  // Above the 60 s after which load balancers close idle connections, so that none sends a request into a
  // connection that is being closed here.
  idleMs: 65_000,
  stallMs: 60_000,
}

export const toServerOptions = ({ headMs, requestMs, idleMs }: ServerLimits): ServerOptions => ({
  headersTimeout: headMs,
  requestTimeout: requestMs,
  keepAliveTimeout: idleMs,
  // What is late is only found by looking.
  connectionsCheckingInterval: Math.ceil(headMs / 4),
  // Told apart by the application, in its own words. A header that comes twice is seen as such and not cut in half.
  requireHostHeader: false,
  optimizeEmptyRequests: true,
  joinDuplicateHeaders: true,
})
