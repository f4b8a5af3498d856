import type { IncomingMessage, ServerResponse } from 'node:http'
import { Queue } from '../../lib/async/queue.ts'

/** Enough that what is written together makes a large commit. */
const PLACES = 64
/** What has been inside for two rounds waits for something else, and leaves the processor to others. */
const ROUND_MS = 20
/** How often it is looked whether the processor has time for more. */
const LOOK_MS = 5
const BUSY = 0.5

const CAME_AT = Symbol('when a request came that had to wait')

type Request = IncomingMessage & { [CAME_AT]?: number }

/** When a request came that had to wait, by the clock of the limiter. */
export const cameAt = (request: Request | undefined): number | undefined => request?.[CAME_AT]

/** A monotonic clock that knows how busy the event loop was. */
type LoopClock = Pick<typeof performance, 'now' | 'eventLoopUtilization'>

/** A request at the limiter. */
export interface Visit {
  readonly request: Request
  readonly response: Pick<ServerResponse, 'destroyed'>
  begin(): void
  /** In which round it was let in; 0 while it waits. */
  round: number
}

/**
 * Lets so many requests in at once, and the others in the order of their coming. One that is under way holds many times
 * the memory of one that waits here: with a thousand of them moving all of that about takes half of the time.
 */
export class ConcurrencyLimiter {
  readonly #clock: LoopClock
  readonly #waiting = new Queue<Visit>()
  #round = 1
  #roundBeganAt: number
  /** Those inside that were let in in this round, and in the one before. */
  #recent = 0
  #before = 0
  #timer: NodeJS.Timeout | undefined

  constructor(clock: LoopClock = performance) {
    this.#clock = clock
    this.#roundBeganAt = clock.now()
  }

  /** How many wait. */
  get waiting(): number {
    return this.#waiting.size
  }

  /** Calls `begin` when there is a place, unless the client has gone by then. What it gives is to `leave` at the end. */
  enter(request: Request, response: Visit['response'], begin: () => void): Visit {
    const visit = { request, response, begin, round: 0 }
    this.#waiting.push(visit)
    if (this.#isFull) this.#pass()
    this.#fill()
    if (visit.round === 0) this.#wait(visit)
    return visit
  }

  leave({ round }: Visit): void {
    if (round === this.#round) this.#recent--
    else if (round !== 0 && round === this.#round - 1) this.#before--
    this.#fill()
  }

  get #isFull(): boolean {
    return this.#recent + this.#before >= PLACES
  }

  #letIn(visit: Visit): void {
    visit.round = this.#round
    this.#recent++
    visit.begin()
  }

  #wait(visit: Visit): void {
    visit.request[CAME_AT] = this.#clock.now()
    if (!this.#timer) this.#lookLater()
  }

  #lookLater(): void {
    const before = this.#clock.eventLoopUtilization()
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      const { utilization } = this.#clock.eventLoopUtilization(before)
      // All who are inside wait for something else.
      if (utilization < BUSY) this.#advance(2)
      else this.#pass()
      this.#fill()
      if (this.#waiting.size > 0) this.#lookLater()
    }, LOOK_MS)
  }

  /** Goes on to the next round when this one is over. */
  #pass(): void {
    const rounds = Math.floor((this.#clock.now() - this.#roundBeganAt) / ROUND_MS)
    if (rounds > 0) this.#advance(rounds)
  }

  #advance(rounds: number): void {
    this.#before = rounds === 1 ? this.#recent : 0
    this.#recent = 0
    this.#round += rounds
    this.#roundBeganAt = this.#clock.now()
  }

  #fill(): void {
    while (this.#waiting.size > 0 && !this.#isFull) {
      const next = this.#waiting.shift()
      if (next && !next.response.destroyed) this.#letIn(next)
    }
  }
}
