import type { Writer } from '../../db/writer.ts'
import { isoTime } from '../../lib/time/clock.ts'
import {
  type Claim,
  claimKey,
  forgetAnswer,
  keepAnswer,
  releaseKey,
  type StoredAnswer,
} from './statements.ts'

const MAX_AGE_MS = 24 * 60 * 60 * 1000

export interface ClaimRequest {
  readonly key: string
  readonly fingerprint: string
  readonly resourceId: string
  /** Milliseconds since the epoch. */
  readonly now: number
}

/** Stores answers by key. */
export class IdempotencyRepository {
  readonly #writer: Writer

  constructor(writer: Writer) {
    this.#writer = writer
  }

  /** Claims the key if it is free; returns its current claim in any case. */
  claim({ now, ...claim }: ClaimRequest): Promise<Claim> {
    return this.#writer.write(claimKey, { ...claim, now: isoTime(now), expired: isoTime(now - MAX_AGE_MS) })
  }

  keep(key: string, answer: StoredAnswer): Promise<void> {
    return this.#writer.write(keepAnswer, { ...answer, key })
  }

  /** Frees the space of the oldest large answer, whose key stays claimed; `false` when there is none. */
  forget(): Promise<boolean> {
    return this.#writer.write(forgetAnswer, undefined)
  }

  release(key: string): Promise<void> {
    return this.#writer.write(releaseKey, key)
  }
}
