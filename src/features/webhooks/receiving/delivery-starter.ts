import { isConstraintViolation } from '../../../db/errors.ts'
import { AppError, rateLimited } from '../../../domain/errors.ts'
import type { TraceHeaders } from '../../../domain/trace-headers.ts'
import type { ExecutionEngine, Submission } from '../../../engine/engine.ts'
import type { NextId } from '../../../lib/store/ids.ts'
import type { TokenBuckets } from '../../../lib/store/token-buckets.ts'
import { type Clock, isoTime } from '../../../lib/time/clock.ts'
import type { DeliveryFiles } from '../files/delivery-files.ts'
import type { FileFolder, StartableScripts, WebhookMetrics } from '../ports.ts'
import { recordStatements } from '../store/record-statements.ts'
import type { WebhookRepository, WebhookRow } from '../store/repository.ts'
import { deliveryStatements } from '../store/statements.ts'
import { CALLER, type DeliveryInput } from './delivery-rules.ts'

export interface DeliveryStarterOptions {
  readonly repository: WebhookRepository
  readonly engine: ExecutionEngine
  readonly scripts: StartableScripts
  readonly nextId: NextId
  readonly folder: FileFolder
  /** Of each webhook; `undefined` for no limit. */
  readonly rate: TokenBuckets | undefined
  readonly clock: Clock
  readonly metrics: WebhookMetrics
}

const DAY_MS = 24 * 60 * 60 * 1000

type Request = Parameters<ExecutionEngine['submit']>[0]

/** What is run for a delivery. */
export type TargetRun = Pick<Request, 'graph' | 'scriptVersion' | 'strict' | 'timeoutMs'>

/** Why nothing is started, for the owner of the webhook alone: to the sender, it is as if it did not exist. */
export interface Refusal {
  readonly reason: string
  /** Of a delivery that has one. */
  readonly deliveryId?: string | undefined
}

export interface Delivery {
  readonly run: TargetRun
  /** Of the execution, if the delivery starts one. */
  readonly executionId: string
  readonly files: DeliveryFiles
  /** `undefined` when each request is a delivery of its own. */
  readonly id: string | undefined
  /** One that may start only one execution. */
  readonly signature: string | undefined
  readonly input: DeliveryInput
  readonly trace: TraceHeaders | undefined
}

/** The execution, or why there is none. */
export type Started = StartedExecution | Refusal

export interface StartedExecution {
  readonly id: string
  /** Absent when an earlier delivery has started it. */
  readonly submission?: Submission
}

/** Starts the execution of a delivery; the same delivery starts one only once within 24 hours. */
export class DeliveryStarter {
  readonly #options: DeliveryStarterOptions

  constructor(options: DeliveryStarterOptions) {
    this.#options = options
  }

  /** What a webhook runs for a request with this method, or why it runs nothing. */
  async targetOf(row: WebhookRow, method: string): Promise<{ readonly run: TargetRun } | Refusal> {
    if (!row.enabled) return { reason: 'webhook_disabled' }
    // Guarantee: only the settings of a valid webhook are written.
    if (!(JSON.parse(row.methods) as string[]).includes(method)) return { reason: 'method_not_accepted' }
    const script = await this.#options.scripts.load(row.script_id).catch(goneScript)
    if (!script) return { reason: 'script_deleted' }
    const { active, strict, version: scriptVersion, timeout_ms } = script.row
    if (!active) return { reason: 'script_inactive' }
    if (script.source.graph.nodes.length === 0) return { reason: 'script_empty' }
    return {
      run: {
        graph: script.source,
        scriptVersion,
        strict,
        ...(timeout_ms !== null && { timeoutMs: timeout_ms }),
      },
    }
  }

  /** The id of an execution that may be started. */
  nextExecutionId(): string {
    return this.#options.nextId(this.#options.clock.now())
  }

  /**
   * Returns the id of the execution, which is on disk, or the reason why there is none.
   * @throws AppError when there is no place for it now, or never
   */
  async start(row: WebhookRow, delivery: Delivery): Promise<Started> {
    const before = await this.#startedBefore(row, delivery)
    if (before) return before
    this.#charge(row)
    const { folder, metrics } = this.#options
    await delivery.files.save(folder)
    try {
      const started = await this.#submit(row, delivery)
      metrics.started('webhook', 0)
      return started
    } catch (error) {
      await delivery.files.remove(folder)
      if (isConstraintViolation(error)) return this.#lost(row, delivery, error)
      throw error
    }
  }

  async #submit(row: WebhookRow, delivery: Delivery): Promise<Started> {
    const { engine, clock } = this.#options
    const { run, executionId: id, id: deliveryId, input, trace } = delivery
    const submission = await engine.submit({
      id,
      caller: CALLER,
      scriptId: row.script_id,
      ...run,
      input,
      durable: true,
      trigger: {
        kind: 'webhook',
        id: String(row.id),
        scheduled_at: null,
        ...(deliveryId !== undefined && { delivery_id: deliveryId }),
      },
      claim: { statements: this.#claim(row, delivery, clock.now()) },
      trace,
    })
    return { id, submission }
  }

  #claim({ id: webhookId }: WebhookRow, delivery: Delivery, now: number) {
    const { id, executionId, signature, input } = delivery
    const receivedAt = isoTime(now)
    const once =
      id === undefined && signature === undefined
        ? []
        : deliveryStatements({
            webhookId,
            deliveryId: id ?? executionId,
            signature,
            executionId,
            receivedAt,
            expired: isoTime(now - DAY_MS),
          })
    const record = recordStatements({
      webhookId,
      verdict: 'started',
      reason: null,
      deliveryId: id ?? null,
      executionId,
      receivedAt,
      lastAt: receivedAt,
      count: 1,
      clientIp: input.client_ip,
      request: null,
    })
    return [...once, ...record]
  }

  /** Another request of the same delivery was faster, or the webhook was deleted. */
  async #lost(row: WebhookRow, delivery: Delivery, error: unknown): Promise<Started> {
    const before = await this.#startedBefore(row, delivery)
    if (before) return before
    if (!(await this.#options.repository.find(row.id))) return { reason: 'webhook_deleted' }
    throw error
  }

  /** The execution of the same delivery; another one with its signature is a forgery. */
  async #startedBefore(row: WebhookRow, { id, signature }: Delivery): Promise<Started | undefined> {
    if (id === undefined && signature === undefined) return undefined
    const { repository, clock } = this.#options
    const since = isoTime(clock.now() - DAY_MS)
    const found = await repository.startedBy(row.id, { id, signature, since })
    if (found.length === 0) return undefined
    const same = found.find(({ delivery_id }) => delivery_id === id)
    return same ? { id: same.execution_id } : { reason: 'replayed' }
  }

  #charge({ id }: WebhookRow): void {
    const taken = this.#options.rate?.take(String(id))
    if (taken && !taken.isGranted) throw rateLimited('TRIGGER_RATE_LIMIT', taken)
  }
}

/** A script is deleted together with its webhooks, but perhaps after this one was read. */
const goneScript = (error: unknown): undefined => {
  if (error instanceof AppError && error.code === 'SCRIPT_NOT_FOUND') return undefined
  throw error
}
