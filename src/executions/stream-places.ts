import { AppError } from '../lib/errors.ts'

export interface StreamLimits {
  readonly perCaller: number
  readonly total: number
}

/** Counts the event streams that are open, by caller and over all. */
export class StreamPlaces {
  readonly #limits: StreamLimits
  readonly #open = new Map<string, Set<AbortController>>()
  #total = 0

  constructor(limits: StreamLimits) {
    this.#limits = limits
  }

  /**
   * A place for one more stream. Its signal says that the caller has lost the right to it.
   * @throws AppError `TOO_MANY_STREAMS`
   */
  take(caller: string) {
    const own = this.#open.get(caller) ?? new Set()
    if (own.size >= this.#limits.perCaller || this.#total >= this.#limits.total) {
      throw new AppError('TOO_MANY_STREAMS')
    }
    const place = new AbortController()
    this.#open.set(caller, own.add(place))
    this.#total++
    return { signal: place.signal, leave: () => this.#leave(caller, place) }
  }

  /** Ends every stream of a caller. */
  endAll(caller: string): void {
    for (const place of this.#open.get(caller) ?? []) place.abort()
  }

  #leave(caller: string, place: AbortController): void {
    const own = this.#open.get(caller)
    if (!own?.delete(place)) return
    this.#total--
    if (own.size === 0) this.#open.delete(caller)
  }
}
