import { Queue } from '../../lib/async/queue.ts'
import type { EmbeddedExecution } from './execution.ts'

export interface SchedulerOptions {
  /** Executions running at once. */
  readonly limit: number
  /** While it is `false`, nothing starts. */
  readonly isOpen: () => boolean
}

/** Starts executions in the order of their arrival, as many at once as are allowed. */
export class Scheduler {
  readonly #options: SchedulerOptions
  readonly #queue = new Queue<EmbeddedExecution>()
  #running = 0

  constructor(options: SchedulerOptions) {
    this.#options = options
  }

  get running(): number {
    return this.#running
  }

  enqueue(execution: EmbeddedExecution) {
    this.#queue.push(execution)
    this.#startQueued()
  }

  /** Each is enqueued when the one before it has ended. */
  async enqueueInOrder(executions: readonly EmbeddedExecution[]): Promise<void> {
    for (const execution of executions) {
      if (!this.#options.isOpen()) return
      this.enqueue(execution)
      await execution.finished.catch(() => undefined)
    }
  }

  #startQueued() {
    const { limit, isOpen } = this.#options
    while (isOpen() && this.#running < limit) {
      const execution = this.#queue.shift()
      if (!execution) return
      // A cancelled execution has started without its turn.
      if (execution.hasStarted) continue
      this.#running++
      execution.start()
      execution.finished.then(this.#startNext, this.#startNext)
    }
  }

  readonly #startNext = () => {
    this.#running--
    this.#startQueued()
  }
}
