import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Client } from '@libsql/client'
import type { Clock } from '../lib/time/clock.ts'
import type { Access, AvailabilityLog } from './availability-log.ts'
import { asDriverError, isBusy, needsReconnect } from './errors.ts'

export interface RetryOptions {
  readonly clock: Clock
  /** A number in [0, 1), for the jitter between attempts. */
  readonly random: () => number
  readonly availability?: AvailabilityLog | undefined
  /** SQL that a new connection runs first; without it the connection is never replaced. */
  readonly setUp?: string | undefined
  /** Throws when the database must not be written to or reopened, such as after its file was replaced. */
  assertWritable?(): void
}

/** A connection that can be replaced. */
export type Connection = Pick<Client, 'closed' | 'reconnect' | 'executeMultiple'>

const TIMEOUT_MS = 5000
const MIN_PAUSE_MS = 2
const MAX_PAUSE_MS = 100

/**
 * Waits for the lock of another process without blocking the event loop: retries for five seconds, with growing
 * pauses. After an error such as `SQLITE_BUSY` it reconnects, because the driver leaves a statement open on which every
 * later commit of the connection fails (libsql-client-ts#352). See docs/decisions/0053-retrying-client.md.
 */
export class Retrier {
  readonly #connection: Connection
  readonly #options: RetryOptions
  #needsReconnect = false
  #reconnecting: Promise<void> | undefined

  constructor(connection: Connection, options: RetryOptions) {
    this.#connection = connection
    this.#options = options
  }

  async run<T>(access: Access, operation: () => Promise<T>): Promise<T> {
    const { clock, random, availability } = this.#options
    const deadline = clock.now() + TIMEOUT_MS
    for (let pause = MIN_PAUSE_MS; ; pause = Math.min(pause * 2, MAX_PAUSE_MS)) {
      try {
        const result = await this.#once(access, operation)
        availability?.succeeded(access)
        return result
      } catch (cause) {
        const error = asDriverError(cause)
        this.#needsReconnect ||= needsReconnect(error)
        if (!isBusy(error) || clock.now() + pause > deadline) {
          availability?.failed(access, error)
          throw error
        }
        await clock.sleep(pause * (0.5 + random() / 2))
      }
    }
  }

  async reconnect(): Promise<void> {
    this.#needsReconnect = true
    await this.#reconnectOnce()
  }

  async #once<T>(access: Access, operation: () => Promise<T>): Promise<T> {
    if (access === 'write') this.#options.assertWritable?.()
    if (this.#needsReconnect) await this.#reconnectOnce()
    return operation()
  }

  /** Concurrent operations share one reconnect. */
  async #reconnectOnce(): Promise<void> {
    this.#reconnecting ??= this.#replaceConnection().finally(() => {
      this.#reconnecting = undefined
    })
    return this.#reconnecting
  }

  async #replaceConnection(): Promise<void> {
    const { setUp, assertWritable } = this.#options
    if (setUp !== undefined) {
      // The driver finishes every operation within a turn, so in the next turn none is running on the old connection.
      await nextTurn()
      if (this.#connection.closed) return
      assertWritable?.()
      await this.#connection.reconnect()
      await this.#connection.executeMultiple(setUp)
    }
    this.#needsReconnect = false
  }
}
