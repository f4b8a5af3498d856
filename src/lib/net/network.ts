import { isIPv4, isIPv6 } from 'node:net'

/** Whether a configured host, or the host of a URL, is a loopback address or `localhost`. */
export const isLoopback = (host: string): boolean =>
  host.toLowerCase() === 'localhost' || host === '::1' || (isIPv4(host) && host.startsWith('127.'))

/** The host of a URL, an IPv6 address without brackets; `undefined` when the text is not a URL. */
export const hostIn = (url: string): string | undefined =>
  URL.parse(url)?.hostname.replace(/^\[(.*)\]$/, '$1')

/** The URL of a server without TLS; an IPv6 address gets brackets. */
export const httpUrl = (host: string, port: number | string): string =>
  `http://${isIPv6(host) ? `[${host}]` : host}:${port}`

/** An IPv4 address as it is, an IPv6 address as its /64: a customer with one address of a /64 has all of it. */
export const networkOf = (address: string): string => {
  // Much cheaper than `isIPv6`, and most addresses are IPv4.
  if (!address.includes(':')) return address
  const [plain = ''] = address.split('%')
  if (!isIPv6(plain)) return address
  // A URL writes every address in its canonical form, where `::` stands at most once.
  const [head = '', tail] = new URL(`http://[${plain}]`).hostname.slice(1, -1).split('::')
  const first = head === '' ? [] : head.split(':')
  const last = tail ? tail.split(':') : []
  const zeros = Array.from({ length: 8 - first.length - last.length }, () => '0')
  return `${[...first, ...zeros, ...last].slice(0, 4).join(':')}::/64`
}
