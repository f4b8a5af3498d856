import { hourOfSql } from '../../db/counters/hour.ts'
import type { WriteResult } from '../../db/write-thread/messages.ts'
import type { WriteKind } from '../../db/writer.ts'
import { isoTime } from '../../lib/time/clock.ts'

export interface StatsWrite {
  readonly op: 'set' | 'add'
  readonly values: Readonly<Record<string, number>>
  /** ISO-8601. */
  readonly now: string
}

/** The combined effect of all writes of a commit on one statistic. */
interface Change {
  /** The value, if a write sets it. */
  value: number | null
  /** What is added to the stored value before, and the lowest and highest intermediate sums. */
  delta: number
  low: number
  high: number
  now: string
}

const SELECT_STATS = `SELECT stat_key, stat_value FROM dashboard_stats
  WHERE stat_key IN (SELECT value FROM json_each(?))`

// An intermediate value out of range is inserted in place of the last one, so that the table's check refuses the
// commit and the writer repeats each write alone.
const SAVE_STATS = `INSERT INTO dashboard_stats (stat_key, stat_value, updated_at)
  SELECT name,
    CASE WHEN stored + low < -9007199254740991 THEN stored + low
      WHEN stored + high > 9007199254740991 THEN stored + high
      ELSE coalesce(value, stored + delta) END,
    now
  FROM (SELECT change.value ->> 0 AS name, coalesce(stat_value, 0) AS stored, change.value ->> 1 AS value,
    change.value ->> 2 AS delta, change.value ->> 3 AS low, change.value ->> 4 AS high, change.value ->> 5 AS now
    FROM json_each(?) AS change LEFT JOIN dashboard_stats ON stat_key = change.value ->> 0)
  WHERE true
  ON CONFLICT DO UPDATE SET stat_value = excluded.stat_value, updated_at = excluded.updated_at`

const SAVE_HOURS = `INSERT INTO stat_hours (stat_key, bucket, stat_value)
  SELECT stat_key, ${hourOfSql('updated_at')}, stat_value FROM dashboard_stats
  WHERE stat_key IN (SELECT value FROM json_each(?))
  ON CONFLICT DO UPDATE SET stat_value = excluded.stat_value`

const FORGET_HOURS = `DELETE FROM stat_hours
  WHERE stat_key IN (SELECT value FROM json_each(?)) AND bucket < ?`

/** How long hours are kept. A statistic then has at most one row for each of them. */
const HISTORY_MS = 31 * 86_400_000

/**
 * Sets statistics and adds to them, in the order of arrival. All writes of a commit share one statement that reads
 * and one that saves. Returns the values after each write. A write that would make a value an unsafe integer fails as
 * a check violation, as a whole and without the other writes.
 */
export const changeStats: WriteKind<StatsWrite, ReadonlyMap<string, number>> = {
  statements(writes) {
    const changes = fold(writes)
    const rows = [...changes].map(([key, { value, delta, low, high, now }]) => [
      key,
      value,
      delta,
      low,
      high,
      now,
    ])
    const keys = JSON.stringify([...changes.keys()])
    const newest = Math.max(...writes.map(({ now }) => Date.parse(now)))
    return [
      { sql: SELECT_STATS, args: [keys] },
      { sql: SAVE_STATS, args: [JSON.stringify(rows)] },
      { sql: SAVE_HOURS, args: [keys] },
      { sql: FORGET_HOURS, args: [keys, isoTime(newest - HISTORY_MS)] },
    ]
  },
  results: ([stored], writes) => replay(storedValues(stored), writes),
}

const fold = (writes: readonly StatsWrite[]): ReadonlyMap<string, Change> => {
  const changes = new Map<string, Change>()
  for (const { op, values, now } of writes) {
    for (const [key, amount] of Object.entries(values)) {
      const change = changes.get(key) ?? { value: null, delta: 0, low: 0, high: 0, now }
      changes.set(key, change)
      change.now = now
      if (op === 'set') change.value = amount
      else add(change, amount)
    }
  }
  return changes
}

const add = (change: Change, amount: number): void => {
  if (change.value !== null) {
    change.value = exact(change.value + amount)
    return
  }
  change.delta = exact(change.delta + amount)
  change.low = Math.min(change.low, change.delta)
  change.high = Math.max(change.high, change.delta)
}

// Only the sum of several writes can be unsafe; the writer then repeats them one by one.
const exact = (sum: number): number => {
  if (!Number.isSafeInteger(sum)) throw new RangeError('the sum is not a safe integer')
  return sum
}

const storedValues = (set: WriteResult | undefined): Map<string, number> =>
  new Map(set?.rows.map(({ stat_key: key, stat_value: value }) => [String(key), Number(value)]))

const replay = (values: Map<string, number>, writes: readonly StatsWrite[]) =>
  writes.map(({ op, values: amounts }) => {
    const after = new Map<string, number>()
    for (const [key, amount] of Object.entries(amounts)) {
      after.set(key, op === 'set' ? amount : (values.get(key) ?? 0) + amount)
    }
    for (const [key, value] of after) values.set(key, value)
    return after
  })
