import type { Turns } from '../../../lib/async/turns.ts'
import type { Clock } from '../../../lib/time/clock.ts'
import type { Logger } from '../../../logging/logger.ts'
import type { ReopeningRepository } from '../store/reopening-repository.ts'
import type { ScheduleRow } from '../store/repository.ts'
import type { TickRepository } from '../store/tick-repository.ts'
import { nextAfter } from './next-tick.ts'
import { countTicks, type Timings } from './timing.ts'
import type { UndecidedTicks } from './undecided-ticks.ts'

export interface ReopenerOptions {
  readonly reopening: ReopeningRepository
  readonly ticks: TickRepository
  readonly undecided: UndecidedTicks
  readonly timings: Timings
  readonly turns: Turns
  readonly clock: Clock
  readonly logger: Logger
}

/** Smaller steps back lose no tick, because the next one is no further away than that. */
const TOLERANCE_MS = 1000

/**
 * Notices that the clock was set back, and resumes the schedules that had ticked beyond it: without that, one that
 * followed a clock far ahead would stay silent until that time comes. Ticks that have started stay decided.
 */
export class Reopener {
  readonly #options: ReopenerOptions
  /** The latest time that was seen; at first later than any, as the clock may have been set while nothing ran. */
  #latest = Number.POSITIVE_INFINITY

  constructor(options: ReopenerOptions) {
    this.#options = options
  }

  /** To be called when another process may have ticked meanwhile. */
  forget() {
    this.#latest = Number.POSITIVE_INFINITY
  }

  isSetBack(): boolean {
    const now = this.#options.clock.now()
    if (now < this.#latest - TOLERANCE_MS) return true
    this.#latest = Math.max(this.#latest, now)
    return false
  }

  /** To be called before ticks are looked for. */
  async check(): Promise<void> {
    if (!this.isSetBack()) return
    const { reopening, clock, turns } = this.#options
    const now = clock.now()
    const results: Promise<boolean>[] = []
    await turns.each(await reopening.decidedBeyond(now), (row) => {
      results.push(this.#reopen(row, now))
    })
    // One that was changed meanwhile is looked at again.
    if ((await Promise.all(results)).every(Boolean)) this.#latest = now
  }

  async #reopen(row: ScheduleRow, now: number): Promise<boolean> {
    const { reopening, ticks, undecided, timings, turns, logger } = this.#options
    // Some time may have passed since the clock was set: ticks of that time are not too late.
    const since = now - row.catchup_window_ms
    const records = await reopening.earlyRecords(row.id, { now, since })
    const missed = records.filter(({ outcome }) => outcome === 'missed')
    const first = Math.min(now + 1, ...missed.map(({ tick }) => tick))
    const next = nextAfter(timings, row, Math.max(first - 1, row.forgotten))
    const pause = records.find(({ outcome, tick }) => outcome !== 'missed' && tick <= now)
    const range = pause && (await countTicks(timings, row, { from: pause.tick, before: now + 1, turns }))
    const isDone = await reopening.reopen({
      row,
      now,
      since,
      next: row.enabled ? next : { ...next, due: null },
      decided: Math.min(now, (next.tick ?? now) - 1),
      missed: missed.reduce((sum, { count }) => sum + count, 0),
      shortened: pause && range && { tick: pause.tick, last_tick: range.last, count: range.count },
    })
    if (!isDone) return false
    if (next.tick !== null) {
      const advance = { version: row.version, from: next.tick, next: await undecided.after(row, next.tick) }
      await ticks.passOver(row.id, advance)
    }
    logger.warn(
      { schedule_id: row.id, decided: row.decided, now },
      'a schedule goes on as the clock was set back',
    )
    return true
  }
}
