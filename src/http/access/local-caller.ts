import type { Context } from 'hono'
import { AppError } from '../../domain/errors.ts'
import { hostIn, isLoopback } from '../../lib/net/network.ts'
import { headerOf } from '../request/header.ts'

export interface LocalCallerOptions {
  /** The address that the server listens on. */
  readonly host: string
  /** Origins whose pages may call the API; `*` for any. */
  readonly corsOrigins: readonly string[]
}

/**
 * Protects a server that requires no key from web pages of other origins, which reach it through a local user's
 * browser: cross-site requests by their `Origin`, and DNS rebinding (a page's own name that resolves to this machine)
 * by their `Host`. Clients other than browsers are not affected.
 */
export const createLocalCheck = ({ host, corsOrigins }: LocalCallerOptions) => {
  const isAnyAllowed = corsOrigins.includes('*')
  const allowedHosts = new Set(corsOrigins.map(hostIn))

  const isAllowedHost = (header: string): boolean => {
    const host = hostIn(`http://${header}`)
    return host !== undefined && (isLoopback(host) || allowedHosts.has(host))
  }

  // Most requests name the same host, and parsing it is slow.
  let lastAllowed: string | undefined

  return (c: Context): void => {
    if (isAnyAllowed) return
    const requested = headerOf(c, 'host')
    // Only a loopback server knows all names that it may be called by.
    if (requested !== undefined && requested !== lastAllowed && isLoopback(host)) {
      if (!isAllowedHost(requested)) throw new AppError('HOST_REFUSED', { values: { host: requested } })
      lastAllowed = requested
    }
    const origin = foreignOrigin(c, requested, corsOrigins)
    if (origin !== undefined) throw new AppError('ORIGIN_REFUSED', { values: { origin } })
  }
}

/** The origin of a page that may not call the server, or `cross-site` and the like where only that is known. */
const foreignOrigin = (
  c: Context,
  host: string | undefined,
  allowed: readonly string[],
): string | undefined => {
  const origin = headerOf(c, 'origin')
  if (origin !== undefined) {
    // The scheme differs behind a proxy that terminates TLS.
    const isOwn = host !== undefined && URL.parse(origin)?.host === host.toLowerCase()
    return isOwn || allowed.includes(origin) ? undefined : origin
  }
  // Browsers omit `Origin` for images and scripts of a page, and for links that a user follows.
  const site = headerOf(c, 'sec-fetch-site') ?? 'none'
  if (site === 'none' || site === 'same-origin') return undefined
  const isLink = headerOf(c, 'sec-fetch-mode') === 'navigate' && headerOf(c, 'sec-fetch-dest') === 'document'
  return isLink ? undefined : site
}
