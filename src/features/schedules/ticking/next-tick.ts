import type { ScheduleRow } from '../store/repository.ts'
import type { NextTick } from '../store/tick-statements.ts'
import { dueTime } from './jitter.ts'
import type { Timing, Timings } from './timing.ts'

export type Ticking = Timing & Pick<ScheduleRow, 'id' | 'jitter_ms'>

/** A tick of an enabled schedule as its next one. */
export const nextTick = (row: Ticking, tick: number | undefined): NextTick =>
  tick === undefined ? { tick: null, due: null } : { tick, due: dueTime(row, tick) }

/** The next tick of an enabled schedule after a time. */
export const nextAfter = (timings: Timings, row: Ticking, after: number): NextTick =>
  nextTick(row, timings.next(row, after))

/** The same of a schedule that may be paused. */
export const nextOf = (
  timings: Timings,
  row: Ticking & Pick<ScheduleRow, 'enabled'>,
  after: number,
): NextTick => {
  const next = nextAfter(timings, row, after)
  return row.enabled ? next : { ...next, due: null }
}
