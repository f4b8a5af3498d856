import type { Client, InArgs, InStatement, TransactionMode } from '@libsql/client'
import { Retrier, type RetryOptions } from './retrier.ts'

/** A client whose operations are repeated while another process holds a lock. @see Retrier */
export class RetryingClient implements Client {
  readonly #client: Client
  readonly #retrier: Retrier

  constructor(client: Client, options: RetryOptions) {
    this.#client = client
    this.#retrier = new Retrier(client, options)
  }

  get closed() {
    return this.#client.closed
  }

  get protocol() {
    return this.#client.protocol
  }

  execute(statement: InStatement | string, args?: InArgs) {
    return this.#retrier.run('read', () =>
      typeof statement === 'string' ? this.#client.execute(statement, args) : this.#client.execute(statement),
    )
  }

  batch(statements: Parameters<Client['batch']>[0], mode?: TransactionMode) {
    return this.#retrier.run(mode === 'read' ? 'read' : 'write', () => this.#client.batch(statements, mode))
  }

  executeMultiple(sql: string) {
    return this.#retrier.run('write', () => this.#client.executeMultiple(sql))
  }

  migrate(statements: InStatement[]) {
    return this.#retrier.run('write', () => this.#client.migrate(statements))
  }

  transaction(mode?: TransactionMode) {
    return this.#retrier.run('write', () => this.#client.transaction(mode))
  }

  sync() {
    return this.#client.sync()
  }

  reconnect() {
    return this.#retrier.reconnect()
  }

  close() {
    this.#client.close()
  }
}
