import { AppError } from '../../../domain/errors.ts'
import { toFailure } from '../../../engine/errors.ts'
import { type Clock, isoTime } from '../../../lib/time/clock.ts'
import type { Logger } from '../../../logging/logger.ts'
import type { WebhookMetrics } from '../ports.ts'
import type { RecordRepository } from '../store/record-repository.ts'
import type { DeliveryRecord } from '../store/record-statements.ts'
import type { WebhookRow } from '../store/repository.ts'
import { RefusalRecords } from './refusal-records.ts'
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
  readonly #refusals: RefusalRecords

  constructor(options: DeliveryLogOptions) {
    this.#options = options
    this.#refusals = new RefusalRecords(options.records, options.logger)
  }

  /** Resolves once it is on disk. */
  async add(row: WebhookRow, unstarted: Unstarted): Promise<void> {
    await this.#options.records.record(this.#recordOf(row, unstarted))
  }

  /** For answers that must take as long as those to unknown addresses. */
  addLater(row: WebhookRow, about: Omit<Unstarted, 'verdict'>): void {
    this.#refusals.add(this.#recordOf(row, { ...about, verdict: 'refused' }))
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

  /** Resolves when every record so far is on disk. */
  settled(): Promise<void> {
    return this.#refusals.settled()
  }

  #recordOf({ id: webhookId }: WebhookRow, unstarted: Unstarted): DeliveryRecord {
    const { metrics, logger, clock } = this.#options
    const { verdict, reason, clientIp, request, path, error } = unstarted
    const { deliveryId = null, executionId = null } = unstarted
    metrics.skipped('webhook', reason ?? verdict)
    if (verdict === 'refused')
      logger.warn({ webhook_id: webhookId, reason }, 'a delivery has started nothing')
    const now = isoTime(clock.now())
    return {
      webhookId,
      verdict,
      reason,
      deliveryId,
      executionId,
      receivedAt: now,
      lastAt: now,
      count: 1,
      clientIp,
      request: { ...shownRequest(request, path), ...(error !== undefined && { error }) },
    }
  }
}
