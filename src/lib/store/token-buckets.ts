import { LRUCache } from 'lru-cache'
import type { Clock } from '../time/clock.ts'

export interface TokenBucketsOptions {
  readonly perSecond: number
  /** How much a bucket holds; by default what comes in a second. */
  readonly burst?: number
  readonly clock: Pick<Clock, 'now'>
}

export interface Taken {
  readonly isGranted: boolean
  /** Whole tokens that are left. */
  readonly left: number
  /** Milliseconds until as much as was asked for can be had; 0 when it was granted. */
  readonly waitMs: number
  /** Milliseconds until the bucket is full again. */
  readonly fullMs: number
}

interface Bucket {
  tokens: number
  at: number
}

// Whoever comes with more addresses than that only gets those forgotten that have rested the longest.
const MOST_BUCKETS = 20_000

/**
 * A bucket of tokens for each name, filled at a steady rate. (Libraries count in windows, keep every name with a
 * timer of its own, and read the system's clock.)
 */
export class TokenBuckets {
  readonly #perMs: number
  readonly #burst: number
  readonly #clock: Pick<Clock, 'now'>
  readonly #buckets = new LRUCache<string, Bucket>({ max: MOST_BUCKETS })

  constructor({ perSecond, burst = perSecond, clock }: TokenBucketsOptions) {
    this.#perMs = perSecond / 1000
    this.#burst = burst
    this.#clock = clock
  }

  /** What costs more than a bucket holds is granted by a full one, which then owes the rest. */
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
    // The clock may have been set back.
    const elapsed = Math.max(0, now - bucket.at)
    bucket.tokens = Math.min(this.#burst, bucket.tokens + elapsed * this.#perMs)
    bucket.at = now
    this.#buckets.set(name, bucket)
    return bucket
  }
}
