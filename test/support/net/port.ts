import type { AddressInfo } from 'node:net'

/** Servers of tests listen on TCP, where the address is never a string. */
export const portOf = (server: { address(): AddressInfo | string | null }): number =>
  (server.address() as AddressInfo).port
