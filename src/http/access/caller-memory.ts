import type { HttpBindings } from '@hono/node-server'
import type { Context } from 'hono'
import { AppError } from '../../domain/errors.ts'
import { type ExceededBudget, memoryRefusal } from '../../domain/memory-limit.ts'
import type { SharedBudget } from '../../lib/async/byte-budget.ts'

/** What one request takes from its caller's share of the memory. */
export class MemoryClaim {
  readonly #memory: SharedBudget
  readonly #caller: string
  #bytes = 0

  constructor(memory: SharedBudget, caller: string) {
    this.#memory = memory
    this.#caller = caller
  }

  /** @throws AppError `MEMORY_CALLER_LIMIT` or `MEMORY_LIMIT`; `PAYLOAD_TOO_LARGE` when waiting would not help */
  take(bytes: number): void {
    const exceeded = this.#memory.of(this.#caller).take(bytes)
    if (exceeded) throw refusal(exceeded, this.#bytes + bytes)
    this.#bytes += bytes
  }

  release(): void {
    if (this.#bytes > 0) this.#memory.of(this.#caller).give(this.#bytes)
    this.#bytes = 0
  }
}

const refusal = (exceeded: ExceededBudget, needed: number): AppError => {
  const { setting, limit } = exceeded
  return needed > limit
    ? new AppError('PAYLOAD_TOO_LARGE', { values: { setting, limit } })
    : memoryRefusal(exceeded)
}

// Even one such answer on each connection takes little memory together.
const SMALL_BYTES = 16_384

/** What an answer takes that is made while it is sent: some chunks of it, and what they are made of. */
export const STREAM_BYTES = 1_048_576

/** Most events are short, and many streams may be open. */
export const EVENT_STREAM_BYTES = 131_072

/**
 * Counts an answer as memory of the caller until it is sent. Only answers to reads are refused when there is none
 * left: after anything else the caller would not know that it has been done.
 * @throws AppError `MEMORY_CALLER_LIMIT` or `MEMORY_LIMIT`
 */
export const holdAnswer = (c: Context, bytes: number): void => {
  // Requests in memory have no connection, and errors may be answered before the guard has run.
  const outgoing: HttpBindings['outgoing'] | undefined = c.env?.outgoing
  // After it has closed, nothing would release what it takes.
  if (
    bytes <= SMALL_BYTES ||
    !outgoing ||
    outgoing.destroyed ||
    (c.req.method !== 'GET' && c.req.method !== 'HEAD')
  )
    return
  const claim: MemoryClaim | undefined = c.get('claimMemory')?.()
  if (!claim) return
  claim.take(bytes)
  outgoing.once('close', () => claim.release())
}
