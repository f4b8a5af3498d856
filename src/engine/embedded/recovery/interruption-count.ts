import type { ExecutionRecord } from '../../records.ts'

/**
 * How often the process has died during an execution, as its record tells the next process: while the execution
 * computes, this process counts as dead already.
 */
export class InterruptionCount {
  readonly #execution: ExecutionRecord
  readonly #onChange: () => void
  /** The deaths of earlier processes; one for all that a single node has ended after. */
  #earlier: number

  constructor(execution: ExecutionRecord, onChange: () => void) {
    this.#execution = execution
    this.#onChange = onChange
    this.#earlier = execution.interruptions
  }

  markComputing(isComputing: boolean) {
    const interruptions = this.#earlier + (isComputing ? 1 : 0)
    if (interruptions === this.#execution.interruptions) return
    this.#execution.interruptions = interruptions
    this.#onChange()
  }

  /** A node has ended that the process has not survived so often: from now on these deaths count as one. */
  settle(count: number) {
    const surplus = Math.max(0, Math.min(count, this.#earlier) - 1)
    if (surplus === 0) return
    this.#earlier -= surplus
    this.#execution.interruptions -= surplus
    this.#onChange()
  }
}
