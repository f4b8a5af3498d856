import { AppError, rateLimited } from '../../../domain/errors.ts'
import type { TraceHeaders } from '../../../domain/trace-headers.ts'
import type { MemoryClaim } from '../../../http/access/caller-memory.ts'
import type { Budget } from '../../../lib/async/byte-budget.ts'
import type { Turns } from '../../../lib/async/turns.ts'
import type { TokenBuckets } from '../../../lib/store/token-buckets.ts'
import { type Clock, isoTime } from '../../../lib/time/clock.ts'
import { DeliveryFiles } from '../files/delivery-files.ts'
import type { WebhookRow } from '../store/repository.ts'
import { inputOf } from './delivery-input.ts'
import type { DeliveryLog, Unstarted } from './delivery-log.ts'
import type { DeliveryRules } from './delivery-rules.ts'
import type { DeliveryStarter, Refusal, StartedExecution, TargetRun } from './delivery-starter.ts'

export interface DeliveryAcceptorOptions {
  readonly rules: DeliveryRules
  readonly starter: DeliveryStarter
  readonly log: DeliveryLog
  /** Those of all webhooks. */
  readonly rates: TokenBuckets
  readonly bodyLimitBytes: number
  readonly turns: Turns
  readonly clock: Clock
}

/** A webhook that can start its script, for a sender who has passed its authentication. */
export interface Ready {
  readonly row: WebhookRow
  readonly run: TargetRun
  /** One that may start only one execution. */
  readonly signature: string | undefined
}

export type BodyLimit = Pick<Budget, 'limit' | 'setting'>

export interface Incoming {
  readonly about: Pick<Unstarted, 'request' | 'path' | 'clientIp'>
  /** @throws AppError `PAYLOAD_TOO_LARGE` */
  readonly read: (limit: BodyLimit) => Promise<Buffer>
  readonly claim: MemoryClaim
  readonly trace: TraceHeaders | undefined
  /** A reserved id for the execution. */
  readonly executionId?: string | undefined
}

interface Filtered {
  readonly row: WebhookRow
  readonly execution: undefined
  readonly deliveryId: string | undefined
}

interface Accepted {
  readonly row: WebhookRow
  readonly execution: StartedExecution
  readonly deliveryId: string | undefined
}

/** Without an execution, the filter has left out the delivery. */
export type Received = Filtered | Accepted | Refusal

/** What is known of a delivery when it fails. */
interface Progress {
  deliveryId?: string | undefined
}

/** Starts the execution of a delivery from a known sender, or records why none is started. */
export class DeliveryAcceptor {
  readonly #options: DeliveryAcceptorOptions

  constructor(options: DeliveryAcceptorOptions) {
    this.#options = options
  }

  get serverLimit(): BodyLimit {
    return { limit: this.#options.bodyLimitBytes, setting: 'BODY_LIMIT_BYTES' }
  }

  /** @throws AppError when there is no place for it now, or never; it is recorded */
  async accept(ready: Ready, incoming: Incoming): Promise<Received> {
    const progress: Progress = {}
    try {
      return await this.#start(ready, incoming, progress)
    } catch (error) {
      await this.#options.log.addError(ready.row, error, { ...incoming.about, ...progress })
      throw error
    }
  }

  async #start({ row, run, signature }: Ready, incoming: Incoming, progress: Progress): Promise<Received> {
    const { rules, starter, log, clock, turns } = this.#options
    const { about, read, claim, trace } = incoming
    const bytes = await read(this.#limitOf(row))
    this.#charge(row)
    const receivedAt = isoTime(clock.now())
    const executionId = incoming.executionId ?? starter.nextExecutionId()
    const files = new DeliveryFiles(executionId)
    const input = await inputOf(about, { row, bytes, receivedAt, claim, turns, files })
    const id = await rules.idOf(row, input)
    progress.deliveryId = id
    if (!(await rules.passes(row, input))) {
      await log.add(row, { ...about, verdict: 'filtered', reason: null, deliveryId: id })
      return { row, execution: undefined, deliveryId: id }
    }
    const started = await starter.start(row, { run, executionId, files, id, signature, input, trace })
    if ('reason' in started) return { ...started, deliveryId: id }
    if (!started.submission) {
      const repeated = { verdict: 'repeated', reason: null, deliveryId: id, executionId: started.id } as const
      await log.add(row, { ...about, ...repeated })
    }
    return { row, execution: started, deliveryId: id }
  }

  #limitOf({ max_body_bytes: own }: WebhookRow): BodyLimit {
    const all = this.serverLimit
    return own !== null && own < all.limit ? { limit: own, setting: 'max_body_bytes' } : all
  }

  #charge(row: WebhookRow): void {
    if (row.rate_limit === null) return
    const taken = this.#options.rates.take(String(row.id), 1, { perSecond: row.rate_limit })
    if (!taken.isGranted) throw rateLimited('rate_limit', taken)
  }
}

/** A body that has been read already. @throws AppError `PAYLOAD_TOO_LARGE` */
export const withinLimit = (bytes: Buffer, { limit, setting }: BodyLimit): Buffer => {
  if (bytes.length > limit) throw new AppError('PAYLOAD_TOO_LARGE', { values: { limit, setting } })
  return bytes
}
