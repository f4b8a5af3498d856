import type { Client, InArgs, InStatement, TransactionMode } from '@libsql/client'
import { GroupedReads } from './grouped-reads.ts'

/** A client of a database server, to which single statements go together; each of them is a short read. */
export class GroupingClient implements Client {
  readonly #client: Client
  readonly #reads: GroupedReads

  constructor(client: Client) {
    this.#client = client
    this.#reads = new GroupedReads((statements) => client.batch([...statements], 'read'))
  }

  get closed() {
    return this.#client.closed
  }

  get protocol() {
    return this.#client.protocol
  }

  execute(statement: InStatement | string, args?: InArgs) {
    const isText = typeof statement === 'string'
    return this.#reads.read(isText && args ? { sql: statement, args } : statement)
  }

  batch(statements: Parameters<Client['batch']>[0], mode?: TransactionMode) {
    return this.#client.batch(statements, mode)
  }

  executeMultiple(sql: string) {
    return this.#client.executeMultiple(sql)
  }

  migrate(statements: InStatement[]) {
    return this.#client.migrate(statements)
  }

  transaction(mode?: TransactionMode) {
    return this.#client.transaction(mode)
  }

  sync() {
    return this.#client.sync()
  }

  reconnect() {
    return this.#client.reconnect()
  }

  close() {
    this.#client.close()
  }
}
