import { timeOf } from '../../../lib/store/ids.ts'
import { BackgroundTask } from '../../../lib/time/background-task.ts'
import type { AlarmClock } from '../../../lib/time/clock.ts'
import type { Logger } from '../../../logging/logger.ts'
import type { FileFolder, StoredExecutions } from '../ports.ts'
import { ROOT } from './delivery-files.ts'

export interface AbandonedFilesOptions {
  readonly folder: FileFolder
  readonly store: Pick<StoredExecutions, 'present'>
  readonly clock: AlarmClock
  readonly logger: Logger
}

/** Of ids of executions, which are the names of the folders. */
const PREFIX = 'ex'
const HOUR_MS = 60 * 60 * 1000
/** Younger ones stay: a restored backup does not know the last executions, but a later one may be restored yet. */
const MIN_AGE_MS = 7 * 24 * HOUR_MS

/** Removes the files of deliveries whose executions have been deleted, or were never accepted. */
export class AbandonedFiles {
  readonly #options: AbandonedFilesOptions
  readonly #task: BackgroundTask

  constructor(options: AbandonedFilesOptions) {
    this.#options = options
    const { clock, logger } = options
    this.#task = new BackgroundTask({
      clock,
      work: async () => {
        await this.pass()
        return HOUR_MS
      },
      onError: (error) => {
        logger.error({ err: error }, 'abandoned files of deliveries cannot be removed')
        return HOUR_MS
      },
    })
  }

  start() {
    this.#task.start()
  }

  close(): Promise<void> {
    return this.#task.close()
  }

  /** Returns how many executions had left files. */
  async pass(): Promise<number> {
    const { folder, logger } = this.#options
    const { signal } = this.#task
    let removed = 0
    let after = ''
    for (;;) {
      const names = await folder.namesAfter(ROOT, after, signal)
      const last = names.at(-1)
      if (last === undefined) break
      after = last
      for (const name of await this.#abandoned(names)) {
        signal.throwIfAborted()
        await folder.clear(`${ROOT}/${name}`, signal)
        removed++
      }
    }
    if (removed > 0) logger.info({ removed }, 'files of deliveries without executions removed')
    return removed
  }

  async #abandoned(names: readonly string[]): Promise<readonly string[]> {
    const { store, clock } = this.#options
    const before = clock.now() - MIN_AGE_MS
    // Nothing with another name is ours to remove.
    const old = names.filter((name) => (timeOf(PREFIX, name) ?? before) < before)
    const present = await store.present(old)
    return old.filter((name) => !present.has(name))
  }
}
