import { earliestId } from '../../../lib/store/ids.ts'
import type { ErrorCount, IdRange, RecentRepository } from './recent-repository.ts'

/** Executions by the times of their creation in ms since the epoch, those of one script or of all. */
export interface RecentFilter {
  readonly since: number
  readonly until: number
  readonly scriptId: number | undefined
}

export interface RecentRun {
  readonly scriptId: number
  readonly nodeId: string
  readonly type: string
  readonly isFailed: boolean
  readonly durationMs: number
}

export interface RecentStart {
  readonly createdAt: number
  readonly startedAt: number
  readonly scheduledAt: number | undefined
}

/** How many executions were read, and whether these are all, with all of their nodes. */
export interface Looked {
  readonly executions: number
  readonly isComplete: boolean
}

const MAX_EXECUTIONS = { runs: 1000, starts: 2000 }

/** Statistics over many stored executions, for features that show them. */
export class RecentExecutions {
  readonly #repository: RecentRepository
  readonly #prefix: string

  /** @param prefix of the ids of executions */
  constructor(repository: RecentRepository, prefix: string) {
    this.#repository = repository
    this.#prefix = prefix
  }

  async eachNodeRun(filter: RecentFilter, use: (run: RecentRun) => void): Promise<Looked> {
    let executions = 0
    let isComplete = true
    const range = { ...this.#range(filter), limit: MAX_EXECUTIONS.runs }
    const isAll = await this.#repository.runs(range, (scriptId, runs, isWhole) => {
      executions++
      isComplete &&= isWhole
      for (const [nodeId, type, status, durationMs] of runs) {
        use({ scriptId, nodeId, type, isFailed: status === 'failed', durationMs })
      }
    })
    return { executions, isComplete: isComplete && isAll }
  }

  async eachStart(filter: RecentFilter, use: (start: RecentStart) => void): Promise<Looked> {
    let executions = 0
    const range = { ...this.#range(filter), limit: MAX_EXECUTIONS.starts }
    const isComplete = await this.#repository.starts(range, (createdAt, startedAt, scheduledAt) => {
      executions++
      use({
        createdAt: Date.parse(createdAt),
        startedAt: Date.parse(startedAt),
        scheduledAt: scheduledAt === null ? undefined : Date.parse(scheduledAt),
      })
    })
    return { executions, isComplete }
  }

  failures(filter: RecentFilter): Promise<readonly ErrorCount[]> {
    return this.#repository.failures(this.#range(filter))
  }

  queuedSince(): Promise<string | undefined> {
    return this.#repository.queuedSince()
  }

  #range({ since, until, scriptId }: RecentFilter): IdRange {
    const from = earliestId(this.#prefix, since)
    return { from, before: earliestId(this.#prefix, until + 1), scriptId }
  }
}
