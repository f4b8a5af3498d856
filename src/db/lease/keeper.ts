import type { Clock } from '../../lib/time/clock.ts'
import type { Logger } from '../../logging/logger.ts'
import { LEASE_RENEW_MS, LEASE_WATCH_MS, type Lease } from './lease.ts'

export interface LeaseKeeperOptions {
  readonly lease: Lease
  readonly clock: Clock
  readonly logger: Logger
  /** Called when another process has taken the lease: this one must not write any longer. */
  onLost(): void
}

/** Takes the lease as soon as it is free, renews it while holding it, and releases it when closed. */
export class LeaseKeeper {
  readonly #options: LeaseKeeperOptions
  readonly #stop = new AbortController()
  #running: Promise<void> = Promise.resolve()

  constructor(options: LeaseKeeperOptions) {
    this.#options = options
  }

  /**
   * Resolves when this process has the lease and `onGained` is done. While another process holds the lease it resolves
   * at once, and `onGained` is called later, as soon as the lease is free.
   */
  async start(onGained: () => Promise<void>): Promise<void> {
    const gained = await this.#take(onGained)
    this.#running = gained ? this.#keep() : this.#wait(onGained)
  }

  /** Waits for the lease, and gives it back when `work` is done. */
  async once(work: () => Promise<void>): Promise<void> {
    const { lease } = this.#options
    while ((await lease.take()) !== undefined) if (!(await this.#pause(LEASE_WATCH_MS))) return
    await work().finally(() => lease.release())
  }

  async close(): Promise<void> {
    this.#stop.abort()
    await this.#running
    // If that fails, the lease stays, but others see that its process has ended.
    await this.#options.lease.release().catch(() => undefined)
  }

  async #take(onGained: () => Promise<void>): Promise<boolean> {
    const { lease, logger } = this.#options
    const holder = await lease.take()
    if (holder) {
      const { host, pid } = holder
      logger.warn({ host, pid }, 'another server holds the lease on this database: this one only reads')
      return false
    }
    await onGained()
    return true
  }

  async #wait(onGained: () => Promise<void>): Promise<void> {
    const { lease, logger } = this.#options
    while (await this.#pause(LEASE_WATCH_MS)) {
      const isFree = await lease.take().then(
        (holder) => holder === undefined,
        () => false,
      )
      if (!isFree) continue
      logger.info('the lease on the database is free: taking over')
      await onGained()
      return this.#keep()
    }
  }

  async #keep(): Promise<void> {
    const { lease, logger, onLost } = this.#options
    while (await this.#pause(LEASE_RENEW_MS)) {
      // An unavailable database is not a lost lease: no other process can take it over meanwhile either.
      const isHeld = await lease.renew().catch(() => true)
      if (isHeld) continue
      logger.fatal('another server has taken the lease on this database')
      onLost()
      return
    }
  }

  /** Resolves with `false` when the keeper was closed. */
  #pause(ms: number): Promise<boolean> {
    return this.#options.clock.sleep(ms, this.#stop.signal).then(
      () => true,
      () => false,
    )
  }
}
