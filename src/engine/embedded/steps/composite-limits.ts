import type { AlarmClock } from '../../../lib/time/clock.ts'
import { compositeOf, pathOf } from '../../step-key.ts'

export interface CompositeLimit {
  readonly ms: number
  /** The signal of what surrounds the loop or call. */
  readonly outer: AbortSignal
  readonly clock: AlarmClock
  onExpired(): void
}

/** The time limits of opened loops and calls, by their step keys; each aborts what runs inside. */
export class CompositeLimits {
  readonly #controllers = new Map<string, AbortController>()

  /** Returns the signal for what runs inside. */
  start(key: string, { ms, outer, clock, onExpired }: CompositeLimit): AbortSignal {
    const controller = new AbortController()
    const { signal } = controller
    outer.addEventListener('abort', () => controller.abort(outer.reason), { signal })
    this.#controllers.set(key, controller)
    signal.addEventListener('abort', clock.after(ms, onExpired))
    return signal
  }

  /** Aborts what still runs inside. */
  abort(key: string, reason?: Error) {
    this.#controllers.get(key)?.abort(reason)
  }

  end(key: string) {
    this.abort(key)
    this.#controllers.delete(key)
  }

  /** The signal of the innermost limit around a path; `undefined` when there is none. */
  signalAround(path: string): AbortSignal | undefined {
    if (this.#controllers.size === 0) return undefined
    for (let key = compositeOf(path); key !== ''; key = compositeOf(pathOf(key))) {
      const controller = this.#controllers.get(key)
      if (controller) return controller.signal
    }
    return undefined
  }
}
