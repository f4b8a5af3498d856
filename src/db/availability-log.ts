import type { Clock } from '../lib/time/clock.ts'
import type { Logger } from '../logging/logger.ts'
import { unavailableReason } from './errors.ts'

/** Tracked separately: reads can succeed while writes fail. */
export type Access = 'read' | 'write'

/** Logs when the database becomes unavailable and when it is available again, instead of every failed statement. */
export class AvailabilityLog {
  readonly #logger: Logger
  readonly #clock: Pick<Clock, 'now'>
  readonly #failing = new Map<Access, { readonly since: number; readonly reason: string }>()

  constructor(logger: Logger, clock: Pick<Clock, 'now'>) {
    this.#logger = logger
    this.#clock = clock
  }

  /** Why the last access of this kind failed; `undefined` when it succeeded. */
  problem(access: Access): string | undefined {
    return this.#failing.get(access)?.reason
  }

  failed(access: Access, error: unknown) {
    const reason = unavailableReason(error)
    if (reason === undefined) return
    const before = this.#failing.get(access)
    this.#failing.set(access, { since: before?.since ?? this.#clock.now(), reason })
    if (before) return
    this.#logger.error({ access, reason, error: String(error) }, 'database unavailable')
  }

  succeeded(access: Access) {
    const failing = this.#failing.get(access)
    if (!failing) return
    this.#failing.delete(access)
    this.#logger.info({ access, duration_ms: this.#clock.now() - failing.since }, 'database available again')
  }
}
