import type { IncomingMessage } from 'node:http'
import { isIP } from 'node:net'
import proxyAddr from 'proxy-addr'
import type { RequestHook } from './request-hook.ts'

// A dual-stack socket reports IPv4 addresses as IPv6; one client must not have two spellings.
const normalize = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, '')

/** Finds the nearest address that does not belong to a trusted proxy. */
const createLookup = (trustedProxies: readonly string[]) => {
  if (trustedProxies.length === 0) return () => undefined
  const isTrusted = proxyAddr.compile([...trustedProxies])
  return (incoming: IncomingMessage) => {
    const address = proxyAddr(incoming, isTrusted)
    // Even a trusted proxy may forward a forged header without an address.
    return isIP(address) ? address : undefined
  }
}

/** Finds the address of the client behind the `trustedProxies` (addresses, CIDR blocks, or names like `loopback`). */
export const clientIp = (trustedProxies: readonly string[]): RequestHook => {
  const lookUp = createLookup(trustedProxies)
  return (c) => {
    const incoming = c.env?.incoming
    const address = incoming && (lookUp(incoming) ?? incoming.socket.remoteAddress)
    c.set('clientIp', address === undefined ? null : normalize(address))
  }
}
