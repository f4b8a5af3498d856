import type { Leadership } from '../../domain/leadership.ts'
import type { Clock } from '../../lib/time/clock.ts'
import type { Logger } from '../../logging/logger.ts'

export interface DutiesOptions {
  readonly clock: Clock
  readonly logger: Logger
}

export interface OverdueWork {
  /** Has those carried out that were to start before a time, in ms since the epoch. */
  restart(time: number): Promise<void>
}

/** How often one host looks for what has been accepted and never started, and how late that must be. */
const OVERDUE_MS = 5000

/** What one host does for all: while it does, this one leads. */
export class Duties implements Leadership {
  readonly #options: DutiesOptions
  #served = 0

  constructor(options: DutiesOptions) {
    this.#options = options
  }

  get isLeader(): boolean {
    return this.#served > 0
  }

  async serve(loss: AbortSignal, { restart }: OverdueWork): Promise<void> {
    const { clock, logger } = this.#options
    this.#served++
    logger.info({}, 'this host serves schedules, follow-ups and retention for all')
    try {
      while (!loss.aborted) {
        await restart(clock.now() - OVERDUE_MS).catch((error: unknown) =>
          logger.error({ err: error }, 'executions that are overdue could not be started'),
        )
        await clock.sleep(OVERDUE_MS, loss).catch(() => undefined)
      }
    } finally {
      this.#served--
    }
  }
}
