import { isIP } from 'node:net'

const MAX_COOKIES = 50
/** Of a name and a value, as browsers take them. */
const MAX_LENGTH = 4096

interface Cookie {
  readonly name: string
  /** Missing when the server has deleted it. */
  readonly value: string | undefined
  readonly domain: string
  /** Whether subdomains do not get it. */
  readonly isHostOnly: boolean
  readonly path: string
  readonly isSecure: boolean
}

/**
 * The cookies that servers set on the way of one request through its redirects (RFC 6265). Values are as they were sent,
 * one character a byte.
 */
export class CookieJar {
  #cookies: readonly Cookie[] = []

  /** @param lines the headers `set-cookie` of the response from the URL */
  store(url: URL, lines: readonly string[]) {
    for (const line of lines) {
      const cookie = parseCookie(line, url)
      if (!cookie) continue
      const others = this.#cookies.filter((other) => !isSame(other, cookie))
      this.#cookies = [...others, cookie].slice(-MAX_COOKIES)
    }
  }

  /** The header `cookie` for a URL. @param own the one of the caller, whose cookies servers may replace or delete */
  headerFor(url: URL, own: string | undefined): string | undefined {
    const found = this.#cookies
      .filter((cookie) => isFor(cookie, url))
      .sort((a, b) => b.path.length - a.path.length)
    const names = new Set(found.map(({ name }) => name))
    const kept = own?.split(';').filter((pair) => !names.has(split(pair)[0]))
    const set = found.flatMap(({ name, value }) => (value === undefined ? [] : [`${name}=${value}`]))
    const all = [...(kept ?? []), ...set].map((pair) => pair.trim()).filter((pair) => pair !== '')
    return all.length === 0 ? undefined : all.join('; ')
  }
}

/** What stands before and after the first `=`. */
const split = (pair: string): readonly [name: string, value: string | undefined] => {
  const [name = '', ...value] = pair.split('=')
  return [name.trim(), value.length === 0 ? undefined : value.join('=').trim()]
}

const isSame = (a: Cookie, b: Cookie): boolean =>
  a.name === b.name && a.domain === b.domain && a.path === b.path

const isFor = (
  { domain, isHostOnly, path, isSecure }: Cookie,
  { hostname, pathname, protocol }: URL,
): boolean =>
  (hostname === domain || (!isHostOnly && hostname.endsWith(`.${domain}`))) &&
  (pathname === path || pathname.startsWith(path.endsWith('/') ? path : `${path}/`)) &&
  (!isSecure || protocol === 'https:')

const parseCookie = (line: string, url: URL): Cookie | undefined => {
  const [pair = '', ...rest] = line.split(';')
  const [name, value] = split(pair)
  if (name === '' || value === undefined || name.length + value.length > MAX_LENGTH) return undefined
  const attributes = new Map(rest.map(split).map(([key, text = '']) => [key.toLowerCase(), text]))
  const domain = domainIn(attributes.get('domain'), url)
  const isSecure = attributes.has('secure')
  if (domain === undefined || (isSecure && url.protocol !== 'https:')) return undefined
  const path = attributes.get('path')
  return {
    name,
    value: isExpired(attributes) ? undefined : value,
    ...domain,
    path: path?.startsWith('/') ? path : url.pathname.replace(/\/[^/]*$/, '') || '/',
    isSecure,
  }
}

/** `undefined` for a domain that the host must not set cookies for. */
const domainIn = (
  attribute: string | undefined,
  { hostname }: URL,
): Pick<Cookie, 'domain' | 'isHostOnly'> | undefined => {
  const domain = attribute?.replace(/^\./, '').toLowerCase()
  if (!domain || domain === hostname) return { domain: hostname, isHostOnly: !domain }
  // A domain of one label is a public suffix.
  const isAbove = hostname.endsWith(`.${domain}`) && domain.includes('.') && isIP(hostname) === 0
  return isAbove ? { domain, isHostOnly: false } : undefined
}

const isExpired = (attributes: ReadonlyMap<string, string>): boolean => {
  const seconds = attributes.get('max-age')
  if (seconds !== undefined && /^-?\d+$/.test(seconds)) return Number(seconds) <= 0
  return Date.parse(attributes.get('expires') ?? '') <= Date.now()
}
