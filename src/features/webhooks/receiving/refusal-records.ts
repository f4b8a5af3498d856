import type { Logger } from '../../../logging/logger.ts'
import type { RecordRepository } from '../store/record-repository.ts'
import type { DeliveryRecord } from '../store/record-statements.ts'

/** So many different ones are kept while others are being written. */
const MAX_WAITING = 1000

/**
 * Records refusals after their answers: if these came only once the record is on disk, it would show how long they take
 * that the token is right. Those that are alike and arrive while others are written share a record.
 */
export class RefusalRecords {
  readonly #records: Pick<RecordRepository, 'record'>
  readonly #logger: Logger
  readonly #waiting = new Map<string, DeliveryRecord>()
  #writing: Promise<void> | undefined

  constructor(records: Pick<RecordRepository, 'record'>, logger: Logger) {
    this.#records = records
    this.#logger = logger
  }

  add(record: DeliveryRecord): void {
    const { webhookId, verdict, reason, deliveryId, clientIp } = record
    const key = JSON.stringify([webhookId, verdict, reason, deliveryId, clientIp])
    const alike = this.#waiting.get(key)
    if (alike) this.#waiting.set(key, { ...alike, lastAt: record.lastAt, count: alike.count + record.count })
    else if (this.#waiting.size < MAX_WAITING) this.#waiting.set(key, record)
    this.#writing ??= this.#writeAll().finally(() => {
      this.#writing = undefined
    })
  }

  /** Resolves when everything added so far is on disk. */
  async settled(): Promise<void> {
    await this.#writing
  }

  async #writeAll(): Promise<void> {
    while (this.#waiting.size > 0) {
      const all = [...this.#waiting.values()]
      this.#waiting.clear()
      await Promise.all(all.map((record) => this.#records.record(record))).catch((error: unknown) =>
        this.#logger.error({ err: error }, 'refused deliveries cannot be recorded'),
      )
    }
  }
}
