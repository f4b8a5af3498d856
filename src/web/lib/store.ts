import { useEffect, useState } from 'preact/hooks'

/** A value that components follow. */
export class Store<T> {
  #value: T
  readonly #listeners = new Set<() => void>()

  constructor(value: T) {
    this.#value = value
  }

  get value(): T {
    return this.#value
  }

  set(value: T): void {
    if (Object.is(value, this.#value)) return
    this.#value = value
    for (const listener of [...this.#listeners]) listener()
  }

  /** Returns the function that ends it. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => {
      this.#listeners.delete(listener)
    }
  }
}

/** The value of a store; the component renders again when it changes. */
export const useStore = <T>(store: Store<T>): T => {
  const [, render] = useState({})
  const { value } = store
  useEffect(() => {
    const end = store.subscribe(() => render({}))
    // It may have changed between rendering and subscribing.
    if (!Object.is(value, store.value)) render({})
    return end
  }, [store])
  return value
}
