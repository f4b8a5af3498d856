import type { Database } from '../../../db/client.ts'
import { pageReader } from '../../../db/page-reader.ts'
import { webhookRecords } from '../../../db/schema/webhooks.ts'
import type { Writer } from '../../../db/writer.ts'
import type { Page } from '../../../domain/cursor.ts'
import { type DeliveryRecord, recordDelivery } from './record-statements.ts'

const { webhook_id, is_started, ...columns } = webhookRecords

const { id, verdict, reason, delivery_id, execution_id, received_at, last_at, count, client_ip, request } =
  columns

const readRecords = pageReader({
  columns: {
    ...{ id, verdict, reason, delivery_id, execution_id, received_at, last_at, count },
    ...{ client_ip, request },
  },
  key: [id],
  direction: 'DESC',
})

/** Outcomes of deliveries. */
export class RecordRepository {
  readonly #database: Database
  readonly #writer: Writer

  constructor(database: Database, writer: Writer) {
    this.#database = database
    this.#writer = writer
  }

  /** The latest first. */
  page(webhookId: number, after: readonly [number] | undefined, limit: number): Promise<Page> {
    return readRecords(this.#database, { where: { 'webhook_id = ?': webhookId }, after, limit })
  }

  /** Of a delivery that has started nothing. */
  record(record: DeliveryRecord): Promise<void> {
    return this.#writer.write(recordDelivery, record)
  }
}
