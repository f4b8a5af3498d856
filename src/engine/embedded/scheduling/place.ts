import type { FairPlaces } from '../../../lib/async/fair-places.ts'

/** The place of a running execution among those that compute. */
export interface Place {
  /** Gives it up while the execution only waits. */
  leave(): void
  /** Takes one again; `undefined` when that took no time. Does not wait on when the signal is aborted. */
  enter(signal: AbortSignal): Promise<void> | undefined
}

/** For ad hoc runs, which are not counted. */
export const UNCOUNTED: Place = { leave: () => undefined, enter: () => undefined }

export interface PlaceOptions {
  readonly caller: string
  readonly places: FairPlaces
  /** Called when the place is free for others. */
  onFree(): void
  /** Calls `resume` when there is a place; it may be called without need. */
  queue(resume: () => void): void
}

/** A place that is held, until it is left. */
export class CountedPlace implements Place {
  readonly #options: PlaceOptions
  #isHeld = true

  constructor(options: PlaceOptions) {
    this.#options = options
  }

  leave() {
    if (!this.#isHeld) return
    const { caller, places, onFree } = this.#options
    this.#isHeld = false
    places.release(caller)
    onFree()
  }

  enter(signal: AbortSignal): Promise<void> | undefined {
    const { promise, resolve } = Promise.withResolvers<void>()
    const resume = () => {
      if (this.#isHeld) return
      this.#isHeld = true
      this.#options.places.take(this.#options.caller)
      signal.removeEventListener('abort', resume)
      resolve()
    }
    this.#options.queue(resume)
    if (this.#isHeld) return undefined
    if (signal.aborted) resume()
    else signal.addEventListener('abort', resume, { once: true })
    return promise
  }
}
