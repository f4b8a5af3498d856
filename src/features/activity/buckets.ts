import { HOUR_LENGTH } from '../../db/counters/hour.ts'
import type { Bucket } from './schema.ts'

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
