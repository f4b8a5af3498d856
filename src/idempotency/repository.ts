import type { Writer } from '../db/writer.ts'
import type { Claim, ClaimRequest, IdempotencyStore, StoredAnswer } from '../http/middleware/idempotency.ts'
import { isoTime } from '../lib/clock.ts'
import { claimKey, keepAnswer, releaseKey } from './statements.ts'

const KEPT_MS = 24 * 60 * 60 * 1000

export class IdempotencyRepository implements IdempotencyStore {
  readonly #writer: Writer

  constructor(writer: Writer) {
    this.#writer = writer
  }

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
