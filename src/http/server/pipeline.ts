import type { ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'

/** A request and its answer; `start` handles it. */
export interface Exchange {
  readonly response: ServerResponse
  readonly start: () => void
}

/**
 * The requests of a connection, which are handled one after the other: the answers of all would fill the memory while
 * the client does not read the first one.
 */
export class Pipeline {
  readonly #socket: Duplex
  /** The first one is in progress. */
  readonly #exchanges: Exchange[] = []

  constructor(socket: Duplex) {
    this.#socket = socket
  }

  get size(): number {
    return this.#exchanges.length
  }

  /** Whether part of an answer has been sent. */
  get isAnswering(): boolean {
    return this.#exchanges[0]?.response.headersSent ?? false
  }

  add(exchange: Exchange): void {
    if (this.#exchanges.push(exchange) === 1) this.#startFirst()
  }

  /** Adds `Connection: close` to every answer that has not started. */
  closeAfterAnswers(): void {
    for (const { response } of this.#exchanges) {
      if (!response.headersSent) response.setHeader('connection', 'close')
    }
  }

  #startFirst(): void {
    const [first] = this.#exchanges
    // After the last answer of a connection, and when it is lost, Node gives the next answer no socket.
    if (!first || this.#socket.destroyed || first.response.socket !== this.#socket) return
    first.response.once('close', () => {
      this.#exchanges.shift()
      this.#startFirst()
    })
    first.start()
  }
}
