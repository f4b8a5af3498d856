import { isWithin, parseRange } from './address-range.ts'

const rangesOf = (texts: readonly string[]) => texts.flatMap((text) => parseRange(text) ?? [])

/** Ranges that the IANA special-purpose registries keep out of the public Internet. */
const specialV4 = rangesOf([
  '0.0.0.0/8', // this network
  '10.0.0.0/8', // private
  '100.64.0.0/10', // shared address space of providers (CGNAT)
  '127.0.0.0/8', // loopback
  '169.254.0.0/16', // link-local, cloud metadata services
  '172.16.0.0/12', // private
  '192.0.0.0/24', // protocol assignments
  '192.0.2.0/24', // documentation
  '192.88.99.0/24', // deprecated 6to4 relays
  '192.168.0.0/16', // private
  '198.18.0.0/15', // benchmarks
  '198.51.100.0/24', // documentation
  '203.0.113.0/24', // documentation
  '224.0.0.0/4', // multicast
  '240.0.0.0/4', // reserved, broadcast
  '168.63.129.16', // looks public, but is the host of an Azure virtual machine
])

/** Special ranges within 2000::/3, the only space that IANA has assigned. */
const specialV6 = rangesOf([
  '2001::/23', // protocol assignments: Teredo, benchmarks, ORCHID
  '2001:db8::/32', // documentation
  '2002::/16', // 6to4
  '3fff::/20', // documentation
])

// On IPv6-only networks these addresses represent the IPv4 address in their last four bytes (RFC 6052).
const NAT64 = '64:ff9b::'
const translated = specialV4.map(({ network, bits }) => ({ network: NAT64 + network, bits: 96 + bits }))

const isAssigned = isWithin(rangesOf(['0.0.0.0/0', '2000::/3', `${NAT64}/96`]))
const isSpecial = isWithin([...specialV4, ...specialV6, ...translated])

/**
 * Whether the address belongs to the public Internet: it is not private, loopback, link-local, multicast or otherwise
 * special, nor the IPv6 form of such an IPv4 address. `false` for text that is not an address.
 */
export const isPublicAddress = (address: string): boolean => isAssigned(address) && !isSpecial(address)
