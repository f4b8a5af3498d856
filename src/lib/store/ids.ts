import { getRandomValues } from 'node:crypto'
import { decodeTime, encodeTime, monotonicFactory } from 'ulid'

/** Makes ids such as `ex_01JD…` that sort by their time (ms since the epoch), and by creation within a millisecond. */
export type NextId = (now: number) => string

export const createIds = (prefix: string): NextId => {
  const next = monotonicFactory(pooledRandom())
  return (now) => `${prefix}_${next(now)}`
}

const POOL_BYTES = 1024

/** Numbers in [0, 1), each from one random byte. The package's own source makes a system call for each. */
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

const MAX_MS = 2 ** 48 - 1

/** A bound that sorts before every id made at `ms` or later, and after every id made earlier. */
export const earliestId = (prefix: string, ms: number): string =>
  `${prefix}_${encodeTime(Math.min(Math.max(ms, 0), MAX_MS))}`

const ULID = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/

/** When an id was made, in ms since the epoch; `undefined` for other texts. */
export const timeOf = (prefix: string, text: string): number | undefined => {
  const id = text.slice(prefix.length + 1)
  return text.startsWith(`${prefix}_`) && ULID.test(id) ? decodeTime(id) : undefined
}
