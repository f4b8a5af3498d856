import { getRandomValues } from 'node:crypto'
import { encodeTime, monotonicFactory } from 'ulid'

/** Makes ids that sort by the time (ms since the epoch) they are made for, also within one millisecond: `ex_01JD…`. */
export type NextId = (now: number) => string

export const createIds = (prefix: string): NextId => {
  const next = monotonicFactory(pooledRandom())
  return (now) => `${prefix}_${next(now)}`
}

const POOL_BYTES = 1024

/** Numbers in [0, 1), each made of a random byte. By default the package asks the system for every single one. */
const pooledRandom = (): (() => number) => {
  const pool = new Uint8Array(POOL_BYTES)
  let next = POOL_BYTES
  return () => {
    if (next === POOL_BYTES) {
      getRandomValues(pool)
      next = 0
    }
    return (pool[next++] ?? 0) / 256
  }
}

const LATEST_MS = 2 ** 48 - 1

/** Sorts before every id that was made at `ms` or later, and after every id that was made earlier. */
export const earliestId = (prefix: string, ms: number): string =>
  `${prefix}_${encodeTime(Math.min(Math.max(ms, 0), LATEST_MS))}`
