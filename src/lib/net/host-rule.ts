import { domainToASCII } from 'node:url'
import { type AddressRange, isWithin, parseRange } from './address-range.ts'

/** The target of a connection: the host as requested, and one of the addresses that it resolved to. */
export interface Destination {
  readonly hostname: string
  readonly port: number
  readonly address: string
}

export type HostRule = (destination: Destination) => boolean

const WITH_PORT = /^(?:\[([^[\]]+)\]|([^:[\]]+))(?::(\d{1,5}))?$/

/**
 * Parses a rule that matches destinations: a host or an address, each alone or with a port (`[::1]:80`), or a CIDR
 * range. A host matches whatever it resolves to; an address or a range matches any host that resolves to it.
 * `undefined` when the text is none of these.
 */
export const parseHostRule = (text: string): HostRule | undefined => {
  const range = parseRange(text)
  if (range) return rangeRule(range)
  const [, inBrackets, name = '', port] = WITH_PORT.exec(text) ?? []
  const rule = inBrackets === undefined ? nameRule(name) : addressRule(inBrackets)
  if (!rule || port === undefined) return rule
  if (Number(port) < 1 || Number(port) > 65_535) return undefined
  return (destination) => destination.port === Number(port) && rule(destination)
}

const rangeRule = (range: AddressRange): HostRule => {
  const isNamed = isWithin([range])
  return ({ address }) => isNamed(address)
}

const addressRule = (text: string): HostRule | undefined => {
  const range = text.includes('/') ? undefined : parseRange(text)
  return range && rangeRule(range)
}

const nameRule = (name: string): HostRule | undefined => {
  const hostname = /[\s/\\?#%@*]/.test(name) ? '' : withoutRoot(domainToASCII(name))
  if (hostname === '') return undefined
  // An IPv4 address has more spellings than the dotted quad, such as 0x7f.1; `domainToASCII` normalizes them.
  return addressRule(hostname) ?? ((destination) => withoutRoot(destination.hostname) === hostname)
}

/** Without the trailing dot of a fully qualified name. */
const withoutRoot = (hostname: string): string => hostname.replace(/\.$/, '')
