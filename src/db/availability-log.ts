import type { Clock } from '../lib/time/clock.ts'
import type { Logger } from '../logging/logger.ts'
import { unavailableReason } from './errors.ts'

/** Tracked separately: reads can succeed while writes fail. */
export type Access = 'read' | 'write'

/** Logs when the database becomes unavailable and when it is available again, instead of every failed statement. */
export class AvailabilityLog {
  readonly #logger: Logger
  readonly #clock: Pick<Clock, 'now'>
  readonly #since = new Map<Access, number>()

  constructor(logger: Logger, clock: Pick<Clock, 'now'>) {
    this.#logger = logger
    this.#clock = clock
  }

  failed(access: Access, error: unknown) {
    const reason = unavailableReason(error)
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
