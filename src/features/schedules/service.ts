import { isDeepStrictEqual } from 'node:util'
import { encodeCursor, type Page } from '../../domain/cursor.ts'
import { AppError, validationFailed } from '../../domain/errors.ts'
import type { Precondition } from '../../domain/precondition.ts'
import { KeyedQueue } from '../../lib/async/keyed-queue.ts'
import { contentTag } from '../../lib/store/content-tag.ts'
import type { NextId } from '../../lib/store/ids.ts'
import { type Clock, isoTime } from '../../lib/time/clock.ts'
import { type InputRules, inputProblems, refuse, timingProblems, withPatch } from './rules.ts'
import type { NewSchedule, SchedulePatch, SchedulePreview, ScheduleQuery } from './schema.ts'
import type { ScheduleRepository, ScheduleRow } from './store/repository.ts'
import type { NextTick, ScheduleSettings, StoredTick, TickRecord } from './store/statements.ts'
import type { TickQuery } from './tick-schema.ts'
import { nextAfter } from './ticking/next-tick.ts'
import { countTicks, type Timings } from './timing.ts'
import {
  fromStoredTick,
  type SavedSchedule,
  settingsOf,
  settingsTag,
  type TaggedSchedule,
  toSchedule,
} from './view.ts'

export interface ScheduleServiceOptions extends InputRules {
  readonly repository: ScheduleRepository
  readonly timings: Timings
  readonly clock: Clock
  readonly nextId: NextId
  /** To be called after each change. */
  readonly reschedule: () => void
}

const PREVIEWED_TIMES = 10

/** Keeps schedules. What is due is started by the ticker. */
export class ScheduleService {
  readonly #options: ScheduleServiceOptions
  readonly #changes = new KeyedQueue<number>()

  constructor(options: ScheduleServiceOptions) {
    this.#options = options
  }

  async list({ script_id: scriptId, cursor, limit }: ScheduleQuery): Promise<Page> {
    const { repository, timings, turns } = this.#options
    const rows = await repository.page({ scriptId, after: cursor?.[0] ?? 0, limit: limit + 1 })
    const kept = rows.slice(0, limit)
    const texts: string[] = []
    await turns.each(kept, (row) => {
      texts.push(JSON.stringify(toSchedule(row, timings).schedule))
    })
    const last = rows.length > limit ? kept.at(-1) : undefined
    const items = `[${texts.join()}]`
    const nextCursor = last ? encodeCursor([last.id]) : null
    return { items, count: kept.length, nextCursor, etag: contentTag(items + nextCursor) }
  }

  /** @throws AppError `SCHEDULE_NOT_FOUND` */
  async get(id: number): Promise<TaggedSchedule> {
    return toSchedule(await this.load(id), this.#options.timings)
  }

  /** @throws AppError `SCHEDULE_NOT_FOUND` */
  async load(id: number): Promise<ScheduleRow> {
    const found = await this.#options.repository.find(id)
    if (!found) throw new AppError('SCHEDULE_NOT_FOUND', { values: { id } })
    return found
  }

  /**
   * A repeated request gets the schedule that it created before, as long as that has not been changed.
   * @throws AppError `VALIDATION_FAILED`
   */
  async create(schedule: NewSchedule, isRepeated = false): Promise<TaggedSchedule> {
    const { repository, clock } = this.#options
    const settings = normalized(pickSettings(schedule))
    await this.#check(settings)
    const existing = isRepeated ? await repository.findNew(settings) : undefined
    const now = clock.now()
    // The time of one that exists may have passed since.
    if (existing === undefined) this.#checkAt(settings, now)
    const write = { settings, decided: now, now: isoTime(now), next: this.#next({ ...settings, id: 0 }, now) }
    const id = existing ?? (await repository.create(write))
    if (id === undefined) throw unknownScript(settings.script_id)
    this.#options.reschedule()
    return this.get(id)
  }

  replace(id: number, schedule: NewSchedule, precondition: Precondition): Promise<SavedSchedule> {
    return this.#change(id, precondition, () => pickSettings(schedule))
  }

  patch(id: number, changes: SchedulePatch, precondition: Precondition): Promise<SavedSchedule> {
    return this.#change(id, precondition, (current) => withPatch(current, changes))
  }

  /** @throws AppError `SCHEDULE_NOT_FOUND`, `PRECONDITION_FAILED` */
  remove(id: number, precondition: Precondition): Promise<void> {
    const { repository, reschedule } = this.#options
    return this.#changes.run(id, async () => {
      for (;;) {
        const row = await this.load(id)
        if (!precondition(settingsTag(row))) throw new AppError('PRECONDITION_FAILED')
        if (await repository.remove(row)) return reschedule()
      }
    })
  }

  /** The next ticks of a schedule that is not saved. @throws AppError `VALIDATION_FAILED` */
  preview(timing: SchedulePreview): string[] {
    refuse(timingProblems(timing))
    const { timings, clock } = this.#options
    return [...timings.after(timing, clock.now(), { limit: PREVIEWED_TIMES })].map(isoTime)
  }

