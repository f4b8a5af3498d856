import { createMiddleware } from 'hono/factory'
import type { AppEnv } from '../../../http/env.ts'
import { tokenHash } from '../../../lib/store/token-hash.ts'
import { type Clock, isoTime } from '../../../lib/time/clock.ts'
import { type AnswerOptions, answerDelivery } from '../answering/delivery-answer.ts'
import type { WebhookRepository } from '../store/repository.ts'
import type { DeliveryLog } from './delivery-log.ts'
import { DeliveryReceiver, type DeliveryReceiverOptions } from './delivery-receiver.ts'

export interface ReceiverOptions extends DeliveryReceiverOptions, AnswerOptions {
  readonly repository: WebhookRepository
  readonly log: DeliveryLog
  readonly clock: Clock
}

const PATH = /^\/hooks\/([^/]+)(\/.*)?$/

/**
 * Answers requests to webhooks. Everything else continues as a request to an unknown address, also one with the token
 * of a webhook that does not take it: only the owner of the webhook learns that the token was right.
 */
export const webhookReceiver = (options: ReceiverOptions) => {
  const { repository, clock, log } = options

  return createMiddleware<AppEnv>(async function webhookReceiver(c, next) {
    const [, token, path = '/'] = PATH.exec(c.req.path) ?? []
    if (token === undefined) return next()
    const row = await repository.findByHash(tokenHash(token), isoTime(clock.now()))
    const about = { request: c.req.raw, path, clientIp: c.get('clientIp') }
    const received = await new DeliveryReceiver({ ...options, row, about, trace: c.get('trace') }).run()
    if ('execution' in received) return answerDelivery(c, { ...options, ...received })
    if (row) log.addLater(row, { ...about, ...received })
    return next()
  })
}
