import type { Turns } from '../../../lib/async/turns.ts'
import { countedCache } from '../../../lib/store/counted-cache.ts'
import { parseCron } from '../../../lib/time/cron.ts'

/** When a schedule ticks: exactly one of `cron`, `every_ms` and `at` is not null. Times are ISO-8601. */
export interface Timing {
  readonly cron: string | null
  readonly every_ms: number | null
  readonly at: string | null
  readonly timezone: string
  readonly starts_at: string | null
  readonly ends_at: string | null
}

const MAX_CRONS = 1000
const MAX_TIMES = 50_000

/** Finds ticks; all times are in ms since the epoch. Remembers them, as each takes croner a tenth of a millisecond. */
export class Timings {
  readonly #crons = countedCache<string, ReturnType<typeof parseCron>>(MAX_CRONS)
  /** By expression, zone and time; 0 for none. */
  readonly #times = countedCache<string, number>(MAX_TIMES)

  /** The first tick after a time. */
  next(timing: Timing, after: number): number | undefined {
    const starts = timing.starts_at === null ? after : Date.parse(timing.starts_at) - 1
    const tick = this.#next(timing, Math.max(after, starts))
    if (tick === undefined || (timing.ends_at !== null && tick > Date.parse(timing.ends_at))) return undefined
    return tick
  }

  /** At most `limit` ticks after a time and before another one. */
  *after(
    timing: Timing,
    after: number,
    { limit, before = Number.POSITIVE_INFINITY }: { readonly limit: number; readonly before?: number },
  ): Generator<number> {
    let tick = this.next(timing, after)
    for (let found = 0; tick !== undefined && tick < before && found < limit; found++) {
      yield tick
      tick = this.next(timing, tick)
    }
  }

  /** The last tick before a time, of those from a known one on. */
  last(timing: Timing, known: number, before: number): number {
    let last = known
    let none = before - 1
    while (none - last > 1) {
      const middle = Math.floor((last + none) / 2)
      const next = this.next(timing, middle)
      if (next !== undefined && next < before) last = next
      else none = middle
    }
    return last
  }

  #next({ cron, every_ms, at, timezone, starts_at }: Timing, after: number): number | undefined {
    if (cron !== null) return this.#nextOfCron(cron, timezone, after)
    if (every_ms !== null) {
      const anchor = starts_at === null ? 0 : Date.parse(starts_at)
      return anchor + (Math.floor((after - anchor) / every_ms) + 1) * every_ms
    }
    const once = Date.parse(at ?? '')
    return once > after ? once : undefined
  }

  #nextOfCron(expression: string, timezone: string, after: number): number | undefined {
    const name = `${timezone} ${expression}`
    const key = `${after} ${name}`
    const known = this.#times.get(key)
    if (known !== undefined) return known || undefined
    let cron = this.#crons.get(name)
    if (!cron) {
      cron = parseCron(expression, timezone)
      this.#crons.set(name, cron)
    }
    const next = cron.nextRun(new Date(after))?.getTime()
    this.#times.set(key, next ?? 0)
    return next
  }
}

/** So many ticks in a row are counted; each takes time. */
const MAX_COUNTED = 1000

export interface TickRange {
  /** The first tick. */
  readonly from: number
  /** A time after the last one. */
  readonly before: number
  readonly turns: Turns
}

/** How many ticks there are, and which is the last. Of a cron expression no more than a thousand are counted. */
export const countTicks = async (
  timings: Timings,
  timing: Timing,
  { from, before, turns }: TickRange,
): Promise<{ readonly count: number; readonly last: number }> => {
  let count = 1
  let counted = from
  await turns.each(timings.after(timing, from, { limit: MAX_COUNTED - 1, before }), (tick) => {
    count++
    counted = tick
  })
  if (count < MAX_COUNTED) return { count, last: counted }
  const last = timings.last(timing, counted, before)
  return { count: timing.every_ms === null ? count : count + (last - counted) / timing.every_ms, last }
}
