import { isConstraintViolation } from '../../../db/errors.ts'
import type { AppError } from '../../../domain/errors.ts'
import type { Leadership } from '../../../domain/leadership.ts'
import type { ExecutionEngine } from '../../../engine/engine.ts'
import type { Turns } from '../../../lib/async/turns.ts'
import type { Clock } from '../../../lib/time/clock.ts'
import type { Logger } from '../../../logging/logger.ts'
import type { TriggerMetrics } from '../ports.ts'
import type { ScheduleRepository, ScheduleRow } from '../store/repository.ts'
import type { TickRepository } from '../store/tick-repository.ts'
import type { ActiveRuns } from './active-runs.ts'
import { nextAfter } from './next-tick.ts'
import { pruneAfter } from './pruning.ts'
import type { Reopener } from './reopener.ts'
import type { TickStarter } from './starter.ts'
import { countTicks, type Timings } from './timing.ts'
import type { UndecidedTicks } from './undecided-ticks.ts'

export interface TickerOptions {
  readonly repository: ScheduleRepository
  readonly ticks: TickRepository
  readonly undecided: UndecidedTicks
  readonly starter: TickStarter
  readonly reopener: Reopener
  readonly engine: ExecutionEngine
  readonly active: ActiveRuns
  readonly timings: Timings
  readonly turns: Turns
  readonly leadership: Leadership
  readonly clock: Clock
  readonly logger: Logger
  readonly metrics: TriggerMetrics
}

/** Ticks at once; their executions share commits. */
const BATCH = 200
/** How late a tick may be after the clock was set or the machine was suspended; small beside the default window. */
const MAX_SLEEP_MS = 5000
/** How often a standby looks whether it has become the leader; also the pause after an error. */
const RETRY_MS = 1000
/** After ticks that could not start, for want of places. */
const BLOCKED_PAUSE_MS = 250

const reasons: Readonly<Record<string, string>> = { QUEUE_FULL: 'queue_full', RATE_LIMITED: 'rate_limited' }

/** Starts ticks when they are due, those of all schedules with one timer. */
export class Ticker {
  readonly #options: TickerOptions
  readonly #stop = new AbortController()
  #wake = new AbortController()
  /** Why ticks could not start that are due, by schedule. */
  readonly #blocked = new Map<number, string>()
  #running: Promise<void> = Promise.resolve()
  /** Whether the executions are known that run now. */
  #isInformed = false

  constructor(options: TickerOptions) {
    this.#options = options
  }

  /** To be called when the engine has started. */
  async start(): Promise<void> {
    if (this.#options.leadership.isLeader) await this.#findActive()
    this.#running = this.#run()
  }

  async close(): Promise<void> {
    this.#stop.abort()
    this.#wake.abort()
    await this.#running
  }

  /** To be called after each change of a schedule. */
  reschedule() {
    this.#wake.abort()
  }

  async #findActive(): Promise<void> {
    const { repository, engine, active } = this.#options
    this.#isInformed = true
    active.clear()
    const found = await repository.active()
    for (const { scheduleId, executionId: id, since, isWaiting } of found) {
      const submission = await engine.attach(id)
      if (!submission && !isWaiting) continue
      active.add(scheduleId, { id, since })
      const end = () => active.remove(scheduleId, id)
      submission?.finished.then(end, end)
    }
    for (const id of new Set(found.map(({ scheduleId }) => scheduleId))) {
      // The process may have ended between the start of one and the cancellation of the others.
      const others = active.of(id).slice(0, -1)
      if (others.length === 0 || (await repository.find(id))?.overlap !== 'cancel_other') continue
      for (const other of others) void engine.cancel(other.id).catch(() => undefined)
    }
  }

  async #run(): Promise<void> {
    const { logger } = this.#options
    while (!this.#stop.signal.aborted) {
      this.#wake = new AbortController()
      if (this.#stop.signal.aborted) return
      try {
        await this.#look()
      } catch (error) {
        if (this.#stop.signal.aborted) return
        logger.error({ err: error }, 'ticks of schedules cannot be started')
        await this.#pause()
      }
    }
  }

  /** Starts what is due, and sleeps until more may be. */
  async #look(): Promise<void> {
    const { repository, clock, leadership, reopener } = this.#options
    if (!leadership.isLeader) {
      this.#isInformed = false
      reopener.forget()
      await this.#pause()
      return
    }
    if (!this.#isInformed) await this.#findActive()
    await reopener.check()
    const pause = await this.#pass()
    if (pause > 0) await this.#sleepUntil(clock.now() + pause)
    else if (pause < 0) await this.#sleepUntil(this.#latest(await repository.nextDue()))
  }

  /** Other processes do not tell of the schedules that they change. */
  #latest(due: number | undefined): number | undefined {
    const { leadership, clock } = this.#options
    if (!leadership.isShared) return due
    return Math.min(due ?? Number.POSITIVE_INFINITY, clock.now() + RETRY_MS)
  }

