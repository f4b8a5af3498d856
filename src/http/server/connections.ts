import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { ConcurrencyLimiter } from './concurrency-limiter.ts'
import { ConnectionTable } from './connection-table.ts'
import type { ServerLimits } from './limits.ts'
import { Pipeline } from './pipeline.ts'

/** The open connections of a server and their pending answers. */
export class Connections {
  readonly #pipelines = new Map<Duplex, Pipeline>()
  readonly #table: ConnectionTable
  readonly #limiter: ConcurrencyLimiter
  readonly #server: Server
  readonly #limits: ServerLimits

  constructor(server: Server, limits: ServerLimits) {
    this.#server = server
    this.#limits = limits
    this.#limiter = new ConcurrencyLimiter(limits.active)
    this.#table = new ConnectionTable(limits.connections)
    // A connection that only waits for its answer is not stalled.
    server.setTimeout(limits.stallMs, (socket) => {
      if (socket.writableLength > 0 || !this.#pipelines.get(socket)?.size) socket.destroy()
    })
    server.on('connection', (socket) => {
      this.#pipelines.set(socket, new Pipeline(socket))
      socket.once('close', () => this.#pipelines.delete(socket))
      this.#table.add(socket)
    })
  }

  /**
   * Calls `answer` once the earlier requests of the connection are answered and this one is admitted. A connection
   * with too many pipelined requests is closed instead.
   */
  begin(request: IncomingMessage, response: ServerResponse, answer: () => void): void {
    const { socket } = request
    const pipeline = this.#pipelines.get(socket)
    if (!pipeline || pipeline.size === this.#limits.pipelined) {
      socket.destroy()
      return
    }
    if (!this.#server.listening) response.setHeader('connection', 'close')
    this.#table.markBusy(socket)
    pipeline.add({ response, start: () => this.#admit(request, response, answer) })
  }

  #admit(request: IncomingMessage, response: ServerResponse, answer: () => void): void {
    const { socket } = request
    // Supervisors must not take a server that is merely busy for dead.
    const ticket = this.#limits.probes.has(request.url ?? '')
      ? undefined
      : this.#limiter.enter(request, response, answer)
    response.once('close', () => {
      if (ticket) this.#limiter.leave(ticket)
      if (!socket.destroyed && !this.#pipelines.get(socket)?.size) this.#table.markIdle(socket)
      // The connection counts as idle only after this event.
      if (!this.#server.listening) setImmediate(() => this.#server.closeIdleConnections())
    })
    if (!ticket) answer()
  }

  /** The number of requests that wait for admission. */
  get waiting(): number {
    return this.#limiter.waiting
  }

  /** Whether part of an answer has been sent, so that an error answer would corrupt it. */
  isAnswering(socket: Duplex): boolean {
    return this.#pipelines.get(socket)?.isAnswering ?? false
  }

  /** Adds `Connection: close` to every answer that has not started. */
  closeAfterAnswers(): void {
    for (const pipeline of this.#pipelines.values()) pipeline.closeAfterAnswers()
  }
}
