import { failedExpression } from '../../../mistakes/failures.ts'
import type { AddedFunction } from '../define.ts'
import { readTime, type Time, writeTime, zoneOf } from './times.ts'

const UNITS = ['years', 'months', 'weeks', 'days', 'hours', 'minutes', 'seconds', 'milliseconds'] as const
type Amount = Readonly<Partial<Record<(typeof UNITS)[number], number>>>

export const addTime: AddedFunction = {
  name: 'addTime',
  parameters: 'time, amount, zone?',
  signature: '<(sn)(so)s?:x>',
  description:
    'A time plus an amount, in the format of the time. Years, months, weeks and days are added to the local date ' +
    'in the zone (UTC by default); a day that does not exist in the month becomes its last day. Hours and ' +
    'shorter units are exact.',
  examples: [
    { expression: '$addTime("2026-01-31", { "months": 1 })', value: '2026-02-28' },
    {
      expression: '$addTime("2026-03-28T12:00:00+01:00", { "days": 1 }, "Europe/Berlin")',
      value: '2026-03-29T12:00:00.000+02:00',
    },
    { expression: '$addTime(0, "PT90M")', value: 5_400_000 },
  ],
  implement:
    () =>
    (time?: Time, amount?: string | object, zone = 'Z') => {
      const timeZone = zoneOf('$addTime', zone)
      if (time === undefined) return undefined
      const parts = amountOf(amount)
      const start = readTime('$addTime', time, timeZone)
      try {
        return writeTime(added(start, parts), time)
      } catch (error) {
        throw failedExpression('$addTime: the result is out of range', error)
      }
    },
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
      throw failedExpression(
        `$addTime: amount has no unit ${JSON.stringify(unit.slice(0, 100))}; units are ${UNITS.join(', ')}`,
      )
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
    throw failedExpression(
      `$addTime: amount ${JSON.stringify(text.slice(0, 100))} is not a duration; ${ADVICE}`,
      error,
    )
  }
}

const ADVICE = 'write it as in { "months": 1, "days": -1 } or "P1M"'
