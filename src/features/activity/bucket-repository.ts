import type { Database } from '../../db/client.ts'
import { FINAL_STATUSES, type FinalStatus } from '../../engine/records.ts'
import type { Turns } from '../../lib/async/turns.ts'
import { isoTime } from '../../lib/time/clock.ts'

export interface BucketFilter {
  /** The start of the first hour, in ms since the epoch. */
  readonly from: number
  /** The start of the hour after the last one. */
  readonly before: number
  readonly scriptId?: number | undefined
}

/** Executions that ended within a period with durations of one class: how many with each status, and how long all took. */
export interface ClassRow extends Readonly<Record<FinalStatus | 'duration_ms' | 'duration_class', number>> {
  readonly script_id: number
  /** The hour, or as much of it as was asked for. */
  readonly period: string
}

/** How many executions of a script ended in a period. */
export interface TrendRow {
  readonly script_id: number
  readonly period: string
  readonly executions: number
}

const SUMS = Object.fromEntries(
  [...FINAL_STATUSES, 'duration_ms'].map((column) => [column, `sum(${column})`]),
)
const ALL = FINAL_STATUSES.join(' + ')

const HOUR_MS = 3_600_000
// A whole history in one statement would hold the event loop, and a statement for every few rows takes longer than they do.
const FIRST_SLICE_MS = 6 * HOUR_MS
/** How many counters a statement is to read; a millisecond's worth. */
const AIM = 1500

/** Reads the hourly counters. */
export class BucketRepository {
  readonly #database: Database
  readonly #turns: Turns

  constructor(database: Database, turns: Turns) {
    this.#database = database
    this.#turns = turns
  }

  /** Sums over all scripts by period and class; a period may come several times. */
  byPeriod(filter: BucketFilter, prefix: number): Promise<ClassRow[]> {
    const columns = { period: 'substr(bucket, 1, ?)', duration_class: 'duration_class', ...SUMS }
    return this.#sliced<ClassRow>(filter, { columns, args: [prefix] })
  }

  /** Sums by script and class; a script may come several times. */
  byScript(filter: BucketFilter): Promise<ClassRow[]> {
    const columns = { script_id: 'script_id', duration_class: 'duration_class', ...SUMS }
    return this.#sliced<ClassRow>(filter, { columns, args: [] })
  }

  /** How many executions of each of these scripts ended in each period; a period may come several times. */
  trends(filter: BucketFilter, prefix: number, scripts: readonly number[]): Promise<TrendRow[]> {
    const columns = { script_id: 'script_id', period: 'substr(bucket, 1, ?)', executions: `sum(${ALL})` }
    const where = 'script_id IN (SELECT value FROM json_each(?))'
    return this.#sliced<TrendRow>(filter, { columns, where, args: [prefix, JSON.stringify(scripts)] })
  }

  /** Names of these scripts, as far as they exist. */
  async names(scripts: readonly number[]): Promise<ReadonlyMap<number, string>> {
    const { rows } = await this.#database.execute({
      sql: 'SELECT id, name FROM scripts WHERE id IN (SELECT value FROM json_each(?))',
      args: [JSON.stringify(scripts)],
    })
    return new Map(rows.map(({ id, name }) => [Number(id), String(name)]))
  }

  async #sliced<R>({ from, before, scriptId }: BucketFilter, grouping: Grouping): Promise<R[]> {
    const script = scriptId === undefined ? [] : [scriptId]
    const scope = ['bucket >= ?', 'bucket < ?', ...script.map(() => 'script_id = ?')]
    const sql = groupedSql(grouping, scope)
    const found: R[] = []
    for (let start = from, length = FIRST_SLICE_MS; start < before; ) {
      if (this.#turns.isOver) await this.#turns.next()
      const end = Math.min(start + length, before)
      const slice = [isoTime(start), isoTime(end), ...script]
      const { rows } = await this.#database.execute({ sql, args: [...grouping.args, ...slice] })
      // Guarantee: the statement makes objects of the columns.
      const groups: R[] = JSON.parse(String(rows[0]?.found))
      for (const group of groups) found.push(group)
      start = end
      length = nextLength(length, Number(rows[0]?.counters))
    }
    return found
  }
}

/** Counters summed up by the first two columns. */
interface Grouping {
  /** SQL by names. */
  readonly columns: Readonly<Record<string, string>>
  readonly where?: string
  readonly args: readonly (string | number)[]
}

/** One row of JSON, as the driver takes longer for many rows than SQLite does for all of this. */
const groupedSql = ({ columns, where }: Grouping, scope: readonly string[]): string => {
  const names = Object.keys(columns)
  const selected = names.map((name) => `${columns[name]} AS ${name}`)
  const conditions = [...(where === undefined ? [] : [where]), ...scope]
  return `SELECT json_group_array(json_object(${names.map((name) => `'${name}', ${name}`)})) AS found,
      coalesce(sum(counters), 0) AS counters
    FROM (SELECT ${selected}, count(*) AS counters FROM execution_buckets
      WHERE ${conditions.join(' AND ')} GROUP BY 1, 2)`
}

/** In whole hours, and at most four times as long, as the next hours may have more counters. */
const nextLength = (length: number, counters: number): number => {
  const factor = Math.min(4, AIM / Math.max(1, counters))
  return Math.max(1, Math.floor((length * factor) / HOUR_MS)) * HOUR_MS
}
