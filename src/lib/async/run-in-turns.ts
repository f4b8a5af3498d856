import type { Turns } from './turns.ts'

/** Work that can pause wherever it yields. */
export type Pausable<T> = Generator<void, T>

/** Does the work of a caller over as many turns of the event loop as it takes. */
export const runInTurns = async <T>(work: Pausable<T>, turns: Turns, caller?: string): Promise<T> => {
  for (;;) {
    const { done, value } = work.next()
    if (done) return value
    if (turns.isOver) await turns.next(caller)
  }
}

/** Does the work at once. */
export const runAtOnce = <T>(work: Pausable<T>): T => {
  for (;;) {
    const { done, value } = work.next()
    if (done) return value
  }
}