  /** What became of the ticks of a schedule, the latest first. @throws AppError `SCHEDULE_NOT_FOUND` */
  async ticks(id: number, { cursor, limit }: TickQuery): Promise<Page> {
    await this.load(id)
    const page = await this.#options.repository.ticks(id, cursor, limit)
    const stored: readonly StoredTick[] = JSON.parse(page.items)
    return { ...page, items: JSON.stringify(stored.map(fromStoredTick)) }
  }

  /** Pauses a schedule whose last executions have all failed. */
  async pauseAfterFailures(id: number): Promise<boolean> {
    const { repository, clock } = this.#options
    const row = await repository.find(id)
    if (!row?.enabled || row.pause_after_failures === 0) return false
    const statuses = await repository.recentStatuses(row, row.pause_after_failures)
    const haveFailed = statuses.every((status) => status === 'failed' || status === 'timed_out')
    if (statuses.length < row.pause_after_failures || !haveFailed) return false
    return repository.pause(id, isoTime(clock.now()))
  }

  #change(
    id: number,
    precondition: Precondition,
    change: (current: ScheduleSettings) => ScheduleSettings,
  ): Promise<SavedSchedule> {
    return this.#changes.run(id, async () => {
      for (;;) {
        const row = await this.load(id)
        if (!precondition(settingsTag(row))) throw new AppError('PRECONDITION_FAILED')
        const current = settingsOf(row)
        const desired = normalized(change(current))
        if (isDeepStrictEqual(current, desired))
          return { ...toSchedule(row, this.#options.timings), isChanged: false }
        await this.#check(desired)
        if (await this.#save(row, desired)) {
          this.#options.reschedule()
          return { ...(await this.get(id)), isChanged: true }
        }
        const after = await this.load(id)
        // Else it has ticked meanwhile.
        if (after.version === row.version && after.next_tick === row.next_tick)
          throw unknownScript(desired.script_id)
      }
    })
  }

  async #save(row: ScheduleRow, settings: ScheduleSettings): Promise<boolean> {
    const { repository, clock, nextId } = this.#options
    const now = clock.now()
    if (settings.at !== row.at) this.#checkAt(settings, now)
    const resumes = settings.enabled && !row.enabled
    const decided = Math.max(row.decided, row.forgotten)
    const skipped = resumes ? await this.#skipped(row, settings, now) : undefined
    return repository.replace({
      id: row.id,
      version: row.version,
      from: row.next_tick,
      settings,
      next: this.#nextAfterChange(row, settings, Math.max(now, decided), now),
      decided: resumes ? Math.max(row.decided, now) : row.decided,
      now: isoTime(now),
      skipped,
      // Failures before the pause do not count.
      failuresAfter: resumes ? nextId(now) : undefined,
    })
  }

  /** The ticks of a pause that ends. */
  async #skipped(row: ScheduleRow, settings: ScheduleSettings, now: number): Promise<TickRecord | undefined> {
    const { timings, turns } = this.#options
    const first = timings.next(settings, row.decided)
    if (first === undefined || first > now) return undefined
    const { count, last } = await countTicks(timings, settings, { from: first, before: now + 1, turns })
    const fate = { outcome: 'skipped', reason: 'paused', executionId: null } as const
    return { scheduleId: row.id, kind: 'tick', tick: first, lastTick: last, count, ...fate, recordedAt: now }
  }

  /** A tick that is due stays due whatever changes, so that it is not lost. */
  #nextAfterChange(row: ScheduleRow, settings: ScheduleSettings, after: number, now: number): NextTick {
    const isDue = row.due !== null && row.next_tick !== null && row.next_tick <= now
    if (isDue && settings.enabled) return { tick: row.next_tick, due: row.due }
    return this.#next({ ...settings, id: row.id }, after)
  }

  #next(settings: ScheduleSettings & { readonly id: number }, after: number): NextTick {
    const next = nextAfter(this.#options.timings, settings, after)
    return settings.enabled ? next : { ...next, due: null }
  }

  async #check(settings: ScheduleSettings): Promise<void> {
    refuse([...timingProblems(settings), ...(await inputProblems(settings.input, this.#options))])
  }

  #checkAt({ at }: ScheduleSettings, now: number) {
    if (at !== null && Date.parse(at) <= now)
      throw validationFailed([{ path: 'at', code: 'schedule_in_past', values: { now: isoTime(now) } }])
  }
}

const unknownScript = (id: number): AppError =>
  validationFailed([{ path: 'script_id', code: 'unknown_script', values: { id } }])

/** Times as they are stored. */
const normalized = (settings: ScheduleSettings): ScheduleSettings => {
  const { at, starts_at, ends_at } = settings
  return { ...settings, at: inUtc(at), starts_at: inUtc(starts_at), ends_at: inUtc(ends_at) }
}

const inUtc = (time: string | null) => time && isoTime(Date.parse(time))

const pickSettings = (schedule: NewSchedule): ScheduleSettings => {
  const { id, next_times, last, missed, version, created_at, updated_at, ...settings } = schedule
  return settings
}
