import { validationFailed } from '../../../domain/errors.ts'
import { isoTime } from '../../../lib/time/clock.ts'
import { type ExecuteRequest, MAX_DELAY_MS } from './schema.ts'

/**
 * When an execution is to start, in ms since the epoch; `undefined` for one that starts at once.
 * @throws AppError `VALIDATION_FAILED` when both times are given, or one that is too far ahead
 */
export const startTime = ({ start_at, delay_ms }: ExecuteRequest, now: number): number | undefined => {
  if (start_at === undefined) return delay_ms ? now + delay_ms : undefined
  if (delay_ms !== undefined) throw validationFailed([{ path: 'delay_ms', code: 'start_ambiguous' }])
  const time = Date.parse(start_at)
  const latest = now + MAX_DELAY_MS
  if (time > latest)
    throw validationFailed([
      { path: 'start_at', code: 'start_too_late', values: { latest: isoTime(latest) } },
    ])
  return time > now ? time : undefined
}
