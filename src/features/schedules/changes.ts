import { isDeepStrictEqual } from 'node:util'
import { AppError } from '../../domain/errors.ts'
import type { Precondition } from '../../domain/precondition.ts'
import { KeyedQueue } from '../../lib/async/keyed-queue.ts'
import type { NextId } from '../../lib/store/ids.ts'
import { type Clock, isoTime } from '../../lib/time/clock.ts'
import {
  type InputRules,
  inputProblems,
  normalized,
  refuse,
  timeProblems,
  timingProblems,
  unknownScript,
} from './rules.ts'
import type { ScheduleRepository, ScheduleRow } from './store/repository.ts'
import type { ScheduleSettings } from './store/statements.ts'
import type { NextTick, TickRecord } from './store/tick-statements.ts'
import { droppedTicks } from './ticking/dropped-ticks.ts'
import { nextOf } from './ticking/next-tick.ts'
import { countTicks, type Timing, type Timings } from './ticking/timing.ts'
import { settingsOf, settingsTag } from './view.ts'

const TIMES = ['cron', 'every_ms', 'at', 'timezone', 'starts_at', 'ends_at'] as const

const hasSameTimes = (a: Timing, b: Timing): boolean => TIMES.every((name) => a[name] === b[name])

/** The tick of an enabled schedule whose time has come. */
const dueTick = ({ due, next_tick }: ScheduleRow, now: number): number | undefined =>
  due !== null && next_tick !== null && next_tick <= now ? next_tick : undefined

export interface ScheduleChangesOptions extends InputRules {
  readonly repository: ScheduleRepository
  readonly timings: Timings
  readonly clock: Clock
  readonly nextId: NextId
}

/** Changes schedules, those of one schedule one after the other, while it may tick at any time. */
export class ScheduleChanges {
  readonly #options: ScheduleChangesOptions
  readonly #changes = new KeyedQueue<number>()

  constructor(options: ScheduleChangesOptions) {
    this.#options = options
  }

  /** @throws AppError `SCHEDULE_NOT_FOUND` */
  async load(id: number): Promise<ScheduleRow> {
    const found = await this.#options.repository.find(id)
    if (!found) throw new AppError('SCHEDULE_NOT_FOUND', { values: { id } })
    return found
  }

  /**
   * `false` when that changes nothing.
   * @throws AppError `SCHEDULE_NOT_FOUND`, `PRECONDITION_FAILED`, `VALIDATION_FAILED`
   */
  change(
    id: number,
    precondition: Precondition,
    change: (current: ScheduleSettings) => ScheduleSettings,
  ): Promise<boolean> {
    return this.#changes.run(id, async () => {
      for (;;) {
        const row = await this.#loadIf(id, precondition)
        const current = settingsOf(row)
        const desired = normalized(change(current))
        if (isDeepStrictEqual(current, desired)) return false
        // An unchanged input may have been saved when less was checked, and must not keep a schedule from being paused.
        const isSameInput = isDeepStrictEqual(current.input, desired.input)
        const ofInput = isSameInput ? [] : await inputProblems(desired.input, this.#options)
        refuse([...timingProblems(desired), ...ofInput])
        if (await this.#save(row, desired)) return true
        const after = await this.load(id)
        // Else it has ticked meanwhile.
        if (after.version === row.version && after.next_tick === row.next_tick)
          throw unknownScript(desired.script_id)
      }
    })
  }

  /** @throws AppError `SCHEDULE_NOT_FOUND`, `PRECONDITION_FAILED` */
  remove(id: number, precondition: Precondition): Promise<void> {
    return this.#changes.run(id, async () => {
      while (!(await this.#options.repository.remove(await this.#loadIf(id, precondition))));
    })
  }

  async #loadIf(id: number, precondition: Precondition): Promise<ScheduleRow> {
    const row = await this.load(id)
    if (!precondition(settingsTag(row))) throw new AppError('PRECONDITION_FAILED')
    return row
  }

  async #save(row: ScheduleRow, settings: ScheduleSettings): Promise<boolean> {
    const { repository, timings, clock, nextId } = this.#options
    const now = clock.now()
    refuse(timeProblems(settings, { now, timings, current: settingsOf(row) }))
    const resumes = settings.enabled && !row.enabled
    const decided = Math.max(row.decided, row.forgotten)
    const isPaused = !(row.enabled && settings.enabled)
    // The ticks of the old times can be told only until these are replaced.
    const settles = isPaused && (resumes || !hasSameTimes(row, settings))
    const skipped = settles ? await this.#skipped(row, now) : await this.#dropped(row, settings, now)
    return repository.replace({
      id: row.id,
      version: row.version,
      from: row.next_tick,
      settings,
      next: this.#nextAfterChange(row, settings, Math.max(now, decided), now),
      decided: settles ? Math.max(row.decided, now) : row.decided,
      now: isoTime(now),
      skipped,
      // Failures before the pause do not count.
      failuresAfter: resumes ? nextId(now) : undefined,
    })
  }

  /** The ticks of a pause up to now. */
  async #skipped(row: ScheduleRow, now: number): Promise<readonly TickRecord[]> {
    const { timings, turns } = this.#options
    const first = timings.next(row, row.decided)
    if (first === undefined || first > now) return []
    const { count, last } = await countTicks(timings, row, { from: first, before: now + 1, turns })
    const fate = { outcome: 'skipped', reason: 'paused', executionId: null } as const
    return [
      { scheduleId: row.id, kind: 'tick', tick: first, lastTick: last, count, ...fate, recordedAt: now },
    ]
  }

  /** What waits behind a tick that is due, for a place or a turn, and is no tick of the new times. */
  async #dropped(row: ScheduleRow, settings: ScheduleSettings, now: number): Promise<readonly TickRecord[]> {
    const { timings, turns } = this.#options
    const kept = dueTick(row, now)
    if (kept === undefined || !settings.enabled || hasSameTimes(row, settings)) return []
    return droppedTicks(timings, { scheduleId: row.id, old: row, new: settings, kept, now, turns })
  }

  /** A tick that is due stays due whatever changes, so that it is not lost. */
  #nextAfterChange(row: ScheduleRow, settings: ScheduleSettings, after: number, now: number): NextTick {
    const tick = dueTick(row, now)
    if (tick !== undefined && settings.enabled) return { tick, due: row.due }
    return nextOf(this.#options.timings, { ...settings, id: row.id }, after)
  }
}
