import { AppError } from '../../domain/errors.ts'
import type { AlarmClock } from '../../lib/time/clock.ts'

export interface StreamLimits {
  readonly perCaller: number
  readonly total: number
}

/** The right to one open stream. */
export interface StreamSlot {
  /** Aborts when the stream must end. */
  readonly signal: AbortSignal
  release(): void
}

/** Limits how many event streams are open at once, per caller and overall. */
export class StreamSlots {
  readonly #limits: StreamLimits
  readonly #clock: AlarmClock
  readonly #open = new Map<string, Set<AbortController>>()
  #total = 0

  constructor(limits: StreamLimits, clock: AlarmClock) {
    this.#limits = limits
    this.#clock = clock
  }

  /**
   * Claims a slot for one more stream. Its signal aborts when the caller loses access, at `expiresAt` (milliseconds
   * since the epoch) at the latest.
   * @throws AppError `TOO_MANY_STREAMS`
   */
  acquire(caller: string, expiresAt = Number.POSITIVE_INFINITY): StreamSlot {
    const own = this.#open.get(caller) ?? new Set()
    if (own.size >= this.#limits.perCaller || this.#total >= this.#limits.total) {
      throw new AppError('TOO_MANY_STREAMS')
    }
    const slot = new AbortController()
    this.#open.set(caller, own.add(slot))
    this.#total++
    const stopTimer = this.#abortAt(expiresAt, slot)
    return {
      signal: slot.signal,
      release: () => {
        stopTimer()
        this.#release(caller, slot)
      },
    }
  }

  /** Ends every stream of a caller. */
  endAll(caller: string): void {
    for (const slot of this.#open.get(caller) ?? []) slot.abort()
  }

  #abortAt(time: number, slot: AbortController): () => void {
    if (!Number.isFinite(time)) return () => undefined
    return this.#clock.after(Math.max(0, time - this.#clock.now()), () => slot.abort())
  }

  #release(caller: string, slot: AbortController): void {
    const own = this.#open.get(caller)
    if (!own?.delete(slot)) return
    this.#total--
    if (own.size === 0) this.#open.delete(caller)
  }
}
