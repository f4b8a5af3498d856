import type { Context } from 'hono'
import { createMiddleware } from 'hono/factory'
import { MemoryClaim } from '../../../http/access/caller-memory.ts'
import type { AppEnv } from '../../../http/env.ts'
import { localize } from '../../../http/hooks/locale.ts'
import { groupedByName, parseBody, readBytes } from '../../../http/request/body/any-type.ts'
import { json } from '../../../http/response/answer.ts'
import { success } from '../../../http/response/envelope.ts'
import type { SharedBudget } from '../../../lib/async/byte-budget.ts'
import type { Turns } from '../../../lib/async/turns.ts'
import { tokenHash } from '../../../lib/store/token-hash.ts'
import { type Clock, isoTime } from '../../../lib/time/clock.ts'
import type { Logger } from '../../../logging/logger.ts'
import type { WebhookRepository, WebhookRow } from '../store/repository.ts'
import { messages } from '../texts.ts'
import { CALLER, type DeliveryStarter } from './delivery-starter.ts'

export interface ReceiverOptions {
  readonly repository: WebhookRepository
  readonly starter: DeliveryStarter
  readonly memory: SharedBudget
  readonly bodyLimitBytes: number
  readonly turns: Turns
  readonly clock: Clock
  readonly logger: Logger
}

const PATH = /^\/hooks\/([^/]+)(\/.*)?$/

/** Would be stored with the execution. */
const CREDENTIALS: ReadonlySet<string> = new Set([
  'authorization',
  'cookie',
  'proxy-authorization',
  'x-api-key',
])

/**
 * Answers requests to webhooks. Everything else goes on as a request to an unknown address, also one with the token of
 * a webhook that does not take it: nobody learns whether a token exists.
 */
export const webhookReceiver = (options: ReceiverOptions) => {
  const { repository, starter, memory, clock, logger } = options

  const findWebhook = async (c: Context<AppEnv>, token: string): Promise<WebhookRow | undefined> => {
    const row = await repository.findByHash(tokenHash(token), isoTime(clock.now()))
    const isTaken = row?.enabled && (JSON.parse(row.methods) as string[]).includes(c.req.method)
    return isTaken ? row : undefined
  }

  return createMiddleware<AppEnv>(async function webhookReceiver(c, next) {
    const [, token, path = '/'] = PATH.exec(c.req.path) ?? []
    if (token === undefined) return next()
    const row = await findWebhook(c, token)
    if (!row) return next()
    const claim = new MemoryClaim(memory, CALLER)
    try {
      const input = await inputOf(c, { row, path, claim, ...options })
      const id = row.delivery_id === null ? undefined : c.req.header(row.delivery_id) || undefined
      const started = await starter.start(row, { id, input, trace: c.get('trace') })
      if ('id' in started) {
        const data = { execution_id: started.id }
        return json(c, success(data, localize(c, messages.deliveryAccepted)), 202)
      }
      logger.warn({ webhook_id: row.id, reason: started.reason }, 'a delivery has started nothing')
    } finally {
      claim.release()
    }
    return next()
  })
}

interface InputOptions extends Pick<ReceiverOptions, 'bodyLimitBytes' | 'turns' | 'clock'> {
  readonly row: WebhookRow
  readonly path: string
  readonly claim: MemoryClaim
}

const inputOf = async (c: Context<AppEnv>, options: InputOptions) => {
  const { row, path, claim, bodyLimitBytes, turns, clock } = options
  const received_at = isoTime(clock.now())
  const { raw: request } = c.req
  const bytes = await readBytes(request, claim, bodyLimitBytes)
  const body = await parseBody(bytes, request.headers, { claim, turns, isAnyAllowed: row.raw })
  return {
    method: c.req.method,
    path,
    query: groupedByName(new URL(request.url).searchParams),
    headers: Object.fromEntries([...request.headers].filter(([name]) => !CREDENTIALS.has(name))),
    body,
    raw: row.raw ? bytes.toString('base64') : null,
    client_ip: c.get('clientIp'),
    received_at,
  }
}
