/** Work that may run together, and work that runs alone, in the order of arrival. */
export class SharedLock {
  readonly #running = new Set<Promise<unknown>>()
  /** The last work that runs alone, until it has ended. */
  #alone: Promise<unknown> | undefined

  /** Starts at once, unless work that runs alone is under way or waits. */
  shared<T>(work: () => Promise<T>): Promise<T> {
    if (this.#alone) return this.#alone.then(() => this.shared(work))
    const running = work()
    const ended: Promise<void> = settled(running).then(() => void this.#running.delete(ended))
    this.#running.add(ended)
    return running
  }

  /** Waits for everything before it; everything after it waits. The work must not use the lock itself. */
  exclusive<T>(work: () => Promise<T>): Promise<T> {
    const before = [this.#alone, ...this.#running]
    const running = Promise.all(before).then(work)
    const ended: Promise<void> = settled(running).then(() => {
      if (this.#alone === ended) this.#alone = undefined
    })
    this.#alone = ended
    return running
  }
}

const settled = (promise: Promise<unknown>): Promise<void> =>
  promise.then(
    () => undefined,
    () => undefined,
  )
