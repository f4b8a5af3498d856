import type { InStatement } from '@libsql/client'
import { Retrier, type RetryOptions } from '../retrier.ts'
import type { ThreadSettings, WriteResult } from './messages.ts'
import { ThreadConnection } from './thread-connection.ts'

/**
 * Writes to a database file in a thread, so that neither a flush to the disk nor a large transaction holds the event
 * loop. See docs/decisions/0057-write-thread.md.
 */
export class WriteThread {
  readonly #connection: ThreadConnection
  readonly #retrier: Retrier

  private constructor(connection: ThreadConnection, options: RetryOptions) {
    this.#connection = connection
    this.#retrier = new Retrier(connection, options)
  }

  /** @throws when the thread or its connection cannot be started */
  static async start(settings: ThreadSettings, options: RetryOptions): Promise<WriteThread> {
    // A file that is gone must not be created anew.
    options.assertWritable?.()
    const connection = new ThreadConnection(settings)
    const retry = { ...options, setUp: settings.setUp }
    try {
      // The client goes on writing meanwhile, so the lock is often taken; that the thread waits for it is no trouble.
      await new Retrier(connection, { ...retry, availability: undefined }).run('write', () =>
        connection.batch([]),
      )
    } catch (error) {
      await connection.close().catch(() => undefined)
      throw error
    }
    return new WriteThread(connection, retry)
  }

  /** False after the thread has ended by itself, such as for want of memory. */
  get isAlive(): boolean {
    return !this.#connection.closed
  }

  /** Runs all statements in one transaction. */
  batch(statements: readonly InStatement[]): Promise<readonly WriteResult[]> {
    return this.#retrier.run('write', () => this.#connection.batch(statements))
  }

  executeMultiple(sql: string): Promise<void> {
    return this.#retrier.run('write', () => this.#connection.executeMultiple(sql))
  }

  close(): Promise<void> {
    return this.#connection.close()
  }
}
