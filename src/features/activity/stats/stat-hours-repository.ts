import type { Database } from '../../../db/client.ts'
import { isoTime } from '../../../lib/time/clock.ts'
import type { BucketFilter } from '../bucket-repository.ts'

export interface StatRow {
  readonly key: string
  readonly value: number
}

export interface StatPeriodRow extends StatRow {
  /** The beginning of an ISO-8601 time. */
  readonly period: string
}

const READ_VALUES = `SELECT stat_key AS key, stat_value AS value FROM dashboard_stats
  WHERE stat_key = coalesce(?, stat_key) ORDER BY stat_key LIMIT ?`

// In SQLite, the other columns are those of the row that has the maximum.
const READ_LAST = `SELECT stat_key AS key, stat_value AS value, substr(bucket, 1, ?) AS period, max(bucket)
  FROM stat_hours WHERE stat_key IN (SELECT value FROM json_each(?)) AND bucket >= ? AND bucket < ? GROUP BY 1, 3`

const READ_BEFORE = `SELECT stat_key AS key, stat_value AS value, max(bucket)
  FROM stat_hours WHERE stat_key IN (SELECT value FROM json_each(?)) AND bucket < ? GROUP BY 1`

/** What statistics were at the end of hours. */
export class StatHoursRepository {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  /** The first statistics by key, or the one of a key, as they are now. */
  async values(key: string | undefined, limit: number): Promise<StatRow[]> {
    const { rows } = await this.#database.execute({ sql: READ_VALUES, args: [key ?? null, limit] })
    return rows.map(({ key: name, value }) => ({ key: String(name), value: Number(value) }))
  }

  /** The last value of each statistic in each period in which it changed. */
  async last(
    keys: readonly string[],
    { from, before }: BucketFilter,
    prefix: number,
  ): Promise<StatPeriodRow[]> {
    const { rows } = await this.#database.execute({
      sql: READ_LAST,
      args: [prefix, JSON.stringify(keys), isoTime(from), isoTime(before)],
    })
    return rows.map(({ key, value, period }) => ({
      key: String(key),
      value: Number(value),
      period: String(period),
    }))
  }

  /** The last value of each statistic before a time, as far as it is kept. */
  async before(keys: readonly string[], ms: number): Promise<ReadonlyMap<string, number>> {
    const { rows } = await this.#database.execute({
      sql: READ_BEFORE,
      args: [JSON.stringify(keys), isoTime(ms)],
    })
    return new Map(rows.map(({ key, value }) => [String(key), Number(value)]))
  }
}
