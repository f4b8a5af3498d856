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

const SUMS = [...FINAL_STATUSES, 'duration_ms'].map((column) => `sum(${column}) AS ${column}`).join(', ')
const ALL = FINAL_STATUSES.join(' + ')

// A whole history in one statement would hold the event loop.
const SLICE_MS = 6 * 3_600_000

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
    return this.#sliced<ClassRow>(filter, (where) => ({
      sql: `SELECT substr(bucket, 1, ?) AS period, duration_class, ${SUMS} FROM execution_buckets
        WHERE ${where} GROUP BY 1, 2`,
      args: [prefix],
    }))
  }

  /** Sums by script and class; a script may come several times. */
  byScript(filter: BucketFilter): Promise<ClassRow[]> {
    return this.#sliced<ClassRow>(filter, (where) => ({
      sql: `SELECT script_id, duration_class, ${SUMS} FROM execution_buckets WHERE ${where} GROUP BY 1, 2`,
      args: [],
    }))
  }

  /** How many executions of each of these scripts ended in each period; a period may come several times. */
  trends(filter: BucketFilter, prefix: number, scripts: readonly number[]): Promise<TrendRow[]> {
    return this.#sliced<TrendRow>(filter, (where) => ({
      sql: `SELECT script_id, substr(bucket, 1, ?) AS period, sum(${ALL}) AS executions FROM execution_buckets
        WHERE script_id IN (SELECT value FROM json_each(?)) AND ${where} GROUP BY 1, 2`,
      args: [prefix, JSON.stringify(scripts)],
    }))
  }

  /** Names of these scripts, as far as they exist. */
  async names(scripts: readonly number[]): Promise<ReadonlyMap<number, string>> {
    const { rows } = await this.#database.execute({
      sql: 'SELECT id, name FROM scripts WHERE id IN (SELECT value FROM json_each(?))',
      args: [JSON.stringify(scripts)],
    })
    return new Map(rows.map(({ id, name }) => [Number(id), String(name)]))
  }

  async #sliced<R>(
    { from, before, scriptId }: BucketFilter,
    statement: (where: string) => { readonly sql: string; readonly args: readonly (string | number)[] },
  ): Promise<R[]> {
    const scope = scriptId === undefined ? '' : ' AND script_id = ?'
    const { sql, args } = statement(`bucket >= ? AND bucket < ?${scope}`)
    const found: R[] = []
    for (let start = from; start < before; start += SLICE_MS) {
      if (this.#turns.isOver) await this.#turns.next()
      const slice = [isoTime(start), isoTime(Math.min(start + SLICE_MS, before))]
      const { rows } = await this.#database.execute({
        sql,
        args: [...args, ...slice, ...(scriptId === undefined ? [] : [scriptId])],
      })
      // Guarantee: each statement selects the columns of its row.
      for (const row of rows) found.push(row as unknown as R)
    }
    return found
  }
}
