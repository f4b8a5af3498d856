import type { IncomingMessage, ServerResponse } from 'node:http'
import { FairQueue } from '../../lib/async/fair-queue.ts'
import { networkOf } from '../../lib/net/network.ts'

/** A request that is active for two rounds waits for something other than the processor, and gives up its slot. */
const ROUND_MS = 20
const PROBE_MS = 5
const BUSY_UTILIZATION = 0.5

const QUEUED_AT = Symbol('when a request was queued')

type Request = IncomingMessage & { [QUEUED_AT]?: number }

/** When a request was queued by the limiter, by its clock; undefined if it was admitted at once. */
export const queuedAt = (request: Request | undefined): number | undefined => request?.[QUEUED_AT]

/** A monotonic clock that measures the load of the event loop. */
type LoopClock = Pick<typeof performance, 'now' | 'eventLoopUtilization'>

/** A request's claim to a slot, to be passed to `leave` when the request ends. */
export interface Ticket {
  readonly request: Request
  readonly response: Pick<ServerResponse, 'destroyed'>
  start(): void
  /** The round of its admission; 0 while it is queued. */
  round: number
}

const addressOf = (request: Request): string => networkOf(request.socket.remoteAddress ?? '')

// Not verified yet, but it tells the callers behind a proxy apart.
const secretOf = ({ headers }: Request): string => headers.authorization ?? String(headers['x-api-key'] ?? '')

const inTurn = () => 0

/**
 * Admits a limited number of requests at once and queues the others, from which addresses are served in turn, and the
 * keys of an address likewise: a request in progress holds many times the memory of a queued one, see
 * docs/decisions/0021-concurrency-limiter.md.
 */
export class ConcurrencyLimiter {
  readonly #maxActive: number
  readonly #clock: LoopClock
  readonly #queue = new FairQueue<Ticket>()
  #round = 1
  #roundStartedAt: number
  /** Active requests that were admitted in this round, and in the previous one. */
  #current = 0
  #previous = 0
  #probe: NodeJS.Timeout | undefined

  constructor(maxActive: number, clock: LoopClock = performance) {
    this.#maxActive = maxActive
    this.#clock = clock
    this.#roundStartedAt = clock.now()
  }

  /** The number of queued requests. */
  get waiting(): number {
    return this.#queue.size
  }

  /** Calls `start` once there is a slot, unless the client has disconnected by then. */
  enter(request: Request, response: Ticket['response'], start: () => void): Ticket {
    const ticket = { request, response, start, round: 0 }
    if (this.#isFull) this.#advanceByTime()
    this.#admitQueued()
    if (!this.#isFull) {
      this.#admit(ticket)
      return ticket
    }
    this.#queue.push(addressOf(request), secretOf(request), ticket)
    request[QUEUED_AT] = this.#clock.now()
    if (!this.#probe) this.#scheduleProbe()
    return ticket
  }

  leave({ round }: Ticket): void {
    if (round === this.#round) this.#current--
    else if (round !== 0 && round === this.#round - 1) this.#previous--
    this.#admitQueued()
  }

  get #isFull(): boolean {
    return this.#current + this.#previous >= this.#maxActive
  }

  #admitQueued(): void {
    while (this.#queue.size > 0 && !this.#isFull) {
      const ticket = this.#queue.take(inTurn)
      if (ticket && !ticket.response.destroyed) this.#admit(ticket)
    }
  }

  #admit(ticket: Ticket): void {
    ticket.round = this.#round
    this.#current++
    ticket.start()
  }

  #scheduleProbe(): void {
    const before = this.#clock.eventLoopUtilization()
    this.#probe = setTimeout(() => {
      this.#probe = undefined
      const { utilization } = this.#clock.eventLoopUtilization(before)
      // While the event loop is idle, every active request waits for something else.
      if (utilization < BUSY_UTILIZATION) this.#advance(2)
      else this.#advanceByTime()
      this.#admitQueued()
      if (this.#queue.size > 0) this.#scheduleProbe()
    }, PROBE_MS).unref()
  }

  #advanceByTime(): void {
    const rounds = Math.floor((this.#clock.now() - this.#roundStartedAt) / ROUND_MS)
    if (rounds > 0) this.#advance(rounds)
  }

  /** Frees the slots of requests admitted before the round that is now the previous one. */
  #advance(rounds: number): void {
    this.#previous = rounds === 1 ? this.#current : 0
    this.#current = 0
    this.#round += rounds
    this.#roundStartedAt = this.#clock.now()
  }
}
