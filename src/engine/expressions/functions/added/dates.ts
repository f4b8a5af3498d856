import { failedExpression } from '../../jsonata.ts'
import { formatDate } from '../format-date.ts'
import { parseDate } from '../parse-date.ts'
import { localTime, readTime, type Time, writeTime, zoneOf } from './times.ts'

/** A time as text, as the picture shows it in the zone. */
export const formatTime = (time?: Time, picture?: string, zone = 'Z'): unknown => {
  if (time === undefined) return undefined
  if (picture !== undefined) checkPicture('$formatDate', picture)
  const timeZone = zoneOf('$formatDate', zone)
  return formatDate(readTime('$formatDate', time, timeZone).epochMilliseconds, picture, zone)
}

/** A time that is written as the picture says, in ISO 8601 and UTC. It is meant in the zone unless it has its own offset. */
export function parseTime(this: unknown, text?: string, picture?: string, zone = 'Z'): string | undefined {
  if (text === undefined) return undefined
  const timeZone = zoneOf('$parseDate', zone)
  if (picture === undefined) return isoOf(readTime('$parseDate', text, timeZone))
  checkPicture('$parseDate', picture)
  const millis = parseDate.call(this, text, picture, '$parseDate')
  if (typeof millis !== 'number') {
    throw failedExpression(`$parseDate: ${shown(text)} is not written as the picture ${shown(picture)} says`)
  }
  if (HAS_OFFSET.test(picture)) return new Date(millis).toISOString()
  return isoOf(localTime(new Date(millis).toISOString().slice(0, -1), timeZone))
}

const HAS_OFFSET = /(?<!\[)\[\s*[zZ]/

const isoOf = ({ epochMilliseconds }: Temporal.ZonedDateTime) => new Date(epochMilliseconds).toISOString()

const checkPicture = (caller: string, picture: string) => {
  if (/\[\s*\w/.test(picture)) return
  throw failedExpression(
    `${caller}: the picture ${shown(picture)} has no part in brackets; write it as in "[Y0001]-[M01]-[D01] [H01]:[m01]"`,
  )
}

const shown = (text: string) => JSON.stringify(text.slice(0, 100))

const UNITS = ['years', 'months', 'weeks', 'days', 'hours', 'minutes', 'seconds', 'milliseconds'] as const
type Amount = Readonly<Partial<Record<(typeof UNITS)[number], number>>>

/**
 * A time and an amount after it. Years to days are added to the date in the zone, where the clock then shows the same
 * time, and a month that is too short ends on its last day; hours and less are added to the time itself.
 */
export const addTime = (time?: Time, amount?: string | object, zone = 'Z'): Time | undefined => {
  if (time === undefined) return undefined
  const timeZone = zoneOf('$addTime', zone)
  const start = readTime('$addTime', time, timeZone)
  const parts = amountOf(amount)
  try {
    return writeTime(added(start, parts), time)
  } catch (error) {
    throw failedExpression('$addTime: the result is no time: it is out of range', error)
  }
}

const added = (start: Temporal.ZonedDateTime, amount: Amount): Temporal.ZonedDateTime => {
  const { years = 0, months = 0, weeks = 0, days = 0 } = amount
  const { hours = 0, minutes = 0, seconds = 0, milliseconds = 0 } = amount
  const hasDate = [years, months, weeks, days].some((count) => count !== 0)
  // In two steps, as the parts may have different signs: the last of the next month is one month more and days less.
  const moved = hasDate
    ? start
        .toPlainDateTime()
        .add({ months: 12 * years + months })
        .add({ days: 7 * weeks + days })
        .toZonedDateTime(start.timeZoneId)
    : start
  return moved.add({ milliseconds: ((hours * 60 + minutes) * 60 + seconds) * 1000 + milliseconds })
}

const amountOf = (amount: string | object | undefined): Amount => {
  if (amount === undefined) throw failedExpression(`$addTime: amount is missing; ${ADVICE}`)
  if (typeof amount === 'string') return ofDuration(amount)
  for (const [unit, count] of Object.entries(amount)) {
    if (!UNITS.some((each) => each === unit)) {
      throw failedExpression(`$addTime: amount has no unit ${shown(unit)}; units are ${UNITS.join(', ')}`)
    }
    if (!Number.isSafeInteger(count)) {
      throw failedExpression(`$addTime: ${unit} of amount must be a whole number`)
    }
  }
  return amount
}

const ofDuration = (text: string): Amount => {
  try {
    const duration = Temporal.Duration.from(text)
    return Object.fromEntries(UNITS.map((unit) => [unit, duration[unit]]))
  } catch (error) {
    throw failedExpression(`$addTime: amount ${shown(text)} is no duration; ${ADVICE}`, error)
  }
}

const ADVICE = 'write it as in { "months": 1, "days": -1 } or "P1M"'
