import { readdir, rm, stat } from 'node:fs/promises'
import { join, parse } from 'node:path'
import { makePrivateFolder } from '../../lib/system/private-file.ts'
import { BackgroundTask } from '../../lib/time/background-task.ts'
import { type Clock, fileTime } from '../../lib/time/clock.ts'
import { nextTime } from '../../lib/time/cron.ts'
import type { Logger } from '../../logging/logger.ts'

export interface BackupScheduleOptions {
  readonly clock: Clock
  readonly logger: Logger
  /** Path of the database; the names of backups start with its name. */
  readonly database: string
  /** Cron expression, in UTC. */
  readonly schedule: string
  /** Folder of the backups, created if it is missing. */
  readonly dir: string
  /** Number of backups to keep; 0 for all. */
  readonly keep: number
  /** Rejects if the backup is not complete, also when the signal has stopped it. */
  makeBackup(file: string, signal: AbortSignal): Promise<void>
}

// Bounds the delay after the clock was set or the machine was suspended.
const MAX_SLEEP_MS = 60_000

/** Makes a backup at each time of the schedule, one at a time, and removes surplus ones. */
export class BackupSchedule {
  readonly #options: BackupScheduleOptions
  readonly #folder: string
  readonly #name: string
  readonly #task: BackgroundTask
  #nextTime = 0

  constructor(options: BackupScheduleOptions) {
    this.#options = options
    this.#folder = options.dir
    this.#name = parse(options.database).name
    const { clock, logger } = options
    this.#task = new BackgroundTask({
      clock,
      work: () => this.#backUpIfDue(),
      onError: (error) => {
        logger.error({ err: error }, 'the schedule of backups failed')
        return MAX_SLEEP_MS
      },
    })
  }

  start() {
    this.#setNextTime()
    this.#task.start()
  }

  close(): Promise<void> {
    return this.#task.close()
  }

  #setNextTime() {
    const { clock, schedule } = this.#options
    this.#nextTime = nextTime(schedule, clock.now())
  }

  /** Returns the time to wait before it looks again. */
  async #backUpIfDue(): Promise<number> {
    const left = this.#nextTime - this.#options.clock.now()
    if (left > 0) return Math.min(left, MAX_SLEEP_MS)
    await this.#makeBackup()
    await this.#prune()
    this.#setNextTime()
    return 0
  }

  async #makeBackup(): Promise<void> {
    const { clock, logger, makeBackup } = this.#options
    const startedAt = clock.now()
    const file = join(this.#folder, `${this.#name}-${fileTime(startedAt)}.db`)
    try {
      await makePrivateFolder(this.#folder)
      await makeBackup(file, this.#task.signal)
      const { size } = await stat(file)
      logger.info({ file, bytes: size, duration_ms: clock.now() - startedAt }, 'backup made')
    } catch (error) {
      if (!this.#task.signal.aborted) logger.error({ err: error, file }, 'backup failed')
    }
  }

  /** Removes surplus backups and the remains of killed ones, but no files that the schedule has not made. */
  async #prune(): Promise<void> {
    const { keep, logger } = this.#options
    const folder = this.#folder
    const ours = new RegExp(`^${RegExp.escape(this.#name)}-\\d{8}T\\d{6}Z\\.db(\\.partial-.*)?$`)
    try {
      const found = (await readdir(folder)).filter((each) => ours.test(each)).sort()
      const complete = found.filter((each) => each.endsWith('.db'))
      // With 0 to keep, `slice(-0)` returns all of them, as it should.
      const kept = new Set(complete.slice(-keep))
      for (const each of found) if (!kept.has(each)) await rm(join(folder, each), { force: true })
    } catch (error) {
      logger.error({ err: error, folder }, 'old backups cannot be removed')
    }
  }
}
