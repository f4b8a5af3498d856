import { threadProcessorMs } from '../../lib/system/processor-time.ts'
import { type Controls, isCancelled } from './controls.ts'

/**
 * How long a task may take. Its own time is that of the processor, so that the same work ends in the same way however
 * busy the machine is; the time in all is a far wider bound behind it.
 */
export interface TimeLimits {
  /** Milliseconds of the processor, and asleep. */
  readonly timeoutMs: number
  /** Milliseconds from the start to the end. */
  readonly wallTimeMs: number
}

export type ExceededTime = keyof TimeLimits

/** Measures one task of this thread, from its creation. */
export class TaskTimer {
  readonly #limits: TimeLimits
  readonly #controls: Controls
  readonly #startedAt = performance.now()
  readonly #cpuAtStart = threadProcessorMs()
  #sleptMs = 0

  constructor(limits: TimeLimits, controls: Controls) {
    this.#limits = limits
    this.#controls = controls
  }

  /** The limit that is exceeded, if one is. Cheap until the task has lasted for its time limit. */
  exceeded(): ExceededTime | undefined {
    const { timeoutMs, wallTimeMs } = this.#limits
    const elapsed = performance.now() - this.#startedAt
    if (elapsed <= timeoutMs) return undefined
    if (elapsed > wallTimeMs) return 'wallTimeMs'
    return this.#usedMs() > timeoutMs ? 'timeoutMs' : undefined
  }

  /** Sleeps until the time is over or the task is cancelled; `false` at once when its limit does not allow that. */
  sleep(ms: number): boolean {
    if (this.#usedMs() + ms > this.#limits.timeoutMs) return false
    const start = performance.now()
    if (!isCancelled(this.#controls)) Atomics.wait(this.#controls.cancelled, 0, 0, ms)
    this.#sleptMs += performance.now() - start
    return true
  }

  #usedMs(): number {
    return threadProcessorMs() - this.#cpuAtStart + this.#sleptMs
  }
}
