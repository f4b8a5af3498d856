import type { Leadership } from '../../../domain/leadership.ts'
import type { RetentionRule } from '../../../domain/retention-rule.ts'
import { earliestId } from '../../../lib/store/ids.ts'
import { BackgroundTask } from '../../../lib/time/background-task.ts'
import { type Clock, isoTime } from '../../../lib/time/clock.ts'
import type { Logger } from '../../../logging/logger.ts'
import { EXECUTION_ID_PREFIX } from '../service.ts'
import type { RetentionRepository } from './repository.ts'

export interface RetentionOptions {
  readonly repository: RetentionRepository
  /** Only the leader deletes. */
  readonly leadership: Leadership
  readonly clock: Clock
  readonly logger: Logger
  readonly rule: RetentionRule
  /** Size of the database above which the oldest executions are deleted; 0 for no limit. */
  readonly bytes: number
  /** Deletes something of less value than an execution; `false` when there is nothing. */
  freeSpace(): Promise<boolean>
  /** Deletes some versions of scripts that are too old; `false` when there are none. */
  pruneVersions(): Promise<boolean>
}

const DAY_MS = 24 * 60 * 60 * 1000
const PASS_INTERVAL_MS = 60_000
// A batch of this size takes about a millisecond; the pause between two of them leaves time for requests.
const BATCH_SIZE = 25
const BATCH_PAUSE_MS = 15

/** Deletes old executions in the background, in small batches, and returns their space to the file system. */
export class Retention {
  readonly #options: RetentionOptions
  readonly #task: BackgroundTask

  constructor(options: RetentionOptions) {
    this.#options = options
    const { clock, logger } = options
    this.#task = new BackgroundTask({
      clock,
      work: async () => {
        if (options.leadership.isLeader) await this.pass()
        return PASS_INTERVAL_MS
      },
      onError: (error) => {
        logger.error({ err: error }, 'pruning failed')
        return PASS_INTERVAL_MS
      },
    })
  }

  start() {
    this.#task.start()
  }

  close(): Promise<void> {
    return this.#task.close()
  }

  /** One pass over all rules; returns the number of deleted executions. */
  async pass(): Promise<number> {
    const { repository, rule, bytes } = this.#options
    let deleted = await this.#apply(rule, undefined)
    for (const { id, rule: own } of await repository.scriptRules()) deleted += await this.#apply(own, id)
    await this.#inBatches(this.#options.pruneVersions)
    while (bytes > 0 && (await repository.usedBytes()) > bytes) {
      if (await this.#freeSpace()) continue
      const gone = await this.#prune({ limit: BATCH_SIZE })
      if (gone === 0) break
      deleted += gone
    }
    if (deleted > 0) {
      await repository.pruneContents()
      this.#options.logger.info({ deleted }, 'executions pruned')
    }
    await this.#returnSpace()
    return deleted
  }

  async #apply({ days = 0, count = 0 }: RetentionRule, scriptId: number | undefined): Promise<number> {
    const { clock, repository } = this.#options
    const scope = scriptId === undefined ? {} : { scriptId }
    let deleted = 0
    if (days > 0) {
      const time = Math.max(0, clock.now() - days * DAY_MS)
      const old = { before: earliestId(EXECUTION_ID_PREFIX, time), endedBefore: isoTime(time) }
      deleted += await this.#pruneAll(() => this.#prune({ ...scope, ...old, limit: BATCH_SIZE }))
    }
    if (count > 0) {
      let surplus = (await repository.count(scriptId)) - count
      deleted += await this.#pruneAll(async () => {
        const gone = surplus > 0 ? await this.#prune({ ...scope, limit: Math.min(BATCH_SIZE, surplus) }) : 0
        surplus -= gone
        return gone
      })
    }
    return deleted
  }

  async #pruneAll(batch: () => Promise<number>): Promise<number> {
    let deleted = 0
    for (let gone = await batch(); gone > 0; gone = await batch()) deleted += gone
    return deleted
  }

  async #prune(rule: Parameters<RetentionRepository['prune']>[0]): Promise<number> {
    const { repository, clock } = this.#options
    const gone = await repository.prune(rule)
    if (gone > 0) await clock.sleep(BATCH_PAUSE_MS, this.#task.signal)
    return gone
  }

  async #inBatches(deleteSome: () => Promise<boolean>): Promise<void> {
    while (await deleteSome()) await this.#options.clock.sleep(BATCH_PAUSE_MS, this.#task.signal)
  }

  async #freeSpace(): Promise<boolean> {
    const { freeSpace, clock } = this.#options
    const hasFreed = await freeSpace()
    if (hasFreed) await clock.sleep(BATCH_PAUSE_MS, this.#task.signal)
    return hasFreed
  }

  async #returnSpace(): Promise<void> {
    const { repository, clock } = this.#options
    while (await repository.returnSpace()) await clock.sleep(BATCH_PAUSE_MS, this.#task.signal)
  }
}
