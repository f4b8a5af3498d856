import type { IncomingMessage, ServerResponse } from 'node:http'
import { FairQueue } from '../../lib/async/fair-queue.ts'
import { networkOf } from '../../lib/net/network.ts'
import { ActiveRequests, type Claim } from './active-requests.ts'

/** A request that is active for two rounds waits for something other than the processor, and gives up its slot. */
const ROUND_MS = 20
const PROBE_MS = 5
const BUSY_UTILIZATION = 0.5

/** For how long after requests of two callers each has only its share. */
const SHARED_MS = 1000
/** While there are others, one caller may have this part of the slots, which are then in the way of theirs. */
const SHARE = 1 / 8
/** For how long requests may then follow each other before what others have begun has its turn of the event loop. */
const TURN_MS = 1

const QUEUED_AT = Symbol('when a request was queued')

type Request = IncomingMessage & { [QUEUED_AT]?: number }

/** When a request was queued by the limiter, by its clock; undefined if it was admitted at once. */
export const queuedAt = (request: Request | undefined): number | undefined => request?.[QUEUED_AT]

/** A monotonic clock that measures the load of the event loop. */
type LoopClock = Pick<typeof performance, 'now' | 'eventLoopUtilization'>

/** A request's claim to a slot, to be passed to `leave` when the request ends. */
export interface Ticket extends Claim {
  readonly request: Request
  readonly response: Pick<ServerResponse, 'destroyed'>
  start(): void
}

const addressOf = (request: Request): string => networkOf(request.socket.remoteAddress ?? '')

// Not verified yet, but it tells the callers behind a proxy apart.
const secretOf = ({ headers }: Request): string => headers.authorization ?? String(headers['x-api-key'] ?? '')

const callerOf = (address: string, secret: string): string => `${address} ${secret}`

const inTurn = () => 0

/**
 * Admits a limited number of requests at once and queues the others, from which addresses are served in turn, and the
 * keys of an address likewise: a request in progress holds many times the memory of a queued one. While there are
 * several callers, each has a share of the slots. See docs/decisions/0021-concurrency-limiter.md.
 */
export class ConcurrencyLimiter {
  readonly #maxActive: number
  readonly #clock: LoopClock
  readonly #queue = new FairQueue<Ticket>()
  readonly #active = new ActiveRequests()
  #roundStartedAt: number
  #last = { caller: '', at: Number.NEGATIVE_INFINITY }
  #isSharedUntil = 0
  /** When the turn of the event loop is used up; unknown until a request is admitted in it. */
  #turnEndsAt: number | undefined
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
    const [address, secret] = [addressOf(request), secretOf(request)]
    const ticket = { request, response, start, caller: callerOf(address, secret), round: 0 }
    this.#noteCaller(ticket.caller)
    if (this.#active.total >= this.#maxActive || !this.#isWithinShare(ticket.caller)) this.#advanceByTime()
    this.#admitQueued()
    if (this.#mayAdmit(ticket.caller)) {
      this.#admit(ticket)
      return ticket
    }
    this.#queue.push(address, secret, ticket)
    request[QUEUED_AT] = this.#clock.now()
    if (!this.#probe) this.#scheduleProbe()
    return ticket
  }

  leave(ticket: Ticket): void {
    this.#active.remove(ticket)
    this.#admitQueued()
  }

  #noteCaller(caller: string): void {
    const now = this.#clock.now()
    if (this.#last.caller !== caller && now < this.#last.at + SHARED_MS) this.#isSharedUntil = now + SHARED_MS
    this.#last = { caller, at: now }
  }

  #mayAdmit(caller: string): boolean {
    return this.#hasSlot && this.#isWithinShare(caller)
  }

  get #isShared(): boolean {
    return this.#clock.now() < this.#isSharedUntil
  }

  get #hasSlot(): boolean {
    return this.#active.total < this.#maxActive && !this.#isTurnOver
  }

  /** Whether requests have to wait for the next turn. */
  get #isTurnOver(): boolean {
    if (!this.#isShared) return false
    if (this.#turnEndsAt !== undefined) return this.#clock.now() >= this.#turnEndsAt
    this.#turnEndsAt = this.#clock.now() + TURN_MS
    setImmediate(() => {
      this.#turnEndsAt = undefined
      this.#admitQueued()
    })
    return false
  }

  #isWithinShare(caller: string): boolean {
    return this.#active.of(caller) < this.#maxActive * SHARE || !this.#isShared
  }

  #admitQueued(): void {
    const isWithinShare = (address: string, secret: unknown) =>
      this.#isWithinShare(callerOf(address, String(secret)))
    while (this.#queue.size > 0 && this.#hasSlot) {
      const ticket = this.#queue.take(inTurn, isWithinShare)
      if (!ticket) return
      if (!ticket.response.destroyed) this.#admit(ticket)
    }
  }

  #admit(ticket: Ticket): void {
    this.#active.add(ticket)
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

  /** Frees the slots of requests that were admitted before the round that is now the previous one. */
  #advance(rounds: number): void {
    this.#active.advance(rounds)
    this.#roundStartedAt = this.#clock.now()
  }
}
