import { Cron } from 'croner'

const parse = (expression: string): Cron => new Cron(expression, { timezone: 'UTC', mode: '5-or-6-parts' })

/** Whether the text is a cron expression (five fields, or six with seconds first) that recurs. */
export const isCron = (text: string): boolean => {
  try {
    const cron = parse(text)
    // Croner accepts dates, which do not recur, and days that never come, such as the thirtieth of February.
    return cron.getPattern() !== undefined && cron.nextRun(new Date(0)) !== null
  } catch {
    return false
  }
}

/** The first time of the cron expression after `ms`; both are milliseconds since the epoch. */
export const nextTime = (expression: string, ms: number): number =>
  parse(expression).nextRun(new Date(ms))?.getTime() ?? Number.POSITIVE_INFINITY
