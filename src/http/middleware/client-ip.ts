import { isIP } from 'node:net'
import type { HttpBindings } from '@hono/node-server'
import { createMiddleware } from 'hono/factory'
import proxyAddr from 'proxy-addr'

export interface ClientIpVariables {
  /** Null when the request did not come through a socket. */
  clientIp: string | null
}

export interface ClientIpEnv {
  Bindings: Partial<HttpBindings>
  Variables: ClientIpVariables
}

// A dual-stack socket writes IPv4 addresses as IPv6; one client must not have two spellings.
const plain = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, '')

/** The nearest address that is not one of the `trustedProxies` (addresses, CIDR blocks, or names like `loopback`). */
export const clientIp = (trustedProxies: readonly string[]) => {
  const isTrusted = proxyAddr.compile([...trustedProxies])
  return createMiddleware<ClientIpEnv>(async function clientIp(c, next) {
    const incoming = c.env?.incoming
    const peer = incoming?.socket.remoteAddress
    // A trusted proxy may still pass on a forged header that holds no address.
    const nearest = incoming && proxyAddr(incoming, isTrusted)
    const address = nearest && isIP(nearest) ? nearest : peer
    c.set('clientIp', address === undefined ? null : plain(address))
    await next()
  })
}
