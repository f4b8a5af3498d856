import type { MaybePromise } from './maybe-promise.ts'

/** Hands over what was put in, in order, to one reader that waits for it. */
export class Mailbox<T> {
  #items: T[] = []
  #failure: { readonly error: unknown } | undefined
  #wake: (() => void) | undefined

  put(item: T) {
    this.#items.push(item)
    this.#wake?.()
  }

  /** Makes the next `take` reject, whatever is in. */
  fail(error: unknown) {
    this.#failure ??= { error }
    this.#wake?.()
  }

  /** Everything that is in; waits until there is something. Throws or rejects with what `fail` was told. */
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
