import { BlockList, isIP } from 'node:net'

const families = { 4: 'ipv4', 6: 'ipv6' } as const

const familyOf = (address: string) => families[isIP(address) === 6 ? 6 : 4]

export interface AddressRange {
  readonly network: string
  readonly bits: number
}

/** An address, or a range as in `10.0.0.0/8`; `undefined` when the text is neither. */
export const parseRange = (text: string): AddressRange | undefined => {
  const [, network = text, digits] = /^(.+)\/(\d{1,3})$/.exec(text) ?? []
  const family = isIP(network)
  const most = family === 6 ? 128 : 32
  const bits = digits === undefined ? most : Number(digits)
  return family === 0 || bits > most ? undefined : { network, bits }
}

/**
 * Tells whether an address is in one of the ranges. A mapped IPv6 address (`::ffff:10.0.0.1`) is the IPv4 address
 * that it stands for; text that is no address is in none.
 */
export const isWithin = (ranges: readonly AddressRange[]): ((address: string) => boolean) => {
  const list = new BlockList()
  for (const { network, bits } of ranges) list.addSubnet(network, bits, familyOf(network))
  return (address) => isIP(address) !== 0 && list.check(address, familyOf(address))
}
