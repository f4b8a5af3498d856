import {
  FairSemaphore,
  type FairSemaphoreOptions,
  NOBODY,
  type Share,
} from '../../lib/async/fair-semaphore.ts'
import { memorySize } from '../../lib/system/memory-size.ts'

const MiB = 1024 * 1024
/** What the program takes with everything that MEMORY_LIMIT_BYTES allows by default, and small tasks in all threads. */
const OTHER_BYTES = 384 * MiB
/** What a large task may take. */
const TASK_BYTES = 128 * MiB
/** A caller leaves some room to others where there is any. */
const SHARE = 0.75

/** Characters of JSON, or bytes of a file, up to which a task is small. */
export const SMALL_TASK = 512 * 1024

/** The values of a task, or what it makes of them, are too large for it to run beside any number of others. */
export class TaskTooLarge extends Error {}

export type LargeTasksOptions = Pick<FairSemaphoreOptions, 'queueLimit' | 'onQueueFull'> & {
  /** How much memory the process may use. */
  readonly memoryBytes?: number
}

/** Lets as many tasks of threads with large values run at once as there is memory for, of all pools together. */
export class LargeTasks {
  readonly #places: FairSemaphore

  constructor({ memoryBytes = memorySize(), ...queue }: LargeTasksOptions) {
    const limit = Math.max(1, Math.floor((memoryBytes - OTHER_BYTES) / TASK_BYTES))
    this.#places = new FairSemaphore({ limit, share: Math.max(1, Math.floor(limit * SHARE)), ...queue })
  }

  /** Runs a task as a small one and, if it is `TaskTooLarge`, once more as a large one when there is room. */
  async run<T>(
    attempt: (isLarge: boolean) => Promise<T>,
    share: Share = NOBODY,
    signal?: AbortSignal,
  ): Promise<T> {
    try {
      return await attempt(false)
    } catch (error) {
      if (!(error instanceof TaskTooLarge)) throw error
    }
    return this.#places.run(() => attempt(true), share, signal)
  }
}
