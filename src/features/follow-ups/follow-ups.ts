import type { Leadership } from '../../domain/leadership.ts'
import type { Clock } from '../../lib/time/clock.ts'
import type { Logger } from '../../logging/logger.ts'
import type { FollowUpRepository } from './repository.ts'
import type { FollowUpStarter } from './starter.ts'

export interface FollowUpsOptions {
  readonly repository: FollowUpRepository
  readonly starter: FollowUpStarter
  readonly leadership: Leadership
  readonly clock: Clock
  readonly logger: Logger
}

/** At once; their executions share commits. */
const BATCH = 50
/** After some that could not start because there was no free place. */
const BLOCKED_PAUSE_MS = 250
/** After an error. */
const RETRY_MS = 1000

/** Starts the scripts that follow executions, one batch after another, until none is pending; then waits to be woken. */
export class FollowUps {
  readonly #options: FollowUpsOptions
  readonly #stop = new AbortController()
  /** Aborted by a wake-up. */
  #idle = new AbortController()
  #running: Promise<void> = Promise.resolve()

  constructor(options: FollowUpsOptions) {
    this.#options = options
  }

  /** To be called when the engine has started. */
  start() {
    this.#running = this.#run()
  }

  /** To be called when there may be pending ones. */
  wake() {
    this.#idle.abort()
  }

  async close(): Promise<void> {
    this.#stop.abort()
    this.wake()
    await this.#running
  }

  async #run(): Promise<void> {
    const { clock, logger } = this.#options
    const { signal } = this.#stop
    while (!signal.aborted) {
      // Before looking, so that no wake-up is lost that comes meanwhile.
      this.#idle = new AbortController()
      const pause = await this.#drain().catch((error) => {
        logger.error({ err: error }, 'scripts cannot be started after executions')
        return RETRY_MS
      })
      if (signal.aborted) return
      if (pause > 0) await clock.sleep(pause, signal).catch(() => undefined)
      else await aborted(this.#idle.signal)
    }
  }

  /** Gives the time to wait before those that are left are tried again; 0 when there are none. */
  async #drain(): Promise<number> {
    const { repository, starter, leadership } = this.#options
    while (!this.#stop.signal.aborted) {
      if (!leadership.isLeader) return RETRY_MS
      const batch = await repository.pending(BATCH)
      if (batch.length === 0) return 0
      const reasons = await Promise.all(batch.map((each) => starter.start(each)))
      if (reasons.some((reason) => reason !== undefined)) return BLOCKED_PAUSE_MS
    }
    return 0
  }
}

const aborted = (signal: AbortSignal): Promise<unknown> =>
  signal.aborted
    ? Promise.resolve()
    : new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
