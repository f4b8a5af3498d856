import { encodeTime, monotonicFactory } from 'ulid'

/** Makes ids that sort by the time (ms since the epoch) they are made for, also within one millisecond: `ex_01JD…`. */
export type NextId = (now: number) => string

export const createIds = (prefix: string): NextId => {
  const next = monotonicFactory()
  return (now) => `${prefix}_${next(now)}`
}

const LATEST_MS = 2 ** 48 - 1

/** Sorts before every id that was made at `ms` or later, and after every id that was made earlier. */
export const earliestId = (prefix: string, ms: number): string =>
  `${prefix}_${encodeTime(Math.min(Math.max(ms, 0), LATEST_MS))}`
