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

/** The start of the range, a full bucket, so that it stays the same for a while. */
export const sinceOf = (range: RangeName, now = Date.now()): string => {
  const length = bucketLength(range)
  return new Date(Math.floor((now - ranges[range].lengthMs) / length) * length + length).toISOString()
}

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
