import type { IncomingMessage } from 'node:http'
import { isIP } from 'node:net'
import proxyAddr from 'proxy-addr'
import type { Stage } from './stages.ts'

// A dual-stack socket writes IPv4 addresses as IPv6; one client must not have two spellings.
const plain = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, '')

/** The nearest address that is not one of the proxies. */
const nearestTo = (trustedProxies: readonly string[]) => {
  if (trustedProxies.length === 0) return () => undefined
  const isTrusted = proxyAddr.compile([...trustedProxies])
  return (incoming: IncomingMessage) => {
    const address = proxyAddr(incoming, isTrusted)
    // A trusted proxy may still pass on a forged header that holds no address.
    return isIP(address) ? address : undefined
  }
}

/** Who sent a request, past the `trustedProxies` (addresses, CIDR blocks, or names like `loopback`). */
export const clientIp = (trustedProxies: readonly string[]): Stage => {
  const nearest = nearestTo(trustedProxies)
  return (c) => {
    const incoming = c.env?.incoming
    const address = incoming && (nearest(incoming) ?? incoming.socket.remoteAddress)
    c.set('clientIp', address === undefined ? null : plain(address))
  }
}
