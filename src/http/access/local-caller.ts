import type { Context } from 'hono'
import { AppError } from '../../domain/errors.ts'
import { hostIn, isLoopback } from '../../lib/net/network.ts'
import { headerOf } from '../request/header.ts'

export interface LocalCallerOptions {
  /** What the server listens on. */
  readonly host: string
  /** Origins whose pages may call; `*` for any. */
  readonly corsOrigins: readonly string[]
}

/**
 * Refuses what a web page of another origin sends to a server that asks for no key, through the browser of somebody
 * who can reach it: by its `Origin`, or, when the page has had its own name point to this machine, by that name.
 * Anything that is no browser sends neither.
 */
export const createLocalCheck = ({ host, corsOrigins }: LocalCallerOptions) => {
  const isAnyAllowed = corsOrigins.includes('*')
  const names = new Set(corsOrigins.map(hostIn))

  const isOwnName = (given: string): boolean => {
    const name = hostIn(`http://${given}`)
    return name !== undefined && (isLoopback(name) || names.has(name))
  }

  // Most requests come to the same name, and to take one apart is slow.
  let lastOwnName: string | undefined

  return (c: Context): void => {
    if (isAnyAllowed) return
    const given = headerOf(c, 'host')
    // Only on this machine is it known by what names the server is called.
    if (given !== undefined && given !== lastOwnName && isLoopback(host)) {
      if (!isOwnName(given)) throw new AppError('HOST_REFUSED', { values: { host: given } })
      lastOwnName = given
    }
    const stranger = strangerOf(c, given, corsOrigins)
    if (stranger !== undefined) throw new AppError('ORIGIN_REFUSED', { values: { origin: stranger } })
  }
}

/** Where the page is from that sent the request, unless it may. */
const strangerOf = (c: Context, host: string | undefined, allowed: readonly string[]): string | undefined => {
  const origin = headerOf(c, 'origin')
  if (origin !== undefined) {
    // A proxy that speaks TLS for us changes the scheme.
    const isOwn = host !== undefined && URL.parse(origin)?.host === host.toLowerCase()
    return isOwn || allowed.includes(origin) ? undefined : origin
  }
  // Browsers leave the origin out when a page loads a picture or a script, and when somebody follows a link to here.
  const site = headerOf(c, 'sec-fetch-site') ?? 'none'
  if (site === 'none' || site === 'same-origin') return undefined
  const isLink = headerOf(c, 'sec-fetch-mode') === 'navigate' && headerOf(c, 'sec-fetch-dest') === 'document'
  return isLink ? undefined : site
}
