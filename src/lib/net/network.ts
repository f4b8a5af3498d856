import { isIPv4, isIPv6 } from 'node:net'

/** Whether a host, as it is configured or named in an address, is always this machine. */
export const isLoopback = (host: string): boolean =>
  host.toLowerCase() === 'localhost' || host === '::1' || (isIPv4(host) && host.startsWith('127.'))

/** The host in a URL, IPv6 without its brackets; nothing when it is none. */
export const hostIn = (url: string): string | undefined =>
  URL.parse(url)?.hostname.replace(/^\[(.*)\]$/, '$1')

/** The URL of a server without TLS; an IPv6 address gets its brackets. */
export const httpUrl = (host: string, port: number | string): string =>
  `http://${isIPv6(host) ? `[${host}]` : host}:${port}`

/** The address, or of an IPv6 address its /64: whoever has one address of it has all of them. */
export const networkOf = (address: string): string => {
  // Sooner than the test for all the ways to write one.
  if (!address.includes(':')) return address
  const [plain = ''] = address.split('%')
  if (!isIPv6(plain)) return address
  // A URL writes every address in one way, with the zeros that are left out at one place only.
  const [head = '', tail] = new URL(`http://[${plain}]`).hostname.slice(1, -1).split('::')
  const first = head === '' ? [] : head.split(':')
  const last = tail ? tail.split(':') : []
  const zeros = Array.from({ length: 8 - first.length - last.length }, () => '0')
  return `${[...first, ...zeros, ...last].slice(0, 4).join(':')}::/64`
}
