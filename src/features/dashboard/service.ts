import { AppError } from '../../domain/errors.ts'
import { byFinalStatus } from '../../engine/records.ts'
import type { Overview, StatsRepository } from './repository.ts'
import type { DashboardStats } from './schema.ts'

type Numbers = Readonly<Record<string, number>>

/** The statistics of the dashboard. */
export class DashboardService {
  readonly #repository: StatsRepository

  constructor(repository: StatsRepository) {
    this.#repository = repository
  }

  async stats(): Promise<DashboardStats> {
    return toStats(await this.#repository.overview())
  }

  /**
   * Sets these statistics, if the current ones fulfil the condition, and keeps all others; returns how many were set.
   * @throws AppError `PRECONDITION_FAILED`
   */
  async set(values: Numbers, isAccepted?: (current: DashboardStats) => boolean): Promise<number> {
    const { length } = Object.keys(values)
    if (!isAccepted) {
      if (length > 0) await this.#repository.set(values)
    } else if (!(await this.#repository.setIf(values, (overview) => isAccepted(toStats(overview)))))
      throw new AppError('PRECONDITION_FAILED')
    return length
  }

  /** @throws AppError `STAT_OUT_OF_RANGE` */
  async increment(deltas: Numbers): Promise<Record<string, number>> {
    return Object.fromEntries(await this.#repository.add(deltas))
  }
}

const toStats = ({
  stats,
  active,
  inactive,
  scheduled,
  queued,
  running,
  waiting,
  totals,
}: Overview): DashboardStats => {
  const counts = new Map(totals.map(([status, count]) => [status, count]))
  const ended = sum(counts.values())
  return {
    stats: Object.fromEntries(stats),
    total_scripts: active + inactive,
    active_scripts: active,
    inactive_scripts: inactive,
    executions: {
      scheduled,
      queued,
      running,
      waiting,
      ...byFinalStatus((status) => counts.get(status) ?? 0),
    },
    average_duration_ms: average(sum(totals.map(([, , durationMs]) => durationMs)), ended),
  }
}

const sum = (numbers: Iterable<number>): number => Iterator.from(numbers).reduce((all, each) => all + each, 0)

/** Rounded to a hundredth of a millisecond, because most executions take only a few. */
const average = (all: number, count: number): number | null =>
  count === 0 ? null : Math.round((all / count) * 100) / 100
