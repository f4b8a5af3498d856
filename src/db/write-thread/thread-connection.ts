import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { type InStatement, LibsqlError } from '@libsql/client'
import type { Connection } from '../retrier.ts'
import type { Operation, Reply, Request, ThreadSettings, WriteResult } from './messages.ts'

const ENDED = 'the thread that writes has ended'

/** A connection to a database file in a thread of its own, where waiting for the disk holds nothing up. */
export class ThreadConnection implements Connection {
  readonly #thread: Worker
  readonly #waiting = new Map<number, PromiseWithResolvers<readonly WriteResult[]>>()
  #lastId = 0
  #isClosed = false

  constructor(settings: ThreadSettings) {
    this.#thread = new Worker(new URL('./worker.ts', import.meta.url), { workerData: settings, env: {} })
    this.#thread.on('message', (reply: Reply) => this.#settle(reply))
    this.#thread.on('error', (error: Error) => this.#end(error))
    this.#thread.on('exit', () => this.#end(undefined))
  }

  /** Also after the thread has ended by itself. */
  get closed(): boolean {
    return this.#isClosed
  }

  batch(statements: readonly InStatement[]): Promise<readonly WriteResult[]> {
    return this.#ask({ kind: 'batch', statements })
  }

  async executeMultiple(sql: string): Promise<void> {
    await this.#ask({ kind: 'script', sql })
  }

  async reconnect(): Promise<void> {
    await this.#ask({ kind: 'reconnect' })
  }

  async close(): Promise<void> {
    if (this.#isClosed) return
    const exit = once(this.#thread, 'exit')
    await this.#ask({ kind: 'close' })
    await exit
  }

  #ask(operation: Operation): Promise<readonly WriteResult[]> {
    if (this.#isClosed) return Promise.reject(ended(undefined))
    const id = ++this.#lastId
    const waiting = Promise.withResolvers<readonly WriteResult[]>()
    this.#thread.postMessage({ id, operation } satisfies Request)
    this.#waiting.set(id, waiting)
    return waiting.promise
  }

  #settle({ id, outcome }: Reply) {
    const waiting = this.#waiting.get(id)
    this.#waiting.delete(id)
    if ('results' in outcome) return waiting?.resolve(outcome.results)
    const { message, code, extendedCode } = outcome.failure
    waiting?.reject(new LibsqlError(message, code, extendedCode))
  }

  #end(cause: Error | undefined) {
    this.#isClosed = true
    for (const { reject } of this.#waiting.values()) reject(ended(cause))
    this.#waiting.clear()
  }
}

/** Whether the last transaction was committed is unknown, as after an error of the disk. */
const ended = (cause: Error | undefined) =>
  new LibsqlError(ENDED, 'SQLITE_IOERR', undefined, undefined, cause)
