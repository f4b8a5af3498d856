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
import type { Logger } from '../../../logging/logger.ts'
import type { WebhookAuth } from '../auth/auth-schema.ts'
import type { RequestCheck } from '../auth/request-check.ts'
import type { WebhookRepository, WebhookRow } from '../store/repository.ts'
import { messages } from '../texts.ts'
import { inputOf } from './delivery-input.ts'
import { CALLER, type DeliveryStarter, REPLAYED } from './delivery-starter.ts'

export interface ReceiverOptions {
  readonly repository: WebhookRepository
  readonly check: RequestCheck
  readonly starter: DeliveryStarter
  readonly authenticator: Pick<Authenticator, 'demandsKey'>
  readonly memory: SharedBudget
  readonly bodyLimitBytes: number
  readonly turns: Turns
  readonly clock: Clock
  readonly logger: Logger
}

const PATH = /^\/hooks\/([^/]+)(\/.*)?$/

// Limits guessing per network. What is right is always let in, or guessing would lock out whoever shares the address.
const REFUSALS = { perSecond: 10, burst: 100 }

interface Refusal {
  readonly reason: string
  /** Whether the sender has not proved what the webhook demands. */
  readonly isUnauthorized?: boolean
}

/**
 * Answers requests to webhooks. Everything else goes on as a request to an unknown address, also one with the token of
 * a webhook that does not take it: nobody learns whether a token exists.
 */
export const webhookReceiver = (options: ReceiverOptions) => {
  const { repository, authenticator, clock, logger } = options
  const refusals = new TokenBuckets({ ...REFUSALS, clock })

  const findWebhook = async (c: Context<AppEnv>, token: string): Promise<WebhookRow | undefined> => {
    const row = await repository.findByHash(tokenHash(token), isoTime(clock.now()))
    const isTaken = row?.enabled && (JSON.parse(row.methods) as string[]).includes(c.req.method)
    return isTaken ? row : undefined
  }

  return createMiddleware<AppEnv>(async function webhookReceiver(c, next) {
    const [, token, path = '/'] = PATH.exec(c.req.path) ?? []
    if (token === undefined) return next()
    const row = await findWebhook(c, token)
    const refusal = row && (await receive(c, { row, path, ...options }))
    if (refusal instanceof Response) return refusal
    if (refusal)
      logger.warn({ webhook_id: row?.id, reason: refusal.reason }, 'a delivery has started nothing')
    const { isGranted, waitMs } = refusals.take(addressOf(c))
    if (!isGranted) throw rateLimited(waitMs)
    // Without keys everybody may list the webhooks; else the answer would tell that the token is right.
    if (refusal?.isUnauthorized && !(await authenticator.demandsKey()))
      throw new AppError('WEBHOOK_UNAUTHORIZED', {
        headers: { 'WWW-Authenticate': 'Webhook realm="scriptd"' },
      })
    return next()
  })
}

interface Receiving extends ReceiverOptions {
  readonly row: WebhookRow
  /** What follows the token. */
  readonly path: string
}

const receive = async (c: Context<AppEnv>, receiving: Receiving): Promise<Response | Refusal> => {
  const { row, check, memory } = receiving
  // Guarantee: only the settings of a valid webhook are written.
  const auth = JSON.parse(row.auth) as WebhookAuth
  const checked = await check.start(auth, c.req.raw.headers)
  if ('failure' in checked) return unauthorized(checked.failure)
  const isKnown = typeof checked !== 'function'
  // Strangers must not use up what known senders share.
  const claim = new MemoryClaim(memory, isKnown ? CALLER : addressOf(c))
  try {
    const bytes = await readBytes(c.req.raw, claim, receiving.bodyLimitBytes)
    const proof = isKnown ? checked : await checked(bytes)
    if ('failure' in proof) return unauthorized(proof.failure)
    return await deliver(c, { ...receiving, bytes, claim, signature: proof.once })
  } finally {
    claim.release()
  }
}

interface Delivering extends Receiving {
  readonly bytes: Buffer
  readonly claim: MemoryClaim
  readonly signature: string | undefined
}

const deliver = async (c: Context<AppEnv>, delivering: Delivering): Promise<Response | Refusal> => {
  const { row, starter, clock, signature } = delivering
  const input = await inputOf(c, { ...delivering, receivedAt: isoTime(clock.now()) })
  const id = row.delivery_id === null ? undefined : c.req.header(row.delivery_id) || undefined
  const started = await starter.start(row, { id, signature, input, trace: c.get('trace') })
  if ('reason' in started) return { ...started, isUnauthorized: started.reason === REPLAYED }
  const data = { execution_id: started.id }
  return json(c, success(data, localize(c, messages.deliveryAccepted)), 202)
}

const unauthorized = (reason: string): Refusal => ({ reason, isUnauthorized: true })

const addressOf = (c: Context<AppEnv>): string => networkOf(c.get('clientIp') ?? 'local')
