import { setTimeout as delay } from 'node:timers/promises'

/** The only source of time below `main`; tests pass their own. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number
  /** Resolves after `ms`; rejects with the signal's reason when it is aborted first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

// A Node timer holds at most 2^31-1 ms; a longer one would fire at once.
const LONGEST_TIMER_MS = 2_147_483_647

export const systemClock: Clock = {
  now: () => Date.now(),
  async sleep(ms, signal) {
    let left = ms
    do {
      const part = Math.min(left, LONGEST_TIMER_MS)
      await delay(part, undefined, signal ? { signal } : {}).catch(() => signal?.throwIfAborted())
      left -= part
    } while (left > 0)
  },
}

/** ISO-8601 in UTC with milliseconds, as on the wire and in the tables. */
export const isoTime = (ms: number): string => new Date(ms).toISOString()
