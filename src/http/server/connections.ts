import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { ConcurrencyLimiter } from './concurrency-limiter.ts'
import type { ServerLimits } from './limits.ts'

/** The connections of a server and the answers that are being worked on. */
export class Connections {
  readonly #answers = new Map<Duplex, Set<ServerResponse>>()
  readonly #limiter = new ConcurrencyLimiter()
  readonly #server: Server
  readonly #limits: ServerLimits

  constructor(server: Server, limits: ServerLimits) {
    this.#server = server
    this.#limits = limits
    server.maxConnections = limits.connections
    // One that waits for the end of its request is left alone.
    server.setTimeout(limits.stallMs, (socket) => {
      if (socket.writableLength > 0 || !this.#answers.get(socket)?.size) socket.destroy()
    })
    server.on('connection', (socket) => {
      this.#answers.set(socket, new Set())
      socket.once('close', () => this.#answers.delete(socket))
    })
  }

  /** Calls `answer` when it is the request's turn; when its connection has sent too many, that is gone instead. */
  begin(request: IncomingMessage, response: ServerResponse, answer: () => void): void {
    const { socket } = request
    const answers = this.#answers.get(socket)
    if (!answers || answers.size === this.#limits.pipelined) {
      socket.destroy()
      return
    }
    answers.add(response)
    if (!this.#server.listening) response.setHeader('connection', 'close')
    const visit = this.#limiter.enter(request, response, answer)
    response.once('close', () => {
      answers.delete(response)
      this.#limiter.leave(visit)
      // The connection counts as idle only after this event.
      if (!this.#server.listening) setImmediate(() => this.#server.closeIdleConnections())
    })
  }

  /** How many requests wait for their turn. */
  get waiting(): number {
    return this.#limiter.waiting
  }

  /** Whether a part of an answer has been sent, so that nothing else may be. */
  isAnswering(socket: Duplex): boolean {
    return (
      this.#answers
        .get(socket)
        ?.values()
        .some(({ headersSent }) => headersSent) ?? false
    )
  }

  /** Tells those who wait for an answer that the connection ends with it. */
  closeAfterAnswers(): void {
    for (const answers of this.#answers.values()) {
      for (const response of answers) if (!response.headersSent) response.setHeader('connection', 'close')
    }
  }
}
