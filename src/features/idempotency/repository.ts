import type { Writer } from '../../db/writer.ts'
import { isoTime } from '../../lib/time/clock.ts'
import { type Claim, claimKey, keepAnswer, releaseKey, type StoredAnswer } from './statements.ts'

const KEPT_MS = 24 * 60 * 60 * 1000

export interface ClaimRequest {
  readonly key: string
  readonly fingerprint: string
  readonly resourceId: string
  /** Milliseconds since the epoch. */
  readonly now: number
}

/** Remembers, by key, what was answered. */
export class IdempotencyRepository {
  readonly #writer: Writer

  constructor(writer: Writer) {
    this.#writer = writer
  }

  /** Claims the key if nobody holds it; gives whoever holds it then. */
  claim({ now, ...claim }: ClaimRequest): Promise<Claim> {
    return this.#writer.write(claimKey, { ...claim, now: isoTime(now), expired: isoTime(now - KEPT_MS) })
  }

  keep(key: string, answer: StoredAnswer): Promise<void> {
    return this.#writer.write(keepAnswer, { ...answer, key })
  }

  release(key: string): Promise<void> {
    return this.#writer.write(releaseKey, key)
  }
}
