import { validationFailed } from '../../domain/errors.ts'
import type { Clock } from '../../lib/time/clock.ts'
import { isoTime } from '../../lib/time/clock.ts'
import type { ScheduleService } from './service.ts'
import type { ScheduleRow } from './store/repository.ts'
import type { TickRepository } from './store/tick-repository.ts'
import { MAX_TICKS } from './store/tick-statements.ts'
import type { Backfill, BackfillResult, ScheduleTick } from './tick-schema.ts'
import type { TickStarter } from './ticking/starter.ts'
import type { Timings } from './ticking/timing.ts'
import { fromStoredTick, toTick } from './view.ts'

export interface ManualStartOptions {
  readonly schedules: ScheduleService
  readonly ticks: TickRepository
  readonly starter: TickStarter
  readonly timings: Timings
  readonly clock: Clock
}

export interface TriggerOptions {
  /** Throws if the caller may not start so many executions. */
  readonly admit: (executions: number) => void
  /** A reserved id for the execution. Nothing is started twice under the same id. */
  readonly executionId?: string | undefined
}

/** Ticks that one backfill may cover. */
export const MAX_BACKFILL = 500

/** Starts ticks on request. */
export class ManualStarts {
  readonly #options: ManualStartOptions

  constructor(options: ManualStartOptions) {
    this.#options = options
  }

  /** @throws AppError `SCHEDULE_NOT_FOUND`, or what the engine refuses it with */
  async trigger(id: number, { admit, executionId }: TriggerOptions): Promise<ScheduleTick> {
    const { schedules, ticks, starter, clock } = this.#options
    const row = await schedules.load(id)
    const known = executionId === undefined ? undefined : await ticks.startedBy(id, executionId)
    if (known) return fromStoredTick(known)
    admit(1)
    // Others may have been started in the same millisecond, but no more than there are records.
    const now = clock.now()
    for (let tick = now; tick <= now + MAX_TICKS; tick++) {
      const start = { kind: 'manual', tick, due: tick, overlap: row.overlap, executionId } as const
      const result = await starter.start(row, start)
      if (result === 'stale') await schedules.load(id)
      else if ('blocked' in result) throw result.blocked
      else return toTick(result.record)
    }
    throw new Error(`Schedule ${id} has no free time for a start from ${isoTime(now)} on`)
  }

  /** @throws AppError `SCHEDULE_NOT_FOUND`, or `VALIDATION_FAILED` for a range that is reversed, not past, or too large */
  async backfill(
    id: number,
    { from, to, overlap }: Backfill,
    options: TriggerOptions,
  ): Promise<BackfillResult> {
    const row = await this.#options.schedules.load(id)
    if (Date.parse(to) < Date.parse(from)) throw validationFailed([{ path: 'to', code: 'range_reversed' }])
    const ticks = this.#ticks(row, Date.parse(from), Date.parse(to))
    const started = await this.#options.ticks.startedTicks(id, Date.parse(from), Date.parse(to))
    const left = ticks.filter((tick) => tick > row.forgotten && !started.has(tick))
    options.admit(left.length)
    const executions: string[] = []
    for (const tick of left) {
      const result = await this.#options.starter.start(row, { kind: 'backfill', tick, due: tick, overlap })
      if (result === 'stale') continue
      if ('blocked' in result) {
        if (executions.length === 0) throw result.blocked
        return { executions, skipped: ticks.indexOf(tick) - executions.length, next: isoTime(tick) }
      }
      if (result.record.executionId !== null) executions.push(result.record.executionId)
    }
    return { executions, skipped: ticks.length - executions.length, next: null }
  }

  #ticks(row: ScheduleRow, from: number, to: number): number[] {
    const { clock, timings } = this.#options
    const end =
      row.due === null || row.next_tick === null ? clock.now() : Math.min(clock.now(), row.next_tick - 1)
    if (to > clock.now())
      throw validationFailed([
        { path: 'to', code: 'schedule_not_past', values: { now: isoTime(clock.now()) } },
      ])
    const ticks = [
      ...timings.after(row, from - 1, { limit: MAX_BACKFILL + 1, before: Math.min(to, end) + 1 }),
    ]
    if (ticks.length <= MAX_BACKFILL) return ticks
    throw validationFailed([{ path: 'to', code: 'too_many_ticks', values: { maximum: MAX_BACKFILL } }])
  }
}
