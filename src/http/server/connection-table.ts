import type { Socket } from 'node:net'
import { networkOf } from '../../lib/net/network.ts'

/** The connections of one address, each set with the oldest first. */
interface Share {
  readonly open: Set<Socket>
  /** Those without a request in progress, by when they became idle. */
  readonly idle: Set<Socket>
}

/**
 * The open connections by the address of the client. When there are too many, the address that has the most loses one,
 * so that no address can lock others out.
 */
export class ConnectionTable {
  readonly #max: number
  readonly #shares = new Map<string, Share>()
  readonly #shareOf = new Map<Socket, Share>()

  constructor(max: number) {
    this.#max = max
  }

  add(socket: Socket): void {
    const address = networkOf(socket.remoteAddress ?? '')
    const share = this.#shares.get(address) ?? { open: new Set(), idle: new Set() }
    this.#shares.set(address, share)
    this.#shareOf.set(socket, share)
    share.open.add(socket)
    share.idle.add(socket)
    socket.once('close', () => {
      this.#remove(socket, share)
      if (share.open.size === 0) this.#shares.delete(address)
    })
    if (this.#shareOf.size > this.#max) this.#evictFor(socket, share)
  }

  markBusy(socket: Socket): void {
    this.#shareOf.get(socket)?.idle.delete(socket)
  }

  markIdle(socket: Socket): void {
    this.#shareOf.get(socket)?.idle.add(socket)
  }

  #remove(socket: Socket, { open, idle }: Share): void {
    this.#shareOf.delete(socket)
    open.delete(socket)
    idle.delete(socket)
  }

  #evictFor(newcomer: Socket, own: Share): void {
    let largest = own
    for (const share of this.#shares.values()) if (share.open.size > largest.open.size) largest = share
    const [victim = newcomer] = largest.idle.size > 0 ? largest.idle : largest.open
    // Its `close` event comes too late for the next newcomer.
    this.#remove(victim, largest)
    victim.destroy()
  }
}
