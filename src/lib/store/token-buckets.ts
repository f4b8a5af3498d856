import { LRUCache } from 'lru-cache'
import type { Clock } from '../time/clock.ts'

export interface TokenBucketsOptions {
  readonly perSecond: number
  /** Capacity of a bucket; by default the tokens of one second. */
  readonly burst?: number
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
  readonly #perMs: number
  readonly #burst: number
  readonly #clock: Pick<Clock, 'now'>
  readonly #buckets = new LRUCache<string, Bucket>({ max: MAX_BUCKETS })

  constructor({ perSecond, burst = perSecond, clock }: TokenBucketsOptions) {
    this.#perMs = perSecond / 1000
    this.#burst = burst
    this.#clock = clock
  }

  /** A cost above the capacity is granted by a full bucket, whose balance then turns negative. */
  take(name: string, cost = 1): Taken {
    const bucket = this.#fill(name)
    const lacking = Math.min(cost, this.#burst) - bucket.tokens
    const isGranted = lacking <= 0
    if (isGranted) bucket.tokens -= cost
    return {
      isGranted,
      left: Math.max(0, Math.floor(bucket.tokens)),
      waitMs: isGranted ? 0 : lacking / this.#perMs,
      fullMs: (this.#burst - bucket.tokens) / this.#perMs,
    }
  }

  giveBack(name: string): void {
    const bucket = this.#fill(name)
    bucket.tokens = Math.min(this.#burst, bucket.tokens + 1)
  }

  #fill(name: string): Bucket {
    const now = this.#clock.now()
    const bucket = this.#buckets.get(name) ?? { tokens: this.#burst, at: now }
    // The system clock may be set back.
    const elapsed = Math.max(0, now - bucket.at)
    bucket.tokens = Math.min(this.#burst, bucket.tokens + elapsed * this.#perMs)
    bucket.at = now
    this.#buckets.set(name, bucket)
    return bucket
  }
}
