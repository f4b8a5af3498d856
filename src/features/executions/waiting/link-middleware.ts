import type { Context } from 'hono'
import { accepts } from 'hono/accepts'
import { createMiddleware } from 'hono/factory'
import { html } from 'hono/html'
import { AppError, rateLimited } from '../../../domain/errors.ts'
import { MemoryClaim } from '../../../http/access/caller-memory.ts'
import type { AppEnv } from '../../../http/env.ts'
import { localize } from '../../../http/hooks/locale.ts'
import type { Text } from '../../../http/messages/text.ts'
import { groupedByName, parseBody, readBytes } from '../../../http/request/body/any-type.ts'
import { json } from '../../../http/response/answer.ts'
import { success } from '../../../http/response/envelope.ts'
import type { SharedBudget } from '../../../lib/async/byte-budget.ts'
import type { Turns } from '../../../lib/async/turns.ts'
import { networkOf } from '../../../lib/net/network.ts'
import type { TokenBuckets } from '../../../lib/store/token-buckets.ts'
import type { Clock } from '../../../lib/time/clock.ts'
import { executionTexts, linkTexts } from '../texts.ts'
import type { EventService } from './event-service.ts'
import type { LinkRepository } from './link-repository.ts'
import { type OpenLink, RESUME_PATH, type SignedLinks } from './resume-links.ts'

export interface LinkReceiverOptions {
  readonly links: SignedLinks
  readonly repository: LinkRepository
  readonly events: EventService
  /** Of each address; `undefined` for no limit. */
  readonly rate: TokenBuckets | undefined
  readonly memory: SharedBudget
  readonly bodyLimitBytes: number
  readonly turns: Turns
  readonly clock: Clock
}

/** The holder of the memory of all bodies that come by links. */
const CALLER = 'links'

/** Looked for when there is no link, so that it takes as long to refuse one that was forged as one that was used. */
const NO_LINK = { execution_id: '', path: '', waits: [''], eventId: '' }

const ALLOWED = { Allow: 'GET, HEAD, OPTIONS, POST' }

const NO_STORE = { 'Cache-Control': 'no-store' }

/**
 * Answers requests to `execution.resume_url`. GET only shows what POST would do, because mail scanners follow links.
 * Forged, expired and used links get the same answer.
 */
export const linkReceiver = (options: LinkReceiverOptions) => {
  const { links, repository, events, rate, memory, clock } = options

  const charge = (c: Context<AppEnv>) => {
    const taken = rate?.take(networkOf(c.get('clientIp') ?? 'local'))
    if (taken && !taken.isGranted) throw rateLimited('RESUME_LINK_RATE_LIMIT', taken)
  }

  const find = async (token: string): Promise<OpenLink | undefined> => {
    const link = links.read(token, clock.now())
    const isOpen = await repository.isOpen(link ?? NO_LINK)
    return isOpen ? link : undefined
  }

  const resume = async (c: Context<AppEnv>, link: OpenLink): Promise<boolean> => {
    const claim = new MemoryClaim(memory, CALLER)
    try {
      return await events.resume(link, await payloadOf(c, claim, options))
    } finally {
      claim.release()
    }
  }

  return createMiddleware<AppEnv>(async function linkReceiver(c, next) {
    const token = c.req.path.slice(RESUME_PATH.length)
    if (token.includes('/')) return next()
    const { method } = c.req
    const isPost = method === 'POST'
    if (method === 'OPTIONS') return c.body(null, 204, ALLOWED)
    if (!isPost && method !== 'GET' && method !== 'HEAD')
      throw new AppError('METHOD_NOT_ALLOWED', { values: { method }, headers: ALLOWED })
    charge(c)
    const link = await find(token)
    if (!link || (isPost && !(await resume(c, link)))) return refuse(c)
    return isPost ? answerDone(c, link) : answerQuestion(c, link)
  })
}

/** The body; without one, the parameters of the address. */
const payloadOf = async (
  c: Context<AppEnv>,
  claim: MemoryClaim,
  { bodyLimitBytes, turns }: LinkReceiverOptions,
): Promise<unknown> => {
  const { raw } = c.req
  const bytes = await readBytes(raw, claim, { limit: bodyLimitBytes, setting: 'BODY_LIMIT_BYTES' })
  if (bytes.length > 0) return parseBody(bytes, raw.headers, { claim, turns, isAnyAllowed: false })
  const query = new URL(raw.url).searchParams
  return query.size > 0 ? groupedByName(query) : null
}

const wantsPage = (c: Context): boolean =>
  accepts(c, {
    header: 'Accept',
    supports: ['application/json', 'text/html'],
    default: 'application/json',
  }) === 'text/html'

const refuse = (c: Context<AppEnv>) => {
  if (!wantsPage(c)) throw new AppError('LINK_INVALID', { headers: NO_STORE })
  return sendPage(c, executionTexts.LINK_INVALID, 404)
}

const answerDone = (c: Context<AppEnv>, { execution_id }: OpenLink) => {
  if (wantsPage(c)) return sendPage(c, linkTexts.linkUsed, 202)
  return json(c, success({ execution_id }, localize(c, linkTexts.linkUsed)), 202, NO_STORE)
}

const answerQuestion = (c: Context<AppEnv>, { execution_id }: OpenLink) => {
  if (!wantsPage(c)) return json(c, success({ execution_id }, localize(c, linkTexts.linkOpen)), 200, NO_STORE)
  const fields = [...new URL(c.req.raw.url).searchParams].map(
    ([name, value]) =>
      html`<input type="hidden" name="${name}" value="${value}"><p>${name}: <b>${value}</b></p>`,
  )
  const button = html`<form method="post">${fields}<button>${localize(c, linkTexts.linkButton)}</button></form>`
  return sendPage(c, linkTexts.linkQuestion, 200, button)
}

const sendPage = async (c: Context<AppEnv>, text: Text, status: 200 | 202 | 404, more?: unknown) => {
  const page = html`<!doctype html>
<html lang="${c.get('locale')}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>scriptd</title></head>
<body><p>${localize(c, text)}</p>${more ?? ''}</body>
</html>
`
  return c.html(page, status, NO_STORE)
}
