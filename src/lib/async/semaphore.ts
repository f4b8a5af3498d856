/** At most `limit` holders at once; the rest wait in order. An aborted signal ends the wait with its reason. */
export class Semaphore {
  readonly #limit: number
  readonly #waiting = new Set<() => void>()
  #held = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  /** Takes a permit if one is free; the caller must then call `release`. */
  take(): boolean {
    if (this.#held >= this.#limit) return false
    this.#held++
    return true
  }

  async run<T>(task: () => Promise<T> | T, signal?: AbortSignal): Promise<T> {
    signal?.throwIfAborted()
    if (!this.take()) await this.#turn(signal)
    try {
      return await task()
    } finally {
      this.release()
    }
  }

  #turn(signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const take = () => {
        signal?.removeEventListener('abort', leave)
        resolve()
      }
      const leave = () => {
        this.#waiting.delete(take)
        reject(signal?.reason)
      }
      this.#waiting.add(take)
      signal?.addEventListener('abort', leave, { once: true })
    })
  }

  release() {
    const [next] = this.#waiting
    if (!next) {
      this.#held--
      return
    }
    // The permit passes to the next waiter, so the count stays.
    this.#waiting.delete(next)
    next()
  }
}
