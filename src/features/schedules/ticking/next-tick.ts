import type { ScheduleRow } from '../store/repository.ts'
import type { NextTick } from '../store/statements.ts'
import type { Timing, Timings } from '../timing.ts'
import { dueTime } from './jitter.ts'

type Ticking = Timing & Pick<ScheduleRow, 'id' | 'jitter_ms'>

/** The next tick of an enabled schedule after a time. */
export const nextAfter = (timings: Timings, row: Ticking, after: number): NextTick => {
  const tick = timings.next(row, after)
  return tick === undefined ? { tick: null, due: null } : { tick, due: dueTime(row, tick) }
}
