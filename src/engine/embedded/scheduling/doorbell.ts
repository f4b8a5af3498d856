/** Notifies waiting steps of one execution, by their keys, that something has arrived for them. */
export class Doorbell {
  readonly #rings = new Map<string, () => void>()

  /** From now on, the step is notified; of several waiters for one step, the last one is. */
  listen(key: string): { readonly rung: Promise<void>; ring(): void; leave(): void } {
    const { promise, resolve } = Promise.withResolvers<void>()
    const ring = () => resolve()
    this.#rings.set(key, ring)
    const leave = () => {
      if (this.#rings.get(key) === ring) this.#rings.delete(key)
    }
    return { rung: promise, ring, leave }
  }

  ring(key: string) {
    this.#rings.get(key)?.()
  }
}
