import type { LiveExecution } from './live-execution.ts'

/** Executions that run one after another although they are not enqueued together. */
export class Sequences {
  readonly #ends = new Map<string, Promise<unknown>>()

  /** Adds some at the end; resolves when those before them have ended, `undefined` when there are none. */
  append(name: string, executions: readonly LiveExecution[]): Promise<unknown> | undefined {
    const before = this.#ends.get(name)
    const ended = Promise.allSettled([before, ...executions.map(({ ended }) => ended)]).then(() => {
      if (this.#ends.get(name) === ended) this.#ends.delete(name)
    })
    this.#ends.set(name, ended)
    return before
  }
}
