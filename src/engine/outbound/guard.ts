import type { LookupAddress } from 'node:dns'
import { lookup } from 'node:dns/promises'
import { isIP, type LookupFunction } from 'node:net'
import { buildConnector } from 'undici'
import { type HostRule, parseHostRule } from '../../lib/net/host-rule.ts'
import { isPublicAddress } from '../../lib/net/public-address.ts'
import { NodeError } from '../errors.ts'

type Target = Pick<buildConnector.Options, 'hostname' | 'host' | 'port' | 'protocol'>

type Resolve = (hostname: string) => Promise<readonly LookupAddress[]>

export interface GuardOptions {
  /** Rules in the syntax of `parseHostRule` for destinations that are allowed although they are not public. */
  readonly allow: readonly string[]
  /** Resolves a name to all of its addresses; by default with the resolver of the system. */
  readonly resolve?: Resolve
  /** A connector that connects to one of these addresses and to no other. */
  readonly connectTo?: (addresses: readonly LookupAddress[]) => buildConnector.connector
}

/**
 * Connects only to addresses that are public or allowed, and only to those that were checked, so that a name which
 * resolves differently a moment later gains nothing (DNS rebinding). All addresses of a name must pass, else the
 * connection fails with `HTTP_ADDRESS_REFUSED`.
 */
export const guardedConnect = ({
  allow,
  resolve = resolveName,
  connectTo = connectToOneOf,
}: GuardOptions): buildConnector.connector => {
  const rules = allow.flatMap((text) => parseHostRule(text) ?? [])
  const open = async (target: Target) => {
    const addresses = await addressesOf(target, resolve)
    if (addresses.every(({ address }) => mayReach(target, address, rules))) return connectTo(addresses)
    throw refused(target)
  }
  return (target, done) => {
    open(target)
      .then((connect) => connect(target, done))
      .catch((error) => done(error, null))
  }
}

const resolveName: Resolve = (hostname) => lookup(hostname, { all: true })

const addressesOf = async ({ hostname }: Target, resolve: Resolve): Promise<readonly LookupAddress[]> => {
  const family = isIP(hostname)
  return family === 0 ? resolve(hostname) : [{ address: hostname, family }]
}

const mayReach = (
  { hostname, port, protocol }: Target,
  address: string,
  rules: readonly HostRule[],
): boolean => {
  if (isPublicAddress(address)) return true
  const destination = { hostname, port: Number(port || (protocol === 'https:' ? 443 : 80)), address }
  return rules.some((isAllowed) => isAllowed(destination))
}

// The message omits the resolved addresses, which would show script authors the inside of the network.
const refused = ({ host, hostname }: Target) => {
  const message = `${host ?? hostname} is not a public address, and it is not allowed by the configuration.`
  return new NodeError('HTTP_ADDRESS_REFUSED', message, { retryable: false })
}

const connectToOneOf = (addresses: readonly LookupAddress[]): buildConnector.connector => {
  const answer: LookupFunction = (_hostname, { all }, done) => {
    const [first] = addresses
    if (all) done(null, [...addresses])
    else done(null, first?.address ?? '', first?.family)
  }
  // Each connection has its own connector, so there are no TLS sessions to resume.
  return buildConnector({ lookup: answer, maxCachedSessions: 0 })
}
