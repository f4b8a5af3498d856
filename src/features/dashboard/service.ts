import { AppError, validationFailed } from '../../domain/errors.ts'
import { byFinalStatus } from '../../engine/records.ts'
import { type Clock, isoTime } from '../../lib/time/clock.ts'
import { bucketPrefix, bucketStart, bucketStarts } from './buckets.ts'
import type { BucketRow, Overview, StatsRepository } from './repository.ts'
import type { DashboardStats, SeriesQuery, TimeBucket } from './schema.ts'

type Numbers = Readonly<Record<string, number>>

const MAX_BUCKETS = 1000
const DEFAULT_BUCKETS = { hour: 24, day: 30, month: 12 } as const

/** The statistics of the dashboard. */
export class DashboardService {
  readonly #repository: StatsRepository
  readonly #clock: Clock

  constructor(repository: StatsRepository, clock: Clock) {
    this.#repository = repository
    this.#clock = clock
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

  /** All buckets from `since` to `until`, including empty ones. */
  async timeseries({ bucket, since, until, script_id: scriptId }: SeriesQuery): Promise<TimeBucket[]> {
    const end = until === undefined ? this.#clock.now() : Date.parse(until)
    const begin = since === undefined ? bucketStart(bucket, end, -DEFAULT_BUCKETS[bucket]) : Date.parse(since)
    const starts = bucketStarts(bucket, { since: begin, until: end }, MAX_BUCKETS)
    if (!starts) {
      const values = { maximum: MAX_BUCKETS }
      throw validationFailed([{ path: 'query.since', code: 'too_many_buckets', values }])
    }
    const prefix = bucketPrefix[bucket]
    const rows = await this.#repository.buckets({
      from: isoTime(bucketStart(bucket, begin)),
      before: isoTime(bucketStart(bucket, end, 1)),
      prefix,
      scriptId,
    })
    const byPeriod = new Map(rows.map((row) => [row.bucket, row]))
    return starts.map(isoTime).map((start) => toTimeBucket(start, byPeriod.get(start.slice(0, prefix))))
  }
}

const toTimeBucket = (bucket: string, row: BucketRow | undefined): TimeBucket => {
  const counts = byFinalStatus((status) => row?.[status] ?? 0)
  const executions = sum(Object.values(counts))
  return { bucket, executions, ...counts, average_duration_ms: average(row?.duration_ms ?? 0, executions) }
}

const toStats = ({
  stats,
  active,
  inactive,
  scheduled,
  queued,
  running,
  totals,
}: Overview): DashboardStats => {
  const counts = new Map(totals.map(([status, count]) => [status, count]))
  const ended = sum(counts.values())
  return {
    stats: Object.fromEntries(stats),
    total_scripts: active + inactive,
    active_scripts: active,
    inactive_scripts: inactive,
    executions: { scheduled, queued, running, ...byFinalStatus((status) => counts.get(status) ?? 0) },
    average_duration_ms: average(sum(totals.map(([, , durationMs]) => durationMs)), ended),
  }
}

const sum = (numbers: Iterable<number>): number => Iterator.from(numbers).reduce((all, each) => all + each, 0)

/** Rounded to a hundredth of a millisecond, because most executions take only a few. */
const average = (all: number, count: number): number | null =>
  count === 0 ? null : Math.round((all / count) * 100) / 100
