import type { Page } from '../../domain/cursor.ts'
import type { Problem } from '../../domain/errors.ts'
import { creationPage } from '../../domain/lists/creation-page.ts'
import type { Precondition } from '../../domain/precondition.ts'
import { SharedLock } from '../../lib/async/shared-lock.ts'
import { type Clock, isoTime } from '../../lib/time/clock.ts'
import type { ScheduleChanges } from './changes.ts'
import {
  type InputRules,
  normalized,
  refuse,
  settingsProblems,
  timeProblems,
  timingProblems,
  unknownScript,
  withPatch,
} from './rules.ts'
import type { NewSchedule, SchedulePatch, SchedulePreview, ScheduleQuery } from './schema.ts'
import type { SchedulePage, ScheduleRepository, ScheduleRow } from './store/repository.ts'
import type { ScheduleSettings } from './store/statements.ts'
import type { TickRepository } from './store/tick-repository.ts'
import type { StoredTick } from './store/tick-statements.ts'
import type { TickQuery } from './tick-schema.ts'
import { nextOf } from './ticking/next-tick.ts'
import type { Timings } from './ticking/timing.ts'
import { fromStoredTick, type SavedSchedule, type TaggedSchedule, toSchedule } from './view.ts'

export interface ScheduleServiceOptions extends InputRules {
  readonly repository: ScheduleRepository
  readonly ticks: TickRepository
  readonly changes: ScheduleChanges
  readonly timings: Timings
  readonly clock: Clock
  /** To be called after each change. */
  readonly reschedule: () => void
}

const PREVIEWED_TIMES = 10

/** With inputs at their limit of 64 KiB, to read more of them at once would hold the event loop. */
const ROWS_PER_READ = 16

export interface PreviewedTicks {
  readonly times: string[]
  readonly problem: Problem | undefined
}

/** Keeps schedules. What is due is started by the ticker. */
export class ScheduleService {
  readonly #options: ScheduleServiceOptions
  /** A page may have 13 MB of inputs, so only one at a time is in memory before it counts as that of its reader. */
  readonly #listing = new SharedLock()

  constructor(options: ScheduleServiceOptions) {
    this.#options = options
  }

  list(query: ScheduleQuery): Promise<Page> {
    return this.#listing.exclusive(() => this.#list(query))
  }

  /** @throws AppError `SCHEDULE_NOT_FOUND` */
  async get(id: number): Promise<TaggedSchedule> {
    return toSchedule(await this.load(id), this.#options.timings)
  }

  /** @throws AppError `SCHEDULE_NOT_FOUND` */
  load(id: number): Promise<ScheduleRow> {
    return this.#options.changes.load(id)
  }

  /**
   * A repeated request gets the schedule that it created before, as long as that has not been changed.
   * @throws AppError `VALIDATION_FAILED`
   */
  async create(schedule: NewSchedule, isRepeated = false): Promise<TaggedSchedule> {
    const { repository, timings, clock, reschedule } = this.#options
    const settings = normalized(pickSettings(schedule))
    refuse(await settingsProblems(settings, this.#options))
    const existing = isRepeated ? await repository.findNew(settings) : undefined
    const now = clock.now()
    // The times of one that exists may have passed since.
    if (existing === undefined) refuse(timeProblems(settings, { now, timings }))
    const write = {
      settings,
      decided: now,
      now: isoTime(now),
      next: nextOf(timings, { ...settings, id: 0 }, now),
    }
    const id = existing ?? (await repository.create(write))
    if (id === undefined) throw unknownScript(settings.script_id)
    reschedule()
    return this.get(id)
  }

  replace(id: number, schedule: NewSchedule, precondition: Precondition): Promise<SavedSchedule> {
    return this.#change(id, precondition, () => pickSettings(schedule))
  }

  patch(id: number, changes: SchedulePatch, precondition: Precondition): Promise<SavedSchedule> {
    return this.#change(id, precondition, (current) => withPatch(current, changes))
  }

  /** @throws AppError `SCHEDULE_NOT_FOUND`, `PRECONDITION_FAILED` */
  async remove(id: number, precondition: Precondition): Promise<void> {
    const { changes, reschedule } = this.#options
    await changes.remove(id, precondition)
    reschedule()
  }

  /** The next ticks of a schedule that is not saved, and the reason if there are none. @throws AppError `VALIDATION_FAILED` */
  preview(timing: SchedulePreview): PreviewedTicks {
    refuse(timingProblems(timing))
    const { timings, clock } = this.#options
    const now = clock.now()
    const times = [...timings.after(timing, now, { limit: PREVIEWED_TIMES })].map(isoTime)
    return { times, problem: times.length > 0 ? undefined : timeProblems(timing, { now, timings })[0] }
  }

  /** Outcomes of the ticks of a schedule, the latest first. @throws AppError `SCHEDULE_NOT_FOUND` */
  async ticks(id: number, { cursor, limit }: TickQuery): Promise<Page> {
    await this.load(id)
    const page = await this.#options.ticks.page(id, cursor, limit)
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

  async #change(...change: Parameters<ScheduleChanges['change']>): Promise<SavedSchedule> {
    const { changes, reschedule } = this.#options
    const isChanged = await changes.change(...change)
    if (isChanged) reschedule()
    return { ...(await this.get(change[0])), isChanged }
  }

  async #list({ script_id: scriptId, sort, cursor, limit }: ScheduleQuery): Promise<Page> {
    const { timings, turns } = this.#options
    const after = cursor && Number(cursor.after[0])
    const rows = await this.#read({ scriptId, sort, after, limit: limit + 1 })
    return creationPage(rows, { sort, limit }, async (kept) => {
      const texts: string[] = []
      await turns.each(kept, (row) => {
        texts.push(JSON.stringify(toSchedule(row, timings).schedule))
      })
      return `[${texts.join()}]`
    })
  }

  /** Over as many turns of the event loop as it takes. */
  async #read({ limit, ...place }: SchedulePage): Promise<ScheduleRow[]> {
    const { repository, turns } = this.#options
    const rows: ScheduleRow[] = []
    while (rows.length < limit) {
      if (turns.isOver) await turns.next()
      const wanted = Math.min(ROWS_PER_READ, limit - rows.length)
      const read = await repository.page({ ...place, after: rows.at(-1)?.id ?? place.after, limit: wanted })
      rows.push(...read)
      if (read.length < wanted) break
    }
    return rows
  }
}

const pickSettings = (schedule: NewSchedule): ScheduleSettings => {
  const { id, next_times, last, missed, version, created_at, updated_at, ...settings } = schedule
  return settings
}
