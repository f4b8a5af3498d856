import { HOUR_LENGTH } from '../../db/counters/hour.ts'
import { validationFailed } from '../../domain/errors.ts'
import { isoTime } from '../../lib/time/clock.ts'
import type { BucketFilter } from './bucket-repository.ts'
import type { Bucket, SeriesQuery } from './schema.ts'

/** How many characters of an ISO-8601 time name its bucket. */
export const bucketPrefix = { hour: HOUR_LENGTH, day: 10, month: 7 } as const satisfies Readonly<
  Record<Bucket, number>
>

/** The start of the bucket that contains `ms`, or of the one `by` buckets later; milliseconds since the epoch, UTC. */
export const bucketStart = (bucket: Bucket, ms: number, by = 0): number => {
  const date = new Date(ms)
  const [year, month, day, hour] = [
    date.getUTCFullYear(),
    date.getUTCMonth(),
    date.getUTCDate(),
    date.getUTCHours(),
  ]
  switch (bucket) {
    case 'hour':
      return Date.UTC(year, month, day, hour + by)
    case 'day':
      return Date.UTC(year, month, day + by)
    case 'month':
      return Date.UTC(year, month + by)
  }
}

/** The starts of the buckets from `since` to `until`; `undefined` if there are more than `maximum`. */
export const bucketStarts = (
  bucket: Bucket,
  { since, until }: { readonly since: number; readonly until: number },
  maximum: number,
): readonly number[] | undefined => {
  const starts: number[] = []
  for (let start = bucketStart(bucket, since); start <= until; start = bucketStart(bucket, start, 1)) {
    if (starts.length === maximum) return undefined
    starts.push(start)
  }
  return starts
}

const MAX_BUCKETS = 1000
const DEFAULT_BUCKETS = { hour: 24, day: 30, month: 12 } as const

interface Period {
  readonly starts: readonly string[]
  readonly range: BucketFilter
  readonly prefix: number
}

/** The buckets that a query asks for. @throws AppError `VALIDATION_FAILED` if they are too many */
export const readPeriod = (
  { bucket, since, until }: Pick<SeriesQuery, 'bucket' | 'since' | 'until'>,
  now: number,
): Period => {
  const end = until === undefined ? now : Date.parse(until)
  const begin = since === undefined ? bucketStart(bucket, end, -DEFAULT_BUCKETS[bucket]) : Date.parse(since)
  const starts = bucketStarts(bucket, { since: begin, until: end }, MAX_BUCKETS)
  if (!starts) {
    const values = { maximum: MAX_BUCKETS }
    throw validationFailed([{ path: 'query.since', code: 'too_many_buckets', values }])
  }
  const range = { from: bucketStart(bucket, begin), before: bucketStart(bucket, end, 1) }
  return { starts: starts.map(isoTime), range, prefix: bucketPrefix[bucket] }
}
