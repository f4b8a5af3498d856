import type { Clock } from '../lib/time/clock.ts'
import type { Logger } from '../logging/logger.ts'
import { databaseTrouble } from './errors.ts'

/** Reads can succeed while writes fail, so that each has its own trouble. */
export type Access = 'read' | 'write'

/** Logs when the database becomes unusable and when it is usable again, not each time that it is asked. */
export class TroubleLog {
  readonly #logger: Logger
  readonly #clock: Pick<Clock, 'now'>
  readonly #since = new Map<Access, number>()

  constructor(logger: Logger, clock: Pick<Clock, 'now'>) {
    this.#logger = logger
    this.#clock = clock
  }

  failed(access: Access, error: unknown) {
    const reason = databaseTrouble(error)
    if (reason === undefined || this.#since.has(access)) return
    this.#since.set(access, this.#clock.now())
    this.#logger.error({ access, reason, error: String(error) }, 'database unavailable')
  }

  succeeded(access: Access) {
    const since = this.#since.get(access)
    if (since === undefined) return
    this.#since.delete(access)
    this.#logger.info({ access, duration_ms: this.#clock.now() - since }, 'database available again')
  }
}
