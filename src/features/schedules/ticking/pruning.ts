import type { TickRepository } from '../store/tick-repository.ts'
import type { TickRecord } from '../store/tick-statements.ts'
import { scattered } from './jitter.ts'

/** One in so many ticks deletes the old records of its schedule, as that costs far more than a tick. */
const INTERVAL = 200

/** To be called after each record. The tick decides, so that restarts put off nothing. */
export const pruneAfter = async (
  ticks: TickRepository,
  { scheduleId, tick }: Pick<TickRecord, 'scheduleId' | 'tick'>,
): Promise<void> => {
  if (scattered(scheduleId, tick, INTERVAL) === 0) await ticks.prune(scheduleId)
}
