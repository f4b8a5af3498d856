import type { components } from '../../../examples/client/api.d.ts'

export type Bucket = components['schemas']['TimeBucket']

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** The ranges that one can choose, by their names in the address. */
export const ranges = {
  day: { bucket: 'hour', lengthMs: DAY_MS },
  week: { bucket: 'hour', lengthMs: 7 * DAY_MS },
  month: { bucket: 'day', lengthMs: 30 * DAY_MS },
} as const

export type RangeName = keyof typeof ranges

export const rangeOf = (name: string | undefined): RangeName =>
  name === 'week' || name === 'month' ? name : 'day'

export const bucketLength = (range: RangeName): number => (ranges[range].bucket === 'hour' ? HOUR_MS : DAY_MS)

/** Every bucket of the range: the server leaves out those in which nothing ended. */
export const fillBuckets = (
  buckets: readonly Bucket[],
  range: RangeName,
  now: number,
): readonly (Bucket | { readonly bucket: string })[] => {
  const length = bucketLength(range)
  const known = new Map(buckets.map((bucket) => [Date.parse(bucket.bucket), bucket]))
  const last = Math.floor(now / length) * length
  const count = ranges[range].lengthMs / length
  return Array.from({ length: count }, (_, index) => {
    const start = last - (count - 1 - index) * length
    return known.get(start) ?? { bucket: new Date(start).toISOString() }
  })
}

export interface Totals {
  readonly executions: number
  /** From 0 to 1; `undefined` when nothing ended. */
  readonly failureRate: number | undefined
  readonly averageMs: number | undefined
}

export const totalsOf = (buckets: readonly Bucket[]): Totals => {
  let executions = 0
  let failed = 0
  let duration = 0
  for (const bucket of buckets) {
    executions += bucket.executions
    failed += bucket.failed + bucket.timed_out
    duration += bucket.executions * (bucket.average_duration_ms ?? 0)
  }
  return executions === 0
    ? { executions, failureRate: undefined, averageMs: undefined }
    : { executions, failureRate: failed / executions, averageMs: duration / executions }
}

/** How often each value occurs, the most frequent first. */
export const countBy = <T>(items: readonly T[], keyOf: (item: T) => string): readonly [string, number][] =>
  [...Map.groupBy(items, keyOf)]
    .map(([key, members]): [string, number] => [key, members.length])
    .sort(([, a], [, b]) => b - a)

/** The value that half of all do not exceed. */
export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0
}
