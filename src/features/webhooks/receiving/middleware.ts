import type { Context } from 'hono'
import { createMiddleware } from 'hono/factory'
import { AppError } from '../../../domain/errors.ts'
import { MemoryClaim } from '../../../http/access/caller-memory.ts'
import type { Authenticator } from '../../../http/access/principal.ts'
import { rateLimited } from '../../../http/access/rate-limit.ts'
import type { AppEnv } from '../../../http/env.ts'
import { localize } from '../../../http/hooks/locale.ts'
import { readBytes } from '../../../http/request/body/any-type.ts'
import { json } from '../../../http/response/answer.ts'
import { success } from '../../../http/response/envelope.ts'
import type { SharedBudget } from '../../../lib/async/byte-budget.ts'
import type { Turns } from '../../../lib/async/turns.ts'
import { networkOf } from '../../../lib/net/network.ts'
import { TokenBuckets } from '../../../lib/store/token-buckets.ts'
import { tokenHash } from '../../../lib/store/token-hash.ts'
import { type Clock, isoTime } from '../../../lib/time/clock.ts'
import type { WebhookAuth } from '../auth/auth-schema.ts'
import type { RequestCheck } from '../auth/request-check.ts'
import type { WebhookRepository, WebhookRow } from '../store/repository.ts'
import { messages } from '../texts.ts'
import { inputOf } from './delivery-input.ts'
import type { DeliveryLog, Unstarted } from './delivery-log.ts'
import { CALLER, type DeliveryRules } from './delivery-rules.ts'
import { type DeliveryStarter, REPLAYED } from './delivery-starter.ts'

export interface ReceiverOptions {
  readonly repository: WebhookRepository
  readonly check: RequestCheck
  readonly rules: DeliveryRules
  readonly starter: DeliveryStarter
  readonly log: DeliveryLog
  readonly authenticator: Pick<Authenticator, 'demandsKey'>
  readonly memory: SharedBudget
  readonly bodyLimitBytes: number
  readonly turns: Turns
  readonly clock: Clock
}

const PATH = /^\/hooks\/([^/]+)(\/.*)?$/

// Limits guessing per network. What is right is always let in, or guessing would lock out whoever shares the address.
const REFUSALS = { perSecond: 10, burst: 100 }

interface Refusal {
  readonly reason: string
  /** Whether the sender has not proved what the webhook demands. */
  readonly isUnauthorized: boolean
}

/**
 * Answers requests to webhooks. Everything else goes on as a request to an unknown address, also one with the token of
 * a webhook that does not take it: nobody learns whether a token exists.
 */
export const webhookReceiver = (options: ReceiverOptions) => {
  const { repository, authenticator, clock, log } = options
  const refusals = new TokenBuckets({ ...REFUSALS, clock })
  const rates = new TokenBuckets({ perSecond: 1, clock })

  const findWebhook = async (c: Context<AppEnv>, token: string): Promise<WebhookRow | undefined> => {
    const row = await repository.findByHash(tokenHash(token), isoTime(clock.now()))
    const isTaken = row?.enabled && (JSON.parse(row.methods) as string[]).includes(c.req.method)
    return isTaken ? row : undefined
  }

  return createMiddleware<AppEnv>(async function webhookReceiver(c, next) {
    const [, token, path = '/'] = PATH.exec(c.req.path) ?? []
    if (token === undefined) return next()
    const row = await findWebhook(c, token)
    const about = { request: c.req.raw, path, clientIp: c.get('clientIp') }
    const outcome = row && (await new Receiving(c, { ...options, rates, row, about }).run())
    if (outcome instanceof Response) return outcome
    const { isGranted, waitMs } = refusals.take(addressOf(c))
    if (!isGranted) throw rateLimited(waitMs)
    if (row && outcome) await log.add(row, { ...about, verdict: 'refused', reason: outcome.reason })
    // Without keys everybody may list the webhooks; else the answer would tell that the token is right.
    if (outcome?.isUnauthorized && !(await authenticator.demandsKey()))
      throw new AppError('WEBHOOK_UNAUTHORIZED', {
        headers: { 'WWW-Authenticate': 'Webhook realm="scriptd"' },
      })
    return next()
  })
}

interface ReceivingOptions extends ReceiverOptions {
  readonly rates: TokenBuckets
  readonly row: WebhookRow
  readonly about: Pick<Unstarted, 'request' | 'path' | 'clientIp'>
}

/** One request to a webhook. */
class Receiving {
  readonly #c: Context<AppEnv>
  readonly #options: ReceivingOptions

  constructor(c: Context<AppEnv>, options: ReceivingOptions) {
    this.#c = c
    this.#options = options
  }

  async run(): Promise<Response | Refusal> {
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

  async #accept(bytes: Buffer, claim: MemoryClaim, signature?: string): Promise<Response | Refusal> {
    const { row, about, rules, starter, log, clock, turns } = this.#options
    const c = this.#c
    this.#charge()
    const receivedAt = isoTime(clock.now())
    const input = await inputOf(c, { row, path: about.path, bytes, receivedAt, claim, turns })
    const id = await rules.idOf(row, input)
    if (!(await rules.passes(row, input))) {
      await log.add(row, { ...about, verdict: 'filtered', reason: null, deliveryId: id })
      return c.body(null, 204)
    }
    const started = await starter.start(row, { id, signature, input, trace: c.get('trace') })
    if ('reason' in started) return { ...started, isUnauthorized: started.reason === REPLAYED }
    const data = { execution_id: started.id }
    if (started.isRepeated)
      await log.add(row, {
        ...about,
        verdict: 'repeated',
        reason: null,
        deliveryId: id,
        executionId: started.id,
      })
    return json(c, success(data, localize(c, messages.deliveryAccepted)), 202)
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

const addressOf = (c: Context<AppEnv>): string => networkOf(c.get('clientIp') ?? 'local')
