import type { Clock } from '../../../lib/time/clock.ts'
import { readPeriod } from '../buckets.ts'
import type { StatHistory, StatHistoryQuery } from '../schema.ts'
import type { StatHoursRepository } from './stat-hours-repository.ts'

/** Statistics over time, from what they were at the end of each hour. */
export class StatHistoryService {
  readonly #hours: StatHoursRepository
  readonly #clock: Clock

  constructor(hours: StatHoursRepository, clock: Clock) {
    this.#hours = hours
    this.#clock = clock
  }

  async list({ key, limit, ...period }: StatHistoryQuery): Promise<StatHistory[]> {
    const { starts, range, prefix } = readPeriod(period, this.#clock.now())
    const stats = await this.#hours.values(key, limit)
    const keys = stats.map((stat) => stat.key)
    const [last, before] = await Promise.all([
      this.#hours.last(keys, range, prefix),
      this.#hours.before(keys, range.from),
    ])
    const byKey = Map.groupBy(last, (row) => row.key)
    return stats.map((stat) => {
      const changes = new Map(byKey.get(stat.key)?.map((row) => [row.period, row.value]))
      let value = before.get(stat.key) ?? null
      const values_by_bucket = starts.map((start) => (value = changes.get(start.slice(0, prefix)) ?? value))
      return { ...stat, values_by_bucket }
    })
  }
}
