import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { ConcurrencyLimiter } from './concurrency-limiter.ts'
import type { ServerLimits } from './limits.ts'

/** The open connections of a server and their pending answers. */
export class Connections {
  readonly #answers = new Map<Duplex, Set<ServerResponse>>()
  readonly #limiter: ConcurrencyLimiter
  readonly #server: Server
  readonly #limits: ServerLimits

  constructor(server: Server, limits: ServerLimits) {
    this.#server = server
    this.#limits = limits
    this.#limiter = new ConcurrencyLimiter(limits.active)
    server.maxConnections = limits.connections
    // A connection that only waits for its answer is not stalled.
    server.setTimeout(limits.stallMs, (socket) => {
      if (socket.writableLength > 0 || !this.#answers.get(socket)?.size) socket.destroy()
    })
    server.on('connection', (socket) => {
      this.#answers.set(socket, new Set())
      socket.once('close', () => this.#answers.delete(socket))
    })
  }

  /** Calls `answer` once the request is admitted; a connection with too many pipelined requests is closed instead. */
  begin(request: IncomingMessage, response: ServerResponse, answer: () => void): void {
    const { socket } = request
    const answers = this.#answers.get(socket)
    if (!answers || answers.size === this.#limits.pipelined) {
      socket.destroy()
      return
    }
    answers.add(response)
    if (!this.#server.listening) response.setHeader('connection', 'close')
    const ticket = this.#limiter.enter(request, response, answer)
    response.once('close', () => {
      answers.delete(response)
      this.#limiter.leave(ticket)
      // The connection counts as idle only after this event.
      if (!this.#server.listening) setImmediate(() => this.#server.closeIdleConnections())
    })
  }

  /** The number of requests that wait for admission. */
  get waiting(): number {
    return this.#limiter.waiting
  }

  /** Whether part of an answer has been sent, so that an error answer would corrupt it. */
  isAnswering(socket: Duplex): boolean {
    return (
      this.#answers
        .get(socket)
        ?.values()
        .some(({ headersSent }) => headersSent) ?? false
    )
  }

  /** Adds `Connection: close` to every answer that has not started. */
  closeAfterAnswers(): void {
    for (const answers of this.#answers.values()) {
      for (const response of answers) if (!response.headersSent) response.setHeader('connection', 'close')
    }
  }
}
