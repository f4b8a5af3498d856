import { AppError } from '../../../domain/errors.ts'
import type { TraceHeaders } from '../../../domain/trace-headers.ts'
import { toFailure } from '../../../engine/errors.ts'
import type { MemoryClaim } from '../../../http/access/caller-memory.ts'
import { isJsonType } from '../../../http/request/body/media-type.ts'
import type { Turns } from '../../../lib/async/turns.ts'
import { jsonPieces } from '../../../lib/json/json-pieces.ts'
import type { StoredExecutions } from '../ports.ts'
import type { WebhookRepository, WebhookRow } from '../store/repository.ts'
import { contentTypeOf, type TriggeredDelivery, type WebhookTrigger } from '../trigger-schema.ts'
import {
  type BodyLimit,
  type DeliveryAcceptor,
  type Incoming,
  type Ready,
  withinLimit,
} from './delivery-acceptor.ts'
import type { DeliveryLog } from './delivery-log.ts'
import type { DeliveryStarter } from './delivery-starter.ts'

export interface ManualReceiverOptions {
  readonly repository: Pick<WebhookRepository, 'find'>
  readonly starter: DeliveryStarter
  readonly acceptor: DeliveryAcceptor
  readonly log: DeliveryLog
  readonly store: StoredExecutions
  readonly turns: Turns
}

export interface TriggerOptions {
  /** Throws if the caller may not start so many executions. */
  readonly admit: (executions: number) => void
  /** A reserved id for the execution. Nothing is started twice under the same id. */
  readonly executionId: string | undefined
  readonly clientIp: string | null
  readonly claim: MemoryClaim
  readonly trace: TraceHeaders | undefined
}

/** Delivers requests to webhooks for callers of the API, who need not authenticate like the webhook's senders. */
export class ManualReceiver {
  readonly #options: ManualReceiverOptions

  constructor(options: ManualReceiverOptions) {
    this.#options = options
  }

  /** @throws AppError `WEBHOOK_NOT_FOUND`, or what a sender would be answered who has to try again or change the body */
  async trigger(id: number, request: WebhookTrigger, options: TriggerOptions): Promise<TriggeredDelivery> {
    const { repository, starter, log, store } = this.#options
    const row = await repository.find(id)
    if (!row) throw new AppError('WEBHOOK_NOT_FOUND', { values: { id } })
    const { executionId, admit, clientIp } = options
    if (executionId !== undefined && (await store.present([executionId])).has(executionId))
      return outcome('started', { executionId })
    admit(1)
    const about = { request: toRequest(row, request), path: request.path, clientIp }
    const target = await starter.targetOf(row, about.request.method)
    if ('run' in target)
      return this.#accept({ row, ...target, signature: undefined }, about, request, options)
    await log.add(row, { ...about, verdict: 'refused', reason: target.reason })
    return outcome('refused', target)
  }

  async #accept(
    ready: Ready,
    about: Incoming['about'],
    { body }: WebhookTrigger,
    { executionId, claim, trace }: TriggerOptions,
  ): Promise<TriggeredDelivery> {
    const { acceptor, turns } = this.#options
    const isJson = isJsonType(about.request.headers.get('content-type') ?? '')
    const read = async (limit: BodyLimit) => withinLimit(await bytesOf(body, isJson, turns), limit)
    try {
      const received = await acceptor.accept(ready, { about, read, claim, trace, executionId })
      if (!('execution' in received)) return outcome('refused', received)
      const { execution, deliveryId } = received
      if (!execution) return outcome('filtered', { deliveryId })
      return outcome(execution.submission ? 'started' : 'repeated', { deliveryId, executionId: execution.id })
    } catch (error) {
      // A sender is told less, but it is what the owner sends such a request for.
      if (!(error instanceof AppError && error.code === 'WEBHOOK_EXPRESSION_FAILED')) throw error
      const reason = error.code.toLowerCase()
      return { ...outcome('refused', { reason }), error: toFailure(error.cause).message }
    } finally {
      claim.release()
    }
  }
}

/** As if it had arrived, but for its body. */
const toRequest = (row: WebhookRow, { method, query, headers }: WebhookTrigger): Request => {
  // Guarantee: only the settings of a valid webhook are written.
  const accepted = JSON.parse(row.methods) as string[]
  const url = `http://localhost/hooks/${row.id}?${new URLSearchParams(query)}`
  const first = accepted.includes('POST') ? 'POST' : accepted[0]
  const request = new Request(url, { method: method ?? first ?? 'POST', headers })
  request.headers.set('content-type', contentTypeOf(headers))
  return request
}

const bytesOf = async (body: unknown, isJson: boolean, turns: Turns): Promise<Buffer> => {
  if (body === undefined) return Buffer.alloc(0)
  if (!isJson) return Buffer.from(String(body))
  const pieces: Buffer[] = []
  await turns.each(jsonPieces(body), (piece) => {
    pieces.push(Buffer.from(piece))
  })
  return Buffer.concat(pieces)
}

interface Outcome {
  readonly reason?: string
  readonly deliveryId?: string | undefined
  readonly executionId?: string
}

const outcome = (
  verdict: TriggeredDelivery['verdict'],
  { reason, deliveryId, executionId }: Outcome,
): TriggeredDelivery => ({
  verdict,
  reason: reason ?? null,
  delivery_id: deliveryId ?? null,
  execution_id: executionId ?? null,
})
