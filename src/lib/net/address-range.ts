import { BlockList, isIP } from 'node:net'

const families = { 4: 'ipv4', 6: 'ipv6' } as const

const familyOf = (address: string) => families[isIP(address) === 6 ? 6 : 4]

export interface AddressRange {
  readonly network: string
  readonly bits: number
}

/** Parses an address or a range such as `10.0.0.0/8`; `undefined` when the text is neither. */
export const parseRange = (text: string): AddressRange | undefined => {
  const [, network = text, digits] = /^(.+)\/(\d{1,3})$/.exec(text) ?? []
  const family = isIP(network)
  const maxBits = family === 6 ? 128 : 32
  const bits = digits === undefined ? maxBits : Number(digits)
  return family === 0 || bits > maxBits ? undefined : { network, bits }
}

const listOf = (ranges: readonly AddressRange[]): BlockList => {
  const list = new BlockList()
  for (const { network, bits } of ranges) list.addSubnet(network, bits, familyOf(network))
  return list
}

/**
 * A test for addresses in one of the ranges. An IPv4-mapped IPv6 address (`::ffff:10.0.0.1`) counts as its IPv4
 * address; text that is not an address is in no range.
 */
export const isWithin = (ranges: readonly AddressRange[]): ((address: string) => boolean) => {
  // Filled by the first address, since it takes milliseconds of a start, and many servers never test one.
  let list: BlockList | undefined
  return (address) => {
    if (isIP(address) === 0) return false
    list ??= listOf(ranges)
    return list.check(address, familyOf(address))
  }
}
