import type { Context } from 'hono'
import { AppError } from '../../../domain/errors.ts'
import type { RespondOutput } from '../../../engine/node-types/respond.ts'
import type { AppEnv } from '../../../http/env.ts'
import { localize } from '../../../http/hooks/locale.ts'
import { json } from '../../../http/response/answer.ts'
import { success } from '../../../http/response/envelope.ts'
import { isRecord } from '../../../lib/json/is-record.ts'
import type { StartedExecution } from '../receiving/delivery-starter.ts'
import type { WebhookRow } from '../store/repository.ts'
import { messages } from '../texts.ts'
import type { AnswerWaiter, ScriptAnswer } from './answer-waiter.ts'

export interface AnswerOptions {
  readonly waiter: AnswerWaiter
  /** How long to wait for scripts, unless the webhook sets it. */
  readonly executeWaitMs: number
}

interface Answering extends AnswerOptions {
  readonly row: Pick<WebhookRow, 'respond' | 'respond_timeout_ms'>
  readonly execution: StartedExecution | undefined
}

/** @throws AppError `WEBHOOK_SCRIPT_FAILED`, `WEBHOOK_SCRIPT_TIMED_OUT` */
export const answerDelivery = async (c: Context<AppEnv>, answering: Answering): Promise<Response> => {
  const { row, execution, waiter, executeWaitMs } = answering
  if (!execution) return c.body(null, 204)
  const { id, submission } = execution
  if (row.respond === 'accepted') return accepted(c, id)
  const wait = { waitMs: row.respond_timeout_ms ?? executeWaitMs, signal: c.req.raw.signal }
  const found = await (submission ? waiter.first(submission, wait) : waiter.again(id, wait))
  return found ? answerScript(c, found) : accepted(c, id)
}

const accepted = (c: Context<AppEnv>, executionId: string): Response =>
  json(c, success({ execution_id: executionId }, localize(c, messages.deliveryAccepted)), 202)

const answerScript = (c: Context<AppEnv>, answer: ScriptAnswer): Response => {
  if ('response' in answer) return answerResponse(c, answer.response)
  if (answer.status === 'timed_out') throw new AppError('WEBHOOK_SCRIPT_TIMED_OUT')
  if (answer.status !== 'completed') throw new AppError('WEBHOOK_SCRIPT_FAILED')
  return answerResponse(c, { status: 200, headers: {}, body: answer.output })
}

const NO_STORE = { 'Cache-Control': 'no-store' }

/** Statuses whose answers have no body. */
const BODILESS: ReadonlySet<number> = new Set([204, 205, 304])

const answerResponse = (c: Context<AppEnv>, { status, headers, body }: RespondOutput): Response => {
  const { type, content } = encode(body)
  const own = new Headers({ ...NO_STORE, ...(type !== undefined && { 'Content-Type': type }) })
  for (const [name, value] of Object.entries(headers)) own.set(name, value)
  if (BODILESS.has(status) || c.req.method === 'HEAD') return new Response(null, { status, headers: own })
  return new Response(content, { status, headers: own })
}

const encode = (body: unknown): { type?: string; content: string | Uint8Array<ArrayBuffer> | null } => {
  if (body === null || body === undefined) return { content: null }
  if (typeof body === 'string') return { type: 'text/plain; charset=utf-8', content: body }
  if (isRecord(body) && typeof body.base64 === 'string' && Object.keys(body).length === 1)
    return { type: 'application/octet-stream', content: new Uint8Array(Buffer.from(body.base64, 'base64')) }
  return { type: 'application/json', content: JSON.stringify(body) }
}
