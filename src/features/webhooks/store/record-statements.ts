import type { InStatement } from '@libsql/client'
import type { WriteKind } from '../../../db/writer.ts'

export const VERDICTS = ['started', 'repeated', 'filtered', 'refused'] as const

/** The outcome of a request to a webhook. */
export interface DeliveryRecord {
  readonly webhookId: number
  readonly verdict: (typeof VERDICTS)[number]
  readonly reason: string | null
  readonly deliveryId: string | null
  readonly executionId: string | null
  /** ISO-8601. */
  readonly receivedAt: string
  /** When the last one arrived of several that are alike. */
  readonly lastAt: string
  /** How many those are. */
  readonly count: number
  readonly clientIp: string | null
  /** What else is known of it; null for one that has started an execution, whose input has all of it. */
  readonly request: object | null
}

/** How many records of deliveries that have started an execution are kept for each webhook, and how many of others. */
const MAX_STARTED = 10
const MAX_OTHERS = 1000

const COLUMNS =
  'webhook_id, is_started, verdict, reason, delivery_id, execution_id, received_at, last_at, client_ip, request, count'

const SAME = ['verdict', 'reason', 'delivery_id', 'client_ip'].map((name) => `${name} IS ?`).join(' AND ')

/** Of several that are alike and follow each other, only the first has a row, which counts the others. */
export const recordStatements = (record: DeliveryRecord): InStatement[] => {
  const {
    webhookId,
    verdict,
    reason,
    deliveryId,
    executionId,
    receivedAt,
    lastAt,
    count,
    clientIp,
    request,
  } = record
  const started = Number(verdict === 'started')
  const last = 'SELECT max(id) FROM webhook_records WHERE webhook_id = ? AND is_started = ?'
  const add: InStatement = {
    sql: `UPDATE webhook_records SET count = count + ?, last_at = ? WHERE id = (${last}) AND ${SAME}`,
    args: [count, lastAt, webhookId, started, verdict, reason, deliveryId, clientIp],
  }
  const insert: InStatement = {
    sql: `INSERT INTO webhook_records (${COLUMNS}) SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?
      WHERE ${started ? 'true' : 'changes() = 0 AND EXISTS (SELECT 1 FROM webhooks WHERE id = ?)'}`,
    args: [
      ...[webhookId, started, verdict, reason, deliveryId, executionId, receivedAt, lastAt, clientIp],
      request && JSON.stringify(request),
      count,
      ...(started ? [] : [webhookId]),
    ],
  }
  const prune: InStatement = {
    sql: `DELETE FROM webhook_records WHERE webhook_id = ? AND is_started = ? AND id <=
      (SELECT id FROM webhook_records WHERE webhook_id = ? AND is_started = ? ORDER BY id DESC LIMIT 1 OFFSET ?)`,
    args: [webhookId, started, webhookId, started, started ? MAX_STARTED : MAX_OTHERS],
  }
  return started ? [insert, prune] : [add, insert, prune]
}

/** Records a delivery that started nothing; has no effect when the webhook was deleted. */
export const recordDelivery: WriteKind<DeliveryRecord, void> = {
  statements: (records) => records.flatMap(recordStatements),
  results: (_sets, records) => records.map(() => undefined),
}
