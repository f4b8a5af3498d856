import { Cron } from 'croner'

const parse = (expression: string): Cron => new Cron(expression, { timezone: 'UTC', mode: '5-or-6-parts' })

/** Whether the text is a cron expression (five fields, or six with seconds first) that comes round again and again. */
export const isCron = (text: string): boolean => {
  try {
    const cron = parse(text)
    // Dates are taken, too, and the thirtieth of February.
    return cron.getPattern() !== undefined && cron.nextRun(new Date(0)) !== null
  } catch {
    return false
  }
}

/** When the cron expression comes round for the first time after `ms`; both are milliseconds since the epoch. */
export const nextTime = (expression: string, ms: number): number =>
  parse(expression).nextRun(new Date(ms))?.getTime() ?? Number.POSITIVE_INFINITY
