import type { Context } from 'hono'
import { createMiddleware } from 'hono/factory'
import { AppError } from '../../../domain/errors.ts'
import type { Authenticator } from '../../../http/access/principal.ts'
import { rateLimited } from '../../../http/access/rate-limit.ts'
import type { AppEnv } from '../../../http/env.ts'
import { TokenBuckets } from '../../../lib/store/token-buckets.ts'
import { tokenHash } from '../../../lib/store/token-hash.ts'
import { isoTime } from '../../../lib/time/clock.ts'
import { type AnswerOptions, answerDelivery } from '../answering/delivery-answer.ts'
import type { WebhookRepository, WebhookRow } from '../store/repository.ts'
import { addressOf, DeliveryReceiver, type DeliveryReceiverOptions } from './delivery-receiver.ts'

export interface ReceiverOptions extends DeliveryReceiverOptions, AnswerOptions {
  readonly repository: WebhookRepository
  readonly authenticator: Pick<Authenticator, 'demandsKey'>
}

const PATH = /^\/hooks\/([^/]+)(\/.*)?$/

// Limits guessing per network. What is right is always let in, or guessing would lock out whoever shares the address.
const REFUSALS = { perSecond: 10, burst: 100 }

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
    const received = row && (await new DeliveryReceiver(c, { ...options, rates, row, about }).run())
    if (received && 'execution' in received) return answerDelivery(c, { ...options, ...received })
    const { isGranted, waitMs } = refusals.take(addressOf(c))
    if (!isGranted) throw rateLimited(waitMs)
    if (row && received) await log.add(row, { ...about, verdict: 'refused', reason: received.reason })
    // Without keys everybody may list the webhooks; else the answer would tell that the token is right.
    if (received?.isUnauthorized && !(await authenticator.demandsKey()))
      throw new AppError('WEBHOOK_UNAUTHORIZED', {
        headers: { 'WWW-Authenticate': 'Webhook realm="scriptd"' },
      })
    return next()
  })
}
