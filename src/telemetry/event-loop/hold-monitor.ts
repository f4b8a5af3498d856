import type { Logger } from '../../logging/logger.ts'

/** A hold can be longer than reported by what ran before the timer was due, which is less than this. */
const TICK_MS = 10
const WARNING_MS = 200
const WINDOW_MS = 60_000

export interface HoldMonitorOptions {
  readonly logger: Logger
  /** Monotonic time, and the processor time of this thread. */
  readonly now: () => number
  readonly processorMs: () => number
}

export interface Hold {
  /** In processor time, so that a busy machine does not count. */
  readonly ms: number
  readonly cause: string
}

interface Interval extends Hold {
  readonly after: string
  readonly before: string
}

const UNKNOWN = 'unknown'
const NONE: Hold = { ms: 0, cause: UNKNOWN }

const longer = <T extends Hold>(one: T, other: T): T => (other.ms > one.ms ? other : one)

/**
 * Measures how long the event loop is held, and by what. Asking for the running work costs too much on every request
 * and node, so these only leave marks: what lies between the two marks that are furthest apart is what held the loop.
 */
export class HoldMonitor {
  readonly #options: HoldMonitorOptions
  #processorMs: number
  #mark = UNKNOWN
  #markedAt: number
  /** The longest interval between two marks since the last tick. */
  #widest: Interval = { ...NONE, after: UNKNOWN, before: UNKNOWN }
  #windowStart: number
  #current = NONE
  #previous = NONE

  constructor(options: HoldMonitorOptions) {
    this.#options = options
    this.#processorMs = options.processorMs()
    this.#markedAt = options.now()
    this.#windowStart = this.#markedAt
  }

  /** The longest hold of the last one to two minutes. */
  get longest(): Hold {
    return longer(this.#current, this.#previous)
  }

  /** Returns the function that stops it. */
  start(): () => void {
    const timer = setInterval(() => this.tick(), TICK_MS).unref()
    return () => clearInterval(timer)
  }

  /** Work of this kind begins. */
  begin(work: string): void {
    this.#pass(work, this.#mark)
  }

  /** Work of this kind has ended; when it was long, it is what held the loop until now. */
  end(work: string): void {
    this.#pass(work, work)
  }

  /** To be called by a timer: finds out how much was computed since it was due. */
  tick(): void {
    const { now, processorMs, logger } = this.#options
    this.#pass(this.#mark, this.#mark)
    const used = processorMs()
    const ms = Math.round(used - this.#processorMs)
    const { cause, after, before } = this.#widest
    this.#processorMs = used
    this.#widest = { ...NONE, after: UNKNOWN, before: UNKNOWN }
    this.#rotate(now())
    this.#current = longer(this.#current, { ms, cause })
    if (ms > WARNING_MS) logger.warn({ held_ms: ms, cause, after, before }, 'event loop held')
  }

  #pass(mark: string, cause: string) {
    const now = this.#options.now()
    const ms = now - this.#markedAt
    if (ms > this.#widest.ms) this.#widest = { ms, cause, after: this.#mark, before: mark }
    this.#mark = mark
    this.#markedAt = now
  }

  #rotate(now: number) {
    if (now - this.#windowStart < WINDOW_MS) return
    this.#windowStart = now
    this.#previous = this.#current
    this.#current = NONE
  }
}
