import type { ServerOptions } from 'node:http'

export interface ServerLimits {
  /** Open connections; beyond them the address with the most loses its longest idle one. */
  readonly connections: number
  /** Requests in progress at once; further ones are queued. */
  readonly active: number
  /** Paths of health checks, which are answered without waiting. */
  readonly probes: ReadonlySet<string>
  /** Pipelined requests per connection; a connection that exceeds this is closed. */
  readonly pipelined: number
  /** A client that expects `100-continue` for a larger body does not get it. */
  readonly bodyBytes: number
  /** Time for the headers of a request to arrive, in milliseconds. */
  readonly headMs: number
  /** Time for the body of a request to arrive, unless it is received as a stream. */
  readonly requestMs: number
  /** How long an idle connection is kept open. */
  readonly idleMs: number
  /** How long a connection may stall while a client does not read its answer. */
  readonly stallMs: number
}

export const DEFAULT_LIMITS: ServerLimits = {
  connections: 4096,
  // Enough concurrent writes to fill a large commit.
  active: 64,
  probes: new Set(['/healthz', '/readyz']),
  pipelined: 64,
  bodyBytes: Number.POSITIVE_INFINITY,
  headMs: 20_000,
  requestMs: 60_000,
  // Longer than the usual 60 s of load balancers, or they would send requests into connections being closed here.
  idleMs: 65_000,
  stallMs: 60_000,
}

export const toServerOptions = ({ headMs, idleMs }: ServerLimits): ServerOptions => ({
  headersTimeout: headMs,
  // Bodies have a timeout of ours.
  requestTimeout: 0,
  keepAliveTimeout: idleMs,
  // Node finds late requests only at these intervals.
  connectionsCheckingInterval: Math.ceil(headMs / 4),
  // The application answers a missing `Host` itself, and must see both values of a repeated header.
  requireHostHeader: false,
  optimizeEmptyRequests: true,
  joinDuplicateHeaders: true,
})
