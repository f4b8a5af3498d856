import type { Clock } from '../../lib/time/clock.ts'
import type { Logger } from '../../logging/logger.ts'
import { LEASE_BEAT_MS, type Lease } from './lease.ts'

export interface LeaseKeeperOptions {
  readonly lease: Lease
  readonly clock: Clock
  readonly logger: Logger
  /** Another process has taken it: nothing may be written any more. */
  onLost(): void
}

/** Takes the lease as soon as it is free, shows signs of life while it is held, and gives it back. */
export class LeaseKeeper {
  readonly #options: LeaseKeeperOptions
  readonly #stop = new AbortController()
  #running: Promise<void> = Promise.resolve()

  constructor(options: LeaseKeeperOptions) {
    this.#options = options
  }

  /**
   * Resolves when the lease is ours and `onGained` is done. While another process holds the lease it resolves at once,
   * and `onGained` is called as soon as that one is gone.
   */
  async start(onGained: () => Promise<void>): Promise<void> {
    const gained = await this.#take(onGained)
    this.#running = gained ? this.#keep() : this.#wait(onGained)
  }

  async close(): Promise<void> {
    this.#stop.abort()
    await this.#running
    // With the database in trouble it stays: that the process is gone tells others enough.
    await this.#options.lease.release().catch(() => undefined)
  }

  async #take(onGained: () => Promise<void>): Promise<boolean> {
    const { lease, logger } = this.#options
    const holder = await lease.take()
    if (holder) {
      const { host, pid } = holder
      logger.warn({ host, pid }, 'another server runs the executions of this database, this one only reads')
      return false
    }
    await onGained()
    return true
  }

  async #wait(onGained: () => Promise<void>): Promise<void> {
    const { lease, logger } = this.#options
    while (await this.#pause()) {
      const isFree = await lease.take().then(
        (holder) => holder === undefined,
        () => false,
      )
      if (!isFree) continue
      logger.info('the database is free, taking over')
      await onGained()
      return this.#keep()
    }
  }

  async #keep(): Promise<void> {
    const { lease, logger, onLost } = this.#options
    while (await this.#pause()) {
      // Trouble with the database is no loss; who takes the lease over is stopped by the same trouble.
      const held = await lease.beat().catch(() => true)
      if (held) continue
      logger.fatal('another server has taken over this database')
      onLost()
      return
    }
  }

  /** `false` when the keeper was closed. */
  #pause(): Promise<boolean> {
    return this.#options.clock.sleep(LEASE_BEAT_MS, this.#stop.signal).then(
      () => true,
      () => false,
    )
  }
}