  /** Unlike sleep, also while the clock is not known to go forward. */
  async #pause(): Promise<void> {
    await this.#options.clock.sleep(RETRY_MS, this.#wake.signal).catch(() => undefined)
  }

  /** Returns when to look again in ms; 0 for at once, -1 for the time of the next tick. */
  async #pass(): Promise<number> {
    const { repository, clock, turns } = this.#options
    const now = clock.now()
    const due = await repository.due(now, BATCH)
    if (due.length === 0) return -1
    const results: Promise<boolean>[] = []
    await turns.each(due, (row) => {
      results.push(this.#decide(row, now))
    })
    const areBlocked = await Promise.all(results)
    return areBlocked.every(Boolean) ? BLOCKED_PAUSE_MS : 0
  }

  /** Decides the next tick of a schedule; `true` when it cannot start now. */
  async #decide(row: ScheduleRow, now: number): Promise<boolean> {
    const { next_tick: tick, due } = row
    if (tick === null || due === null) return false
    if (due < now - row.catchup_window_ms) {
      await this.#miss(row, tick, now)
      return false
    }
    const next = nextAfter(this.#options.timings, row, tick)
    const advance = { version: row.version, from: tick, next }
    const { overlap } = row
    const result = await this.#options.starter.start(row, { kind: 'tick', tick, due, overlap, advance })
    if (result === 'stale') {
      await this.#passOver(row, tick)
      return false
    }
    if ('blocked' in result) return this.#block(row, result.blocked)
    this.#blocked.delete(row.id)
    return false
  }

  #block({ id }: ScheduleRow, { code }: AppError): boolean {
    this.#blocked.set(id, reasons[code] ?? code)
    return true
  }

  /** Records the ticks that are too late, and continues with the first that is not. */
  async #miss(row: ScheduleRow, tick: number, now: number): Promise<void> {
    const { ticks, undecided, timings, turns, metrics, logger } = this.#options
    const end = nextAfter(timings, row, Math.max(tick, now - row.catchup_window_ms - 1))
    const before = end.tick ?? now
    // Those that were decided while the clock was ahead are not missed.
    const recorded = await ticks.recordedAfter(row.id, tick)
    const isRecorded = recorded !== undefined && recorded < before
    const next = isRecorded ? await undecided.after(row, recorded) : end
    const range = { from: tick, before: isRecorded ? recorded : before, turns }
    const { count, last } = await countTicks(timings, row, range)
    const reason = this.#blocked.get(row.id) ?? 'outage'
    this.#blocked.delete(row.id)
    const record = {
      scheduleId: row.id,
      kind: 'tick',
      tick,
      lastTick: last,
      count,
      outcome: 'missed',
      reason,
      executionId: null,
      recordedAt: now,
    } as const
    try {
      await ticks.record(record, { version: row.version, from: tick, next })
      metrics.missed(reason, count)
      await pruneAfter(ticks, record)
      logger.warn({ schedule_id: row.id, count, reason, tick }, 'ticks of a schedule were missed')
    } catch (error) {
      if (!isConstraintViolation(error)) throw error
      await this.#passOver(row, tick)
    }
  }

  async #passOver(row: ScheduleRow, tick: number): Promise<void> {
    const { ticks, undecided } = this.#options
    const next = await undecided.after(row, tick)
    await ticks.passOver(row.id, { version: row.version, from: tick, next })
  }

  /** In steps, as the clock may be set. Without a time, until a schedule changes. */
  async #sleepUntil(time: number | undefined): Promise<void> {
    const { clock, reopener } = this.#options
    const { signal } = this.#wake
    if (time === undefined) {
      if (!signal.aborted)
        await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
      return
    }
    while (!signal.aborted && clock.now() < time && !reopener.isSetBack()) {
      await clock.sleep(Math.min(time - clock.now(), MAX_SLEEP_MS), signal).catch(() => undefined)
    }
  }
}
