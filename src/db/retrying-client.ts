import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Client, InArgs, InStatement, TransactionMode } from '@libsql/client'
import type { Clock } from '../lib/time/clock.ts'
import { asDriverError, isBusy, needsReconnect } from './errors.ts'
import type { Access, TroubleLog } from './trouble-log.ts'

export interface RetryingClientOptions {
  readonly client: Client
  readonly clock: Clock
  /** A number in [0, 1), for the jitter between attempts. */
  readonly random: () => number
  readonly trouble?: TroubleLog | undefined
  /** What a new connection runs before anything else; without it connections are not replaced. */
  readonly setUp?: string | undefined
  /** Throws when the database is not to be written to, or opened again, as it stands. */
  guard?(): void
}

const PATIENCE_MS = 5000
const FIRST_PAUSE_MS = 2
const LONGEST_PAUSE_MS = 100

/**
 * A client that waits for the lock of another process without stopping the event loop: it tries again, for five
 * seconds, with growing pauses. The driver leaves a statement open after an error such as `SQLITE_BUSY`, on which
 * every later commit of the connection fails (libsql-client-ts#352): the connection is replaced then.
 */
export class RetryingClient implements Client {
  readonly #options: RetryingClientOptions
  #isSpoilt = false
  #renewing: Promise<void> | undefined

  constructor(options: RetryingClientOptions) {
    this.#options = options
  }

  get closed() {
    return this.#options.client.closed
  }

  get protocol() {
    return this.#options.client.protocol
  }

  execute(statement: InStatement | string, args?: InArgs) {
    const { client } = this.#options
    return this.#attempt('read', () =>
      typeof statement === 'string' ? client.execute(statement, args) : client.execute(statement),
    )
  }

  batch(statements: Parameters<Client['batch']>[0], mode?: TransactionMode) {
    return this.#attempt(mode === 'read' ? 'read' : 'write', () =>
      this.#options.client.batch(statements, mode),
    )
  }

  executeMultiple(sql: string) {
    return this.#attempt('write', () => this.#options.client.executeMultiple(sql))
  }

  migrate(statements: InStatement[]) {
    return this.#attempt('write', () => this.#options.client.migrate(statements))
  }

  transaction(mode?: TransactionMode) {
    return this.#attempt('write', () => this.#options.client.transaction(mode))
  }

  sync() {
    return this.#options.client.sync()
  }

  async reconnect() {
    this.#isSpoilt = true
    await this.#renew()
  }

  close() {
    this.#options.client.close()
  }

  async #attempt<T>(access: Access, operation: () => Promise<T>): Promise<T> {
    const { clock, random, trouble } = this.#options
    const deadline = clock.now() + PATIENCE_MS
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
      try {
        const result = await this.#once(access, operation)
        trouble?.succeeded(access)
        return result
      } catch (thrown) {
        const error = asDriverError(thrown)
        this.#isSpoilt ||= needsReconnect(error)
        if (!isBusy(error) || clock.now() + pause > deadline) {
          trouble?.failed(access, error)
          throw error
        }
        await clock.sleep(pause * (0.5 + random() / 2))
      }
    }
  }

  async #once<T>(access: Access, operation: () => Promise<T>): Promise<T> {
    if (access === 'write') this.#options.guard?.()
    if (this.#isSpoilt) await this.#renew()
    return operation()
  }

  async #renew(): Promise<void> {
    this.#renewing ??= this.#replaceConnection().finally(() => {
      this.#renewing = undefined
    })
    return this.#renewing
  }

  async #replaceConnection(): Promise<void> {
    const { client, setUp, guard } = this.#options
    if (setUp !== undefined) {
      // The driver ends every operation within a turn, so that none is under way at the beginning of the next.
      await nextTurn()
      if (client.closed) return
      guard?.()
      await client.reconnect()
      await client.executeMultiple(setUp)
    }
    this.#isSpoilt = false
  }
}
