import { Cron } from 'croner'

// With a list or range of hours, as with a single one, a time that a change of the clock skips or repeats runs once.
const parse = (expression: string, timezone: string): Cron =>
  new Cron(expression, { timezone, mode: '5-or-6-parts', fixedTimeRule: 'no-wildcard' })

const NICKNAME_OR_DATE = /^(@\w+|\d{4}-\S+)$/

/**
 * A cron expression (five fields, or six with seconds first) in a time zone.
 * @throws an error that says what is wrong with the expression
 */
export const parseCron = (expression: string, timezone = 'UTC'): Cron => {
  const fields = expression.trim().split(/\s+/).length
  // Croner would say that seven are possible, too.
  if (!NICKNAME_OR_DATE.test(expression.trim()) && (fields < 5 || fields > 6))
    throw new Error(`the number of its fields is ${fields}`)
  const cron = parse(expression, timezone)
  // Croner accepts dates, which do not recur, and days that never come, such as the thirtieth of February.
  if (cron.getPattern() === undefined) throw new Error('it is a date, which does not recur')
  if (cron.nextRun(new Date(0)) === null) throw new Error('it names a day that never comes')
  return cron
}

/** Whether the text is a cron expression that recurs. */
export const isCron = (text: string): boolean => {
  try {
    parseCron(text)
    return true
  } catch {
    return false
  }
}

/** The first time of the cron expression after `ms`; both are milliseconds since the epoch. */
export const nextTime = (expression: string, ms: number): number =>
  parse(expression, 'UTC').nextRun(new Date(ms))?.getTime() ?? Number.POSITIVE_INFINITY
