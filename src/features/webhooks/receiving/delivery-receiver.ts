import type { Context } from 'hono'
import { AppError, rateLimited } from '../../../domain/errors.ts'
import { MemoryClaim } from '../../../http/access/caller-memory.ts'
import type { AppEnv } from '../../../http/env.ts'
import { readBytes } from '../../../http/request/body/any-type.ts'
import type { Budget, SharedBudget } from '../../../lib/async/byte-budget.ts'
import type { Turns } from '../../../lib/async/turns.ts'
import { networkOf } from '../../../lib/net/network.ts'
import type { TokenBuckets } from '../../../lib/store/token-buckets.ts'
import { type Clock, isoTime } from '../../../lib/time/clock.ts'
import type { WebhookAuth } from '../auth/auth-schema.ts'
import type { RequestCheck } from '../auth/request-check.ts'
import { DeliveryFiles } from '../files/delivery-files.ts'
import type { WebhookRow } from '../store/repository.ts'
import { inputOf } from './delivery-input.ts'
import type { DeliveryLog, Unstarted } from './delivery-log.ts'
import { CALLER, type DeliveryRules } from './delivery-rules.ts'
import type { DeliveryStarter, Refusal, StartedExecution, TargetRun } from './delivery-starter.ts'

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

/** Without an execution, the filter has left out the delivery. */
export type Received =
  | { readonly row: WebhookRow; readonly execution: StartedExecution | undefined }
  | Refusal

interface ReceivingOptions extends DeliveryReceiverOptions {
  /** Those of all webhooks. */
  readonly rates: TokenBuckets
  /** The webhook with the token; `undefined` when there is none. */
  readonly row: WebhookRow | undefined
  readonly about: Pick<Unstarted, 'request' | 'path' | 'clientIp'>
}

/** A webhook that can start its script, for a sender who has passed its authentication. */
interface Ready {
  readonly row: WebhookRow
  readonly run: TargetRun
  /** One that may start only one execution. */
  readonly signature: string | undefined
}

type BodyLimit = Pick<Budget, 'limit' | 'setting'>

type BodyProof = (bytes: Buffer) => Promise<Ready | Refusal>

/** One request to a webhook. Whatever is refused costs the same work: reading and hashing the whole body. */
export class DeliveryReceiver {
  readonly #c: Context<AppEnv>
  readonly #options: ReceivingOptions
  /** As soon as it is known. */
  #deliveryId: string | undefined

  constructor(c: Context<AppEnv>, options: ReceivingOptions) {
    this.#c = c
    this.#options = options
  }

  async run(): Promise<Received> {
    const found = await this.#checkHead()
    // Strangers must not use up what known senders share.
    const caller = typeof found === 'function' ? addressOf(this.#c) : CALLER
    const claim = new MemoryClaim(this.#options.memory, caller)
    try {
      return typeof found === 'function'
        ? await this.#proveByBody(found, claim)
        : await this.#recorded(found, async () =>
            this.#accept(found, await this.#read(claim, this.#limitOf(found)), claim),
          )
    } finally {
      claim.release()
    }
  }

  /** To a sender, a webhook that cannot start its script is like one that is not there. */
  async #checkHead(): Promise<Ready | BodyProof> {
    const { row, check, starter, about } = this.#options
    if (!row) return check.refuse('token_unknown')
    const target = await starter.targetOf(row, about.request.method)
    // Guarantee: only the settings of a valid webhook are written.
    const checked = await check.start(JSON.parse(row.auth) as WebhookAuth, about.request.headers)
    if (typeof checked !== 'function')
      return 'reason' in target ? check.refuse(target.reason) : { row, ...target, signature: undefined }
    return async (bytes) => {
      const proof = await checked(bytes)
      if ('reason' in proof) return proof
      return 'reason' in target ? target : { row, ...target, signature: proof.once }
    }
  }

  async #proveByBody(prove: BodyProof, claim: MemoryClaim): Promise<Received> {
    const bytes = await this.#read(claim, this.#serverLimit).catch(tooLarge)
    if (!bytes) return { reason: 'payload_too_large' }
    const found = await prove(bytes)
    if ('reason' in found) return found
    return this.#recorded(found, async () => {
      const { limit, setting } = this.#limitOf(found)
      if (bytes.length > limit) throw new AppError('PAYLOAD_TOO_LARGE', { values: { limit, setting } })
      return this.#accept(found, bytes, claim)
    })
  }

  async #recorded(ready: Ready, accept: () => Promise<Received>): Promise<Received> {
    const { log, about } = this.#options
    try {
      return await accept()
    } catch (error) {
      await log.addError(ready.row, error, { ...about, deliveryId: this.#deliveryId })
      throw error
    }
  }

  #read(claim: MemoryClaim, limit: BodyLimit): Promise<Buffer> {
    return readBytes(this.#c.req.raw, claim, limit)
  }

  get #serverLimit(): BodyLimit {
    return { limit: this.#options.bodyLimitBytes, setting: 'BODY_LIMIT_BYTES' }
  }

  #limitOf({ row: { max_body_bytes: own } }: Ready): BodyLimit {
    const all = this.#serverLimit
    return own !== null && own < all.limit ? { limit: own, setting: 'max_body_bytes' } : all
  }

  async #accept({ row, run, signature }: Ready, bytes: Buffer, claim: MemoryClaim): Promise<Received> {
    const { about, rules, starter, log, clock, turns } = this.#options
    const c = this.#c
    this.#charge(row)
    const receivedAt = isoTime(clock.now())
    const executionId = starter.nextExecutionId()
    const files = new DeliveryFiles(executionId)
    const input = await inputOf(c, { row, path: about.path, bytes, receivedAt, claim, turns, files })
    const id = await rules.idOf(row, input)
    this.#deliveryId = id
    if (!(await rules.passes(row, input))) {
      await log.add(row, { ...about, verdict: 'filtered', reason: null, deliveryId: id })
      return { row, execution: undefined }
    }
    const delivery = { run, executionId, files, id, signature, input, trace: c.get('trace') }
    const started = await starter.start(row, delivery)
    if ('reason' in started) return { ...started, deliveryId: id }
    if (!started.submission)
      await log.add(row, {
        ...about,
        verdict: 'repeated',
        reason: null,
        deliveryId: id,
        executionId: started.id,
      })
    return { row, execution: started }
  }

  #charge(row: WebhookRow): void {
    if (row.rate_limit === null) return
    const taken = this.#options.rates.take(String(row.id), 1, { perSecond: row.rate_limit })
    if (!taken.isGranted) throw rateLimited('rate_limit', taken)
  }
}

/** An answer with the limit would tell strangers that the token is right. */
const tooLarge = (error: unknown): undefined => {
  if (error instanceof AppError && error.code === 'PAYLOAD_TOO_LARGE') return undefined
  throw error
}

const addressOf = (c: Context<AppEnv>): string => networkOf(c.get('clientIp') ?? 'local')
