/** At most `limit` holders at once; the rest wait in order. Waiting ends, or does not begin, when the signal is aborted. */
export class Semaphore {
  readonly #limit: number
  readonly #waiting = new Set<() => void>()
  #held = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  /** Takes a place if one is free; then `release` has to follow. */
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
    // The place passes to the next in line, so the count stays.
    this.#waiting.delete(next)
    next()
  }
}
