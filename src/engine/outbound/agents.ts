import http from 'node:http'
import https from 'node:https'
import { connect, isIP, type LookupFunction } from 'node:net'
import type { Duplex } from 'node:stream'
import type { AddressGuard } from './guard.ts'

/** How long a connection is kept for a further request, unless its server says less. */
const KEEP_MS = 4000
/** Kept connections to each server. */
const MAX_KEPT = 32

/** Open the connections of requests, each to an address that the guard has checked. */
export interface Agents {
  /** Keep connections for further requests. */
  readonly keeping: AgentPair
  /** Open a connection for each request. */
  readonly single: AgentPair
  close(): void
}

/** By the protocol of a URL. */
type AgentPair = Readonly<Record<'http:' | 'https:', http.Agent>>

export const createAgents = (guard: AddressGuard): Agents => {
  const keeping = pairOf(guard, { keepAlive: true, timeout: KEEP_MS, maxFreeSockets: MAX_KEPT })
  const single = pairOf(guard, {})
  const all = [keeping, single].flatMap((pair) => Object.values(pair))
  return {
    keeping,
    single,
    close: () => {
      for (const agent of all) agent.destroy()
    },
  }
}

const pairOf = (guard: AddressGuard, options: https.AgentOptions): AgentPair => ({
  'http:': new GuardedAgent(guard, options),
  'https:': new GuardedTlsAgent(guard, options),
})

type Options = https.RequestOptions
type Done = (error: Error | null, socket?: Duplex) => void

class GuardedAgent extends http.Agent {
  readonly #guard: AddressGuard

  constructor(guard: AddressGuard, options: http.AgentOptions) {
    super(options)
    this.#guard = guard
  }

  override createConnection(options: Options, done: Done): undefined {
    const open = ({ host, port, lookup }: Pinned) => connect({ host, port, lookup, noDelay: true })
    connectGuarded({ ...options, defaultPort: 80 }, this.#guard, open).then(
      (socket) => done(null, socket),
      done,
    )
  }
}

class GuardedTlsAgent extends https.Agent {
  readonly #guard: AddressGuard

  constructor(guard: AddressGuard, options: https.AgentOptions) {
    super(options)
    this.#guard = guard
  }

  override createConnection(options: Options, done: Done): undefined {
    const open = (pinned: Pinned) => super.createConnection({ ...options, ...pinned })
    connectGuarded({ ...options, defaultPort: 443 }, this.#guard, open).then(
      (socket) => done(null, socket ?? undefined),
      done,
    )
  }
}

/** Where to connect to, and to nowhere else. */
interface Pinned {
  readonly host: string
  readonly port: number
  readonly lookup: LookupFunction
}

const connectGuarded = async <T>(
  { host: hostname, ...options }: Options,
  guard: AddressGuard,
  open: (pinned: Pinned) => T,
): Promise<T> => {
  const host = hostname ?? ''
  const port = Number(options.port)
  const name = isIP(host) === 6 ? `[${host}]` : host
  const isUsualPort = port === Number(options.defaultPort)
  const addresses = await guard({ hostname: host, port, host: isUsualPort ? name : `${name}:${port}` })
  const [first] = addresses
  const lookup: LookupFunction = (_hostname, { all }, found) => {
    if (all) found(null, [...addresses])
    else found(null, first?.address ?? '', first?.family)
  }
  // A host that is an address is not looked up.
  return open({ host: first && isIP(host) ? first.address : host, port, lookup })
}
