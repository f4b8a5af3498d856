import http from 'node:http'
import https from 'node:https'
import { connect, isIP, type LookupFunction } from 'node:net'
import type { Duplex } from 'node:stream'
import { createSecureContext, getCACertificates, type SecureContext } from 'node:tls'
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

/** @param authorities certificates in PEM that are trusted in addition to those of Node */
export const createAgents = (guard: AddressGuard, authorities: readonly string[]): Agents => {
  const opening = { guard, secureContext: secureContextWith(authorities) }
  const keeping = pairOf(opening, { keepAlive: true, timeout: KEEP_MS, maxFreeSockets: MAX_KEPT })
  const single = pairOf(opening, {})
  const all = [keeping, single].flatMap((pair) => Object.values(pair))
  return {
    keeping,
    single,
    close: () => {
      for (const agent of all) agent.destroy()
    },
  }
}

interface Opening {
  readonly guard: AddressGuard
  /** Node's own when missing. */
  readonly secureContext: SecureContext | undefined
}

// One for all connections, as it takes long to read all certificates.
const secureContextWith = (authorities: readonly string[]): SecureContext | undefined =>
  authorities.length === 0
    ? undefined
    : createSecureContext({ ca: [...getCACertificates('default'), ...authorities] })

const pairOf = (opening: Opening, options: http.AgentOptions): AgentPair => ({
  'http:': new GuardedAgent(opening, options),
  'https:': new GuardedTlsAgent(opening, options),
})

type Options = https.RequestOptions
type Done = (error: Error | null, socket?: Duplex) => void

class GuardedAgent extends http.Agent {
  readonly #guard: AddressGuard

  constructor({ guard }: Opening, options: http.AgentOptions) {
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
  readonly #opening: Opening

  constructor(opening: Opening, options: https.AgentOptions) {
    super(options)
    this.#opening = opening
  }

  override createConnection(options: Options, done: Done): undefined {
    const { guard, secureContext } = this.#opening
    const secured = { ...options, ...(secureContext && { secureContext }) }
    const open = (pinned: Pinned) => super.createConnection({ ...secured, ...pinned })
    connectGuarded({ ...options, defaultPort: 443 }, guard, open).then(
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
