import type { Turns } from '../../../lib/async/turns.ts'
import type { TickRepository } from '../store/tick-repository.ts'
import type { NextTick } from '../store/tick-statements.ts'
import { nextTick, type Ticking } from './next-tick.ts'
import type { Timings } from './timing.ts'

export interface UndecidedTicksOptions {
  readonly ticks: TickRepository
  readonly timings: Timings
  readonly turns: Turns
}

/** Records that are read at once. */
const PAGE = 500

/** Finds ticks without a record: others have been decided by a backfill, or when the clock was ahead. */
export class UndecidedTicks {
  readonly #options: UndecidedTicksOptions

  constructor(options: UndecidedTicksOptions) {
    this.#options = options
  }

  /** The first one after a time. */
  async after(row: Ticking, after: number): Promise<NextTick> {
    const { ticks, timings, turns } = this.#options
    let found = timings.next(row, after)
    for (let seen = after; ; ) {
      const records = await ticks.records(row.id, seen, PAGE)
      await turns.each(records, ({ tick, last_tick }) => {
        if (found !== undefined && tick <= found && found <= last_tick) found = timings.next(row, last_tick)
      })
      seen = records.at(-1)?.tick ?? seen
      if (records.length < PAGE || found === undefined || found <= seen) return nextTick(row, found)
    }
  }
}
