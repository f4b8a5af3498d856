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
  /** What may be reached although it is not public, as `parseHostRule` reads it. */
  readonly allow: readonly string[]
  /** All addresses of a name; by default those that the machine knows. */
  readonly resolve?: Resolve
  /** Makes what opens a connection to one of these addresses and to no other. */
  readonly connectTo?: (addresses: readonly LookupAddress[]) => buildConnector.connector
}

/**
 * Opens connections only to addresses that are public or named by `allow`, and to exactly those that were looked at:
 * a name that resolves otherwise a moment later makes no difference. All addresses of a name must be such ones, else
 * it fails with `HTTP_ADDRESS_REFUSED`.
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

// What the name resolved to is not told: it would show the inside of the network to whoever writes a script.
const refused = ({ host, hostname }: Target) => {
  const message = `${host ?? hostname} is not a public address, and not one that is allowed.`
  return new NodeError('HTTP_ADDRESS_REFUSED', message, { retryable: false })
}

const connectToOneOf = (addresses: readonly LookupAddress[]): buildConnector.connector => {
  const answer: LookupFunction = (_hostname, { all }, done) => {
    const [first] = addresses
    if (all) done(null, [...addresses])
    else done(null, first?.address ?? '', first?.family)
  }
  // There is a connector for each connection, which has no session to take up again.
  return buildConnector({ lookup: answer, maxCachedSessions: 0 })
}
