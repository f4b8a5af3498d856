import { HOUR_LENGTH } from '../../db/hour.ts'
import type { Bucket } from './schema.ts'

/** How much of an ISO-8601 time names the bucket that it lies in. */
export const bucketPrefix = { hour: HOUR_LENGTH, day: 10, month: 7 } as const satisfies Readonly<
  Record<Bucket, number>
>

/** The start (ms since the epoch, UTC) of the bucket `by` buckets after the one that `ms` lies in. */
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

/** The starts of the buckets from the one of `since` to the one of `until`; none when there are more than `most`. */
export const bucketStarts = (
  bucket: Bucket,
  { since, until }: { readonly since: number; readonly until: number },
  most: number,
): readonly number[] | undefined => {
  const starts: number[] = []
  for (let start = bucketStart(bucket, since); start <= until; start = bucketStart(bucket, start, 1)) {
    if (starts.length === most) return undefined
    starts.push(start)
  }
  return starts
}
