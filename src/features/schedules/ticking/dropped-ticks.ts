import type { Turns } from '../../../lib/async/turns.ts'
import type { TickRecord } from '../store/tick-statements.ts'
import type { Timing, Timings } from './timing.ts'

export interface Replacement {
  readonly scheduleId: number
  readonly old: Timing
  readonly new: Timing
  /** A tick of the old times that is due, and still starts. */
  readonly kept: number
  readonly now: number
  readonly turns: Turns
}

// What is older than the catch-up window is missed, so that only a long window has more.
const MAX_TICKS = 10_000

/**
 * Records of what waits behind the tick that is kept when the times of a schedule are replaced: of ticks that the new
 * times do not have, one for each row of such ticks.
 */
export const droppedTicks = async (
  timings: Timings,
  { scheduleId, old, new: replaced, kept, now, turns }: Replacement,
): Promise<readonly TickRecord[]> => {
  const rows: { tick: number; lastTick: number; count: number }[] = []
  let isOpen = false
  await turns.each(timings.after(old, kept, { limit: MAX_TICKS, before: now + 1 }), (tick) => {
    const isDropped = timings.next(replaced, tick - 1) !== tick
    const row = isOpen && isDropped ? rows.at(-1) : undefined
    if (row) {
      row.lastTick = tick
      row.count++
    } else if (isDropped) rows.push({ tick, lastTick: tick, count: 1 })
    isOpen = isDropped
  })
  const fate = { outcome: 'skipped', reason: 'times_changed', executionId: null } as const
  return rows.map((row) => ({ scheduleId, kind: 'tick', ...row, ...fate, recordedAt: now }))
}
