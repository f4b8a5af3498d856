import type { Context } from 'hono'
import { AppError } from '../../../domain/errors.ts'
import { MemoryClaim } from '../../../http/access/caller-memory.ts'
import { rateLimited } from '../../../http/access/rate-limit.ts'
import type { AppEnv } from '../../../http/env.ts'
import { readBytes } from '../../../http/request/body/any-type.ts'
import type { SharedBudget } from '../../../lib/async/byte-budget.ts'
import type { Turns } from '../../../lib/async/turns.ts'
import { networkOf } from '../../../lib/net/network.ts'
import type { TokenBuckets } from '../../../lib/store/token-buckets.ts'
import { type Clock, isoTime } from '../../../lib/time/clock.ts'
import type { WebhookAuth } from '../auth/auth-schema.ts'
import type { RequestCheck } from '../auth/request-check.ts'
import type { WebhookRow } from '../store/repository.ts'
import { inputOf } from './delivery-input.ts'
import type { DeliveryLog, Unstarted } from './delivery-log.ts'
import { CALLER, type DeliveryRules } from './delivery-rules.ts'
import { type DeliveryStarter, REPLAYED, type StartedExecution } from './delivery-starter.ts'

export interface DeliveryReceiverOptions {
  readonly check: RequestCheck
  readonly rules: DeliveryRules
  readonly starter: DeliveryStarter
  readonly log: DeliveryLog
  readonly memory: SharedBudget
  readonly bodyLimitBytes: number
  readonly turns: Turns
  readonly clock: Clock
}

export interface Refusal {
  readonly reason: string
  /** Whether the sender has not proved what the webhook demands. */
  readonly isUnauthorized: boolean
}

/** Without an execution, the filter has left out the delivery. */
export type Received =
  | { readonly row: WebhookRow; readonly execution: StartedExecution | undefined }
  | Refusal

interface ReceivingOptions extends DeliveryReceiverOptions {
  /** Those of all webhooks. */
  readonly rates: TokenBuckets
  readonly row: WebhookRow
  readonly about: Pick<Unstarted, 'request' | 'path' | 'clientIp'>
}

/** One request to a webhook. */
export class DeliveryReceiver {
  readonly #c: Context<AppEnv>
  readonly #options: ReceivingOptions

  constructor(c: Context<AppEnv>, options: ReceivingOptions) {
    this.#c = c
    this.#options = options
  }

  async run(): Promise<Received> {
    const { row, check, memory, log, about } = this.#options
    // Guarantee: only the settings of a valid webhook are written.
    const auth = JSON.parse(row.auth) as WebhookAuth
    const checked = await check.start(auth, about.request.headers)
    if ('failure' in checked) return unauthorized(checked.failure)
    // Strangers must not use up what known senders share.
    const claim = new MemoryClaim(memory, typeof checked === 'function' ? addressOf(this.#c) : CALLER)
    try {
      if (typeof checked !== 'function') return await this.#accept(await this.#read(claim), claim)
      const bytes = await this.#read(claim).catch(tooLarge)
      const proof = bytes && (await checked(bytes))
      if (!proof) return unauthorized('payload_too_large')
      return 'failure' in proof ? unauthorized(proof.failure) : await this.#accept(bytes, claim, proof.once)
    } catch (error) {
      await log.addError(row, error, about)
      throw error
    } finally {
      claim.release()
    }
  }

  #read(claim: MemoryClaim): Promise<Buffer> {
    const { row, bodyLimitBytes } = this.#options
    const own = row.max_body_bytes ?? bodyLimitBytes
    const limit =
      own < bodyLimitBytes
        ? { limit: own, setting: 'max_body_bytes' }
        : { limit: bodyLimitBytes, setting: 'BODY_LIMIT_BYTES' }
    return readBytes(this.#c.req.raw, claim, limit)
  }

  async #accept(bytes: Buffer, claim: MemoryClaim, signature?: string): Promise<Received> {
    const { row, about, rules, starter, log, clock, turns } = this.#options
    const c = this.#c
    this.#charge()
    const receivedAt = isoTime(clock.now())
    const input = await inputOf(c, { row, path: about.path, bytes, receivedAt, claim, turns })
    const id = await rules.idOf(row, input)
    if (!(await rules.passes(row, input))) {
      await log.add(row, { ...about, verdict: 'filtered', reason: null, deliveryId: id })
      return { row, execution: undefined }
    }
    const started = await starter.start(row, { id, signature, input, trace: c.get('trace') })
    if ('reason' in started) return { ...started, isUnauthorized: started.reason === REPLAYED }
    if (!started.finished)
      await log.add(row, {
        ...about,
        verdict: 'repeated',
        reason: null,
        deliveryId: id,
        executionId: started.id,
      })
    return { row, execution: started }
  }

  #charge(): void {
    const { row, rates } = this.#options
    if (row.rate_limit === null) return
    const { isGranted, waitMs } = rates.take(String(row.id), 1, { perSecond: row.rate_limit })
    if (!isGranted) throw rateLimited(waitMs)
  }
}

/** An answer that tells the limit would tell strangers that the token is right. */
const tooLarge = (error: unknown): undefined => {
  if (error instanceof AppError && error.code === 'PAYLOAD_TOO_LARGE') return undefined
  throw error
}

const unauthorized = (reason: string): Refusal => ({ reason, isUnauthorized: true })

export const addressOf = (c: Context<AppEnv>): string => networkOf(c.get('clientIp') ?? 'local')
