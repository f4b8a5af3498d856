/** Runs tasks with the same key one after the other, in order; tasks with different keys run at once. */
export class KeyedQueue<Key> {
  readonly #last = new Map<Key, Promise<unknown>>()

  async run<Result>(key: Key, task: () => Promise<Result>): Promise<Result> {
    const previous = this.#last.get(key) ?? Promise.resolve()
    const turn = previous.then(task, task)
    this.#last.set(key, turn)
    try {
      return await turn
    } finally {
      if (this.#last.get(key) === turn) this.#last.delete(key)
    }
  }
}
