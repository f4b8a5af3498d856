import { AppError } from '../../../domain/errors.ts'
import { toFailure } from '../../../engine/errors.ts'
import { type Clock, isoTime } from '../../../lib/time/clock.ts'
import type { Logger } from '../../../logging/logger.ts'
import type { WebhookMetrics } from '../ports.ts'
import type { RecordRepository } from '../store/record-repository.ts'
import type { DeliveryRecord } from '../store/record-statements.ts'
import type { WebhookRow } from '../store/repository.ts'
import { shownRequest } from './shown-request.ts'

export interface DeliveryLogOptions {
  readonly records: RecordRepository
  readonly metrics: WebhookMetrics
  readonly logger: Logger
  readonly clock: Clock
}

export interface Unstarted extends Pick<DeliveryRecord, 'reason' | 'clientIp'> {
  readonly verdict: Exclude<DeliveryRecord['verdict'], 'started'>
  readonly request: Request
  /** What follows the token. */
  readonly path: string
  readonly deliveryId?: string | undefined
  readonly executionId?: string
  /** What an expression failed with. */
  readonly error?: string
}

/** Keeps records of the deliveries that have started nothing. */
export class DeliveryLog {
  readonly #options: DeliveryLogOptions

  constructor(options: DeliveryLogOptions) {
    this.#options = options
  }

  async add({ id: webhookId }: WebhookRow, unstarted: Unstarted): Promise<void> {
    const { records, metrics, logger, clock } = this.#options
    const {
      verdict,
      reason,
      deliveryId = null,
      executionId = null,
      clientIp,
      request,
      path,
      error,
    } = unstarted
    metrics.skipped('webhook', reason ?? verdict)
    if (verdict === 'refused')
      logger.warn({ webhook_id: webhookId, reason }, 'a delivery has started nothing')
    await records.record({
      webhookId,
      verdict,
      reason,
      deliveryId,
      executionId,
      receivedAt: isoTime(clock.now()),
      clientIp,
      request: { ...shownRequest(request, path), ...(error !== undefined && { error }) },
    })
  }

  /** What cannot be started now or never; other errors are not the fault of the delivery. */
  async addError(
    row: WebhookRow,
    error: unknown,
    about: Omit<Unstarted, 'verdict' | 'reason'>,
  ): Promise<void> {
    if (!(error instanceof AppError)) return
    const message = error.code === 'WEBHOOK_EXPRESSION_FAILED' ? toFailure(error.cause).message : undefined
    await this.add(row, {
      ...about,
      verdict: 'refused',
      reason: error.code.toLowerCase(),
      ...(message !== undefined && { error: message }),
    })
  }
}
