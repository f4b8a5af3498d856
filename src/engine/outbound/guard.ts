import type { LookupAddress } from 'node:dns'
import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { type HostRule, parseHostRule } from '../../lib/net/host-rule.ts'
import { isPublicAddress } from '../../lib/net/public-address.ts'
import { NodeError } from '../errors.ts'

export interface Target {
  /** Without the brackets of an IPv6 address. */
  readonly hostname: string
  readonly port: number
  /** As messages name it. */
  readonly host: string
}

/** The addresses that may be connected to for a target; rejects with a `NodeError` when it must not be reached. */
export type AddressGuard = (target: Target) => Promise<readonly LookupAddress[]>

type Resolve = (hostname: string) => Promise<readonly LookupAddress[]>

export interface GuardOptions {
  /** Rules in the syntax of `parseHostRule` for destinations that are allowed although they are not public. */
  readonly allow: readonly string[]
  /** Resolves a name to all of its addresses; by default with the resolver of the system. */
  readonly resolve?: Resolve
}

/**
 * Lets only addresses pass that are public or allowed. All addresses of a name must be, else it is refused with
 * `HTTP_ADDRESS_REFUSED`. Whoever connects must use these addresses and no others, so that a name which resolves
 * differently a moment later gains nothing (DNS rebinding).
 */
export const guardAddresses = ({ allow, resolve = resolveName }: GuardOptions): AddressGuard => {
  const rules = allow.flatMap((text) => parseHostRule(text) ?? [])
  return async (target) => {
    const addresses = await addressesOf(target, resolve)
    if (addresses.every(({ address }) => mayReach(target, address, rules))) return addresses
    throw refused(target)
  }
}

const resolveName: Resolve = (hostname) => lookup(hostname, { all: true })

const addressesOf = async ({ hostname }: Target, resolve: Resolve): Promise<readonly LookupAddress[]> => {
  const family = isIP(hostname)
  return family === 0 ? resolve(hostname) : [{ address: hostname, family }]
}

const mayReach = ({ hostname, port }: Target, address: string, rules: readonly HostRule[]): boolean =>
  isPublicAddress(address) || rules.some((isAllowed) => isAllowed({ hostname, port, address }))

// The message omits the resolved addresses, which would show script authors the inside of the network.
const refused = ({ host }: Target) => {
  const message = `${host} is not a public address. HTTP_NODE_ALLOW lists other addresses that may be reached.`
  return new NodeError('HTTP_ADDRESS_REFUSED', message, { retryable: false })
}
