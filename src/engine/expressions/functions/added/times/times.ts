import { failedExpression } from '../../../mistakes/failures.ts'
import { offsetSeconds } from '../../time-zone.ts'

/** ISO 8601, or milliseconds since the epoch. */
export type Time = string | number

/** A zone as `Temporal` writes it. */
export const zoneOf = (caller: string, zone: string): string => {
  try {
    offsetSeconds(zone, 0)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw failedExpression(`${caller}: zone ${reason}`, error)
  }
  if (zone === 'Z') return 'UTC'
  return /^\d/.test(zone) ? `+${zone}` : zone
}

/** A time, whose text is meant in the zone unless it has its own offset. */
export const readTime = (caller: string, time: Time, timeZone: string): Temporal.ZonedDateTime => {
  try {
    if (typeof time === 'number') {
      return Temporal.Instant.fromEpochMilliseconds(Math.floor(time)).toZonedDateTimeISO(timeZone)
    }
    // No names of zones or calendars in brackets.
    if (!/^[-+\dTtZz:., ]+$/.test(time)) throw new RangeError('not ISO 8601')
    return HAS_OFFSET.test(time)
      ? Temporal.Instant.from(time).toZonedDateTimeISO(timeZone)
      : localTime(time, timeZone)
  } catch (error) {
    const advice =
      caller === '$parseDate' ? 'say in a picture how it is written' : 'read others with $parseDate first'
    throw failedExpression(
      `${caller}: ${JSON.stringify(String(time).slice(0, 100))} is not a time in ISO 8601, such as "2026-03-01T09:30:00Z"; ${advice}`,
      error,
    )
  }
}

const HAS_OFFSET = /[Tt ].*([Zz]|[-+]\d\d(:?\d\d)?)$/

/** What the clocks of a zone show as a time; in the hour that they skip it is later, of two it is the first. */
export const localTime = (text: string, timeZone: string): Temporal.ZonedDateTime =>
  Temporal.PlainDateTime.from(text).toZonedDateTime(timeZone)

/** A time as `like` is written: as a number, as a date alone while it is midnight, or with its offset. */
export const writeTime = (time: Temporal.ZonedDateTime, like: Time): Time => {
  if (typeof like === 'number') return time.epochMilliseconds
  const clock = time.toPlainTime()
  if (/^[-+]?\d+(-\d\d-\d\d)?$/.test(like) && clock.equals(new Temporal.PlainTime())) {
    return time.toPlainDate().toString()
  }
  const text = time.toString({ timeZoneName: 'never', smallestUnit: 'millisecond' })
  return time.timeZoneId === 'UTC' ? text.replace('+00:00', 'Z') : text
}
