import { AppError } from '../../domain/errors.ts'

export interface StreamLimits {
  readonly perCaller: number
  readonly total: number
}

/** Limits how many event streams are open at once, per caller and overall. */
export class StreamSlots {
  readonly #limits: StreamLimits
  readonly #open = new Map<string, Set<AbortController>>()
  #total = 0

  constructor(limits: StreamLimits) {
    this.#limits = limits
  }

  /**
   * Claims a slot for one more stream. Its signal aborts when the caller loses access.
   * @throws AppError `TOO_MANY_STREAMS`
   */
  acquire(caller: string) {
    const own = this.#open.get(caller) ?? new Set()
    if (own.size >= this.#limits.perCaller || this.#total >= this.#limits.total) {
      throw new AppError('TOO_MANY_STREAMS')
    }
    const slot = new AbortController()
    this.#open.set(caller, own.add(slot))
    this.#total++
    return { signal: slot.signal, release: () => this.#release(caller, slot) }
  }

  /** Ends every stream of a caller. */
  endAll(caller: string): void {
    for (const slot of this.#open.get(caller) ?? []) slot.abort()
  }

  #release(caller: string, slot: AbortController): void {
    const own = this.#open.get(caller)
    if (!own?.delete(slot)) return
    this.#total--
    if (own.size === 0) this.#open.delete(caller)
  }
}
