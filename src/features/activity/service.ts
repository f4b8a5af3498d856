import { byFinalStatus, FINAL_STATUSES } from '../../engine/records.ts'
import type { Clock } from '../../lib/time/clock.ts'
import type { BucketRepository, ClassRow } from './bucket-repository.ts'
import { readPeriod } from './buckets.ts'
import { percentilesOf } from './percentiles.ts'
import { average } from './rounding.ts'
import type { ActivityQuery, ScriptActivity, SeriesQuery, TimeBucket } from './schema.ts'

/** Ended executions over time, from the hourly counters. */
export class ActivityService {
  readonly #buckets: BucketRepository
  readonly #clock: Clock

  constructor(buckets: BucketRepository, clock: Clock) {
    this.#buckets = buckets
    this.#clock = clock
  }

  /** All buckets from `since` to `until`, including empty ones. */
  async timeseries({ script_id: scriptId, ...period }: SeriesQuery): Promise<TimeBucket[]> {
    const { starts, range, prefix } = readPeriod(period, this.#clock.now())
    const rows = await this.#buckets.byPeriod({ ...range, scriptId }, prefix)
    const byPeriod = Map.groupBy(rows, (row) => row.period)
    return starts.map((bucket) => ({ bucket, ...totalsOf(byPeriod.get(bucket.slice(0, prefix)) ?? []) }))
  }

  /** The scripts with the largest numbers. */
  async scripts({ sort, limit, ...period }: ActivityQuery): Promise<ScriptActivity[]> {
    const { starts, range, prefix } = readPeriod(period, this.#clock.now())
    const key = keyOf(sort)
    const rows = Map.groupBy(await this.#buckets.byScript(range), (row) => row.script_id)
    const first = [...rows]
      .map(([id, own]) => ({ id, totals: totalsOf(own) }))
      .filter(({ totals }) => totals.executions > 0)
      .sort((a, b) => (b.totals[key] ?? -1) - (a.totals[key] ?? -1) || a.id - b.id)
      .slice(0, limit)
    const ids = first.map(({ id }) => id)
    const [names, trends] = await Promise.all([
      this.#buckets.names(ids),
      this.#buckets.trends(range, prefix, ids),
    ])
    const counts = new Map<string, number>()
    for (const { script_id, period: at, executions } of trends) {
      const place = `${script_id} ${at}`
      counts.set(place, (counts.get(place) ?? 0) + executions)
    }
    return first.map(({ id, totals }) => ({
      script_id: id,
      script_name: names.get(id) ?? null,
      ...totals,
      executions_by_bucket: starts.map((start) => counts.get(`${id} ${start.slice(0, prefix)}`) ?? 0),
    }))
  }
}

// Guarantee: each order is `-` and the name of a number.
const keyOf = (sort: ActivityQuery['sort']) =>
  sort.slice(1) as Exclude<keyof ReturnType<typeof totalsOf>, 'x'>

const totalsOf = (rows: readonly ClassRow[]) => {
  const counts = byFinalStatus((status) => rows.reduce((sum, row) => sum + row[status], 0))
  const classes = Map.groupBy(rows, ({ duration_class }) => duration_class)
  const byClass = [...classes].map(([duration_class, members]) => ({
    duration_class,
    executions: members.reduce((sum, row) => sum + endedOf(row), 0),
    duration_ms: members.reduce((sum, row) => sum + row.duration_ms, 0),
  }))
  const executions = byClass.reduce((sum, each) => sum + each.executions, 0)
  const duration = byClass.reduce((sum, each) => sum + each.duration_ms, 0)
  return {
    executions,
    ...counts,
    average_duration_ms: average(duration, executions),
    ...percentilesOf(byClass),
  }
}

const endedOf = (row: ClassRow): number => FINAL_STATUSES.reduce((sum, status) => sum + row[status], 0)
