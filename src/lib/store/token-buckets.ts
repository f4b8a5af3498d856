import type { Clock } from '../time/clock.ts'
import { countedCache } from './counted-cache.ts'

export interface Rate {
  readonly perSecond: number
  /** Capacity of a bucket; by default the tokens of one second. */
  readonly burst?: number
}

export interface TokenBucketsOptions extends Rate {
  readonly clock: Pick<Clock, 'now'>
}

export interface Taken {
  readonly isGranted: boolean
  /** Whole tokens left. */
  readonly left: number
  /** Milliseconds until the same request can be granted; 0 when it was. */
  readonly waitMs: number
  /** Milliseconds until the bucket is full. */
  readonly fullMs: number
}

interface Bucket {
  tokens: number
  at: number
}

// A caller with more addresses than this only evicts the buckets unused for longest, which are full by then.
const MAX_BUCKETS = 20_000

/**
 * A token bucket for each name, refilled at a steady rate. (The libraries count in fixed windows, keep a timer for
 * each name, and read the system clock.)
 */
export class TokenBuckets {
  readonly #rate: Rate
  readonly #clock: Pick<Clock, 'now'>
  readonly #buckets = countedCache<string, Bucket>(MAX_BUCKETS)

  constructor({ clock, ...rate }: TokenBucketsOptions) {
    this.#rate = rate
    this.#clock = clock
  }

  /**
   * A cost above the capacity is granted by a full bucket, whose balance then turns negative. @param rate of this bucket,
   * when it has one of its own
   */
  take(name: string, cost = 1, rate = this.#rate): Taken {
    const { perSecond, burst = perSecond } = rate
    const bucket = this.#fill(name, rate)
    const lacking = Math.min(cost, burst) - bucket.tokens
    const isGranted = lacking <= 0
    if (isGranted) bucket.tokens -= cost
    return {
      isGranted,
      left: Math.max(0, Math.floor(bucket.tokens)),
      waitMs: isGranted ? 0 : (lacking * 1000) / perSecond,
      fullMs: ((burst - bucket.tokens) * 1000) / perSecond,
    }
  }

  giveBack(name: string): void {
    const { perSecond, burst = perSecond } = this.#rate
    const bucket = this.#fill(name, this.#rate)
    bucket.tokens = Math.min(burst, bucket.tokens + 1)
  }

  #fill(name: string, { perSecond, burst = perSecond }: Rate): Bucket {
    const now = this.#clock.now()
    const bucket = this.#buckets.get(name) ?? { tokens: burst, at: now }
    // The system clock may be set back.
    const elapsed = Math.max(0, now - bucket.at)
    bucket.tokens = Math.min(burst, bucket.tokens + (elapsed * perSecond) / 1000)
    bucket.at = now
    this.#buckets.set(name, bucket)
    return bucket
  }
}
