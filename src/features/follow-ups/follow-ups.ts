import { AppError } from '../../domain/errors.ts'
import type { Leadership } from '../../domain/leadership.ts'
import { BackgroundTask } from '../../lib/time/background-task.ts'
import type { Clock } from '../../lib/time/clock.ts'
import type { Logger } from '../../logging/logger.ts'
import type { StartableScripts } from './ports.ts'
import type { FollowUpRepository } from './repository.ts'
import { type FollowUpStarter, unstartable } from './starter.ts'

export interface FollowUpsOptions {
  readonly repository: FollowUpRepository
  readonly starter: FollowUpStarter
  readonly scripts: StartableScripts
  /** The script that runs after failures for which no other is named. */
  readonly onFailureScript: number | undefined
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
  readonly #task: BackgroundTask

  constructor(options: FollowUpsOptions) {
    this.#options = options
    const { clock, logger } = options
    this.#task = new BackgroundTask({
      clock,
      work: () => this.#drain(),
      onError: (error) => {
        logger.error({ err: error }, 'scripts cannot be started after executions')
        return RETRY_MS
      },
    })
  }

  /** To be called when the engine has started. */
  start() {
    this.#task.start()
  }

  /** Of a setting whose script would not start, as that shows only after the first failure otherwise. */
  async warnOfUnusableScript(): Promise<void> {
    const { scripts, onFailureScript: id, logger } = this.#options
    if (id === undefined) return
    const reason = await scripts.load(id).then(unstartable, codeOf)
    if (reason !== undefined)
      logger.warn({ script_id: id, reason }, 'the script of ON_FAILURE_SCRIPT will not start after failures')
  }

  /** To be called when there may be pending ones. */
  wake() {
    this.#task.wake()
  }

  close(): Promise<void> {
    return this.#task.close()
  }

  /** Returns the time to wait before those that are left are tried again; without any, until it is woken. */
  async #drain(): Promise<number> {
    const { repository, starter, leadership } = this.#options
    while (!this.#task.signal.aborted) {
      if (!leadership.isLeader) return RETRY_MS
      const batch = await repository.pending(BATCH)
      if (batch.length === 0) return leadership.isShared ? RETRY_MS : Infinity
      const reasons = await Promise.all(batch.map((each) => starter.start(each)))
      if (reasons.some((reason) => reason !== undefined)) return BLOCKED_PAUSE_MS
    }
    return 0
  }
}

const codeOf = (error: unknown): string => {
  if (error instanceof AppError) return error.code
  throw error
}
