import type { MaybePromise } from './maybe-promise.ts'

/** An unbounded queue with one reader that waits for items and takes them all at once. */
export class Mailbox<T> {
  #items: T[] = []
  #failure: { readonly error: unknown } | undefined
  #wake: (() => void) | undefined

  put(item: T) {
    this.#items.push(item)
    this.#wake?.()
  }

  /** Makes every later `take` fail with this error, even when there are items. */
  fail(error: unknown) {
    this.#failure ??= { error }
    this.#wake?.()
  }

  /** Takes all items; waits while there are none. Throws or rejects with the error given to `fail`. */
  take(): MaybePromise<readonly T[]> {
    return this.#items.length === 0 && !this.#failure ? this.#takeLater() : this.#takeNow()
  }

  async #takeLater(): Promise<readonly T[]> {
    await new Promise<void>((resolve) => {
      this.#wake = resolve
    })
    this.#wake = undefined
    return this.#takeNow()
  }

  #takeNow(): readonly T[] {
    if (this.#failure) throw this.#failure.error
    const items = this.#items
    this.#items = []
    return items
  }
}
