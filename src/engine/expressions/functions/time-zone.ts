import { nearestTimeZone } from '../../../lib/time/time-zones.ts'
import { failedExpression } from '../mistakes/failures.ts'

const OFFSET = /^([+-]?)(\d{2})(?::?(\d{2}))?$/

/**
 * Seconds by which a zone is ahead of UTC at a time: of `+09:00`, `+0900`, `+09`, `Z`, or a name of the tz database.
 * @throws NodeError `EXPRESSION_FAILED` for anything else
 */
export const offsetSeconds = (zone: string, millis: number): number => {
  if (zone === 'Z') return 0
  const [, sign, hours, minutes = '00'] = OFFSET.exec(zone) ?? []
  if (hours === undefined) return namedOffset(zone, millis)
  if (Number(hours) > 23 || Number(minutes) > 59) throw unknownZone(zone)
  return (sign === '-' ? -60 : 60) * (Number(hours) * 60 + Number(minutes))
}

const namedOffset = (zone: string, millis: number): number => {
  const [, sign, hours, minutes, seconds = '0'] =
    /([+-])(\d+):(\d+)(?::(\d+))?/.exec(longOffset(zone, millis)) ?? []
  return (sign === '-' ? -1 : 1) * ((Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * 60 + Number(seconds))
}

/** Such as `GMT+09:00`, or `GMT` alone. */
const longOffset = (timeZone: string, millis: number): string => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' }).format(millis)
  } catch {
    throw unknownZone(timeZone)
  }
}

const unknownZone = (zone: string) => {
  const meant = nearestTimeZone(zone)
  const advice = meant === undefined ? '' : `; did you mean "${meant}"?`
  return failedExpression(
    `${JSON.stringify(zone)} is not a time zone: use an offset such as "+09:00", or a name such as "Asia/Seoul"${advice}`,
  )
}
