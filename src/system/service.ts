import type { Clock } from '../lib/clock.ts'
import { AppError } from '../lib/errors.ts'

export interface HealthOptions {
  /** Rejects when the database does not answer. */
  askDatabase(): Promise<unknown>
  /** Whether executions are run here: not before the start, not in standby, not while stopping. */
  isWorking(): boolean
  readonly clock: Pick<Clock, 'now'>
}

/** Tells supervisors how the server is. */
export class HealthService {
  readonly #options: HealthOptions

  constructor(options: HealthOptions) {
    this.#options = options
  }

  /** Gives how long the database took to answer, in milliseconds. @throws AppError `NOT_READY` */
  async ready(): Promise<number> {
    const { askDatabase, isWorking, clock } = this.#options
    if (!isWorking()) throw new AppError('NOT_READY')
    const begin = clock.now()
    await askDatabase()
    return Math.round((clock.now() - begin) * 1000) / 1000
  }
}
