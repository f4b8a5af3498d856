import { AppError } from '../../../domain/errors.ts'
import type { ExecutionEngine } from '../../../engine/engine.ts'
import type { StepId } from '../../../engine/records.ts'
import type { Turns } from '../../../lib/async/turns.ts'
import type { NextId } from '../../../lib/store/ids.ts'
import { type Clock, isoTime } from '../../../lib/time/clock.ts'
import type { Logger } from '../../../logging/logger.ts'
import type { EventRepository } from './event-repository.ts'
import type { EventReceipt, EventRequest, ExecutionEventRequest, SentEvent } from './event-schema.ts'
import type { BufferLimits, Delivery, Refusal } from './event-statements.ts'
import type { OpenLink } from './resume-links.ts'

export const EVENT_ID_PREFIX = 'ev'

const DAY_MS = 24 * 60 * 60 * 1000

const MAX_WOKEN = 50
const MAX_READ_BYTES = 524_288

export interface EventServiceOptions {
  readonly engine: ExecutionEngine
  readonly repository: EventRepository
  readonly clock: Clock
  readonly nextEventId: NextId
  readonly limits: EventLimits
  readonly turns: Turns
  readonly logger: Logger
  readonly metrics: EventMetrics
}

/** Counts events by how they arrive and by their outcome. */
export interface EventMetrics {
  sent(way: 'execution' | 'all' | 'link', outcome: string): void
}

export interface EventLimits {
  /** Of one payload. */
  readonly payloadBytes: number
  readonly buffer: BufferLimits
}

/** Sends events to executions. An event and the step that takes it are on disk before anyone is notified. */
export class EventService {
  readonly #options: EventServiceOptions

  constructor(options: EventServiceOptions) {
    this.#options = options
  }

  /**
   * Sends an event to one execution.
   * @param reserved an id of the request, under which nothing is sent twice
   * @throws AppError `EXECUTION_NOT_FOUND`, `EXECUTION_FINISHED`, `EVENT_BUFFER_FULL`, `PAYLOAD_TOO_LARGE`
   */
  async send(executionId: string, request: ExecutionEventRequest, reserved?: string): Promise<SentEvent> {
    const { engine, repository, clock, limits } = this.#options
    const { name, correlation = null } = request
    const content = this.#content(request.payload)
    // One that has nothing on the disk yet could not be found there.
    await engine.submitted(executionId)?.persist()
    const now = clock.now()
    const event = { id: this.#idOf(reserved), executionId, name, correlation }
    const written = { ...event, ...content, now, createdAt: isoTime(now), buffer: limits.buffer }
    const delivery = await repository.deliver(written)
    this.#count('execution', delivery)
    if ('refused' in delivery) throw this.#refusal(executionId, delivery.refused)
    const { takenBy } = delivery
    if (takenBy) engine.wake([takenBy])
    return {
      id: event.id,
      execution_id: executionId,
      name,
      correlation,
      status: takenBy ? 'delivered' : 'buffered',
      node_id: takenBy?.node_id ?? null,
      path: takenBy?.path || null,
    }
  }

  /**
   * Sends an event to all steps that wait for it now, in all executions.
   * @param reserved an id of the request, under which nothing is sent twice
   */
  async sendToAll(request: EventRequest, reserved?: string): Promise<EventReceipt> {
    const { repository, clock, metrics } = this.#options
    const { name, correlation = null } = request
    const content = this.#content(request.payload)
    const now = clock.now()
    const event = { id: this.#idOf(reserved), name, correlation }
    const times = { now, createdAt: isoTime(now), expired: isoTime(now - DAY_MS) }
    const { count, executionIds, steps } = await repository.broadcast({ ...event, ...content, ...times })
    metrics.sent('all', count > 0 ? 'delivered' : 'not_taken')
    void this.#wakeInTurns(steps, content.bytes)
    return { ...event, count, execution_ids: [...executionIds] }
  }

  /**
   * Sends what has come by a link; `false` when the link has been used before.
   * @throws AppError `EVENT_BUFFER_FULL`, `PAYLOAD_TOO_LARGE`
   */
  async resume(
    { execution_id: executionId, eventId, ...link }: OpenLink,
    payload: unknown,
  ): Promise<boolean> {
    const { engine, repository, clock, limits, logger } = this.#options
    const content = this.#content(payload)
    await engine.submitted(executionId)?.persist()
    const now = clock.now()
    const event = {
      id: eventId,
      executionId,
      name: null,
      correlation: null,
      link: { execution_id: executionId, ...link },
    }
    const written = { ...event, ...content, now, createdAt: isoTime(now), buffer: limits.buffer }
    const delivery = await repository.deliver(written)
    this.#count('link', delivery)
    if ('takenBy' in delivery) {
      logger.info({ execution_id: executionId, link_of: link.node_id }, 'a link was used')
      if (delivery.takenBy) engine.wake([delivery.takenBy])
      return true
    }
    if (delivery.refused === 'buffer_full') throw this.#refusal(executionId, delivery.refused)
    return false
  }

  #count(way: 'execution' | 'link', delivery: Delivery) {
    const outcome = 'refused' in delivery ? delivery.refused : delivery.takenBy ? 'delivered' : 'buffered'
    this.#options.metrics.sent(way, outcome)
  }

  /** A few in each turn, as each reads the payload. */
  async #wakeInTurns(steps: readonly StepId[], bytes: number): Promise<void> {
    const { engine, turns } = this.#options
    const size = Math.min(MAX_WOKEN, Math.ceil(MAX_READ_BYTES / bytes))
    for (let from = 0; from < steps.length; from += size) {
      engine.wake(steps.slice(from, from + size))
      await turns.next()
    }
  }

  #idOf(reserved: string | undefined): string {
    const { nextEventId, clock } = this.#options
    return reserved?.replace(/^[a-z]+/, EVENT_ID_PREFIX) ?? nextEventId(clock.now())
  }

  #content(value: unknown) {
    const payload = JSON.stringify(value ?? null)
    const bytes = Buffer.byteLength(payload)
    const limit = this.#options.limits.payloadBytes
    if (bytes <= limit) return { payload, bytes }
    throw new AppError('PAYLOAD_TOO_LARGE', { values: { limit, setting: 'EVENT_LIMIT_BYTES' } })
  }

  #refusal(id: string, reason: Refusal): AppError {
    if (reason === 'unknown') return new AppError('EXECUTION_NOT_FOUND', { values: { id } })
    if (reason === 'ended') return new AppError('EXECUTION_FINISHED', { values: { id } })
    return new AppError('EVENT_BUFFER_FULL', { values: { id, ...this.#options.limits.buffer } })
  }
}
