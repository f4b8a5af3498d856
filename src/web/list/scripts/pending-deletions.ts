import { Store } from '../../lib/store.ts'

const UNDO_MS = 8_000

export interface DeletionTarget {
  readonly id: number
}

/**
 * Scripts that are hidden, and deleted a little later: until then nothing has happened, so that undoing brings back
 * everything that belongs to the script, under the same id.
 */
export class PendingDeletions {
  readonly ids = new Store<ReadonlySet<number>>(new Set())
  readonly #timers = new Map<number, ReturnType<typeof setTimeout>>()
  readonly #remove: (id: number, isLeaving: boolean) => void

  constructor(remove: (id: number, isLeaving: boolean) => void) {
    this.#remove = remove
  }

  add(id: number): void {
    this.ids.set(new Set([...this.ids.value, id]))
    this.#timers.set(
      id,
      setTimeout(() => this.#finish(id, false), UNDO_MS),
    )
  }

  undo(id: number): void {
    clearTimeout(this.#timers.get(id))
    this.#timers.delete(id)
    this.show(id)
  }

  /** Shows the script again, as after a deletion that was refused. */
  show(id: number): void {
    this.ids.set(new Set([...this.ids.value].filter((each) => each !== id)))
  }

  /** Deletes all at once, as when the page is closed. */
  flush(): void {
    for (const id of [...this.#timers.keys()]) this.#finish(id, true)
  }

  #finish(id: number, isLeaving: boolean): void {
    clearTimeout(this.#timers.get(id))
    this.#timers.delete(id)
    this.#remove(id, isLeaving)
  }
}
