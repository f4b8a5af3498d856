import { Cron } from 'croner'
import { type CronFault, findCronFault } from './cron-fault.ts'

// With a list or range of hours, as with a single one, a time that a change of the clock skips or repeats runs once.
const parse = (expression: string, timezone: string): Cron =>
  new Cron(expression, { timezone, mode: '5-or-6-parts', fixedTimeRule: 'no-wildcard' })

/** Why a text is no cron expression that recurs. */
export class CronError extends Error {
  readonly fault: CronFault

  constructor(fault: CronFault) {
    super(`${fault.code} ${JSON.stringify(fault.values)}`)
    this.name = 'CronError'
    this.fault = fault
  }
}

const NICKNAMES = '@yearly, @monthly, @weekly, @daily, @hourly'

const isParsed = (expression: string): boolean => {
  try {
    return parse(expression, 'UTC') !== undefined
  } catch {
    return false
  }
}

const faultOf = (expression: string): CronFault | undefined => {
  const isAccepted = isParsed(expression)
  if (expression.startsWith('@'))
    return isAccepted ? undefined : { code: 'cron_nickname', values: { nicknames: NICKNAMES } }
  // Croner accepts dates, which do not recur.
  if (isAccepted && parse(expression, 'UTC').getPattern() === undefined)
    return { code: 'cron_date', values: {} }
  const fields = expression === '' ? 0 : expression.split(/\s+/).length
  if (fields < 5 || fields > 6) return { code: 'cron_fields', values: { count: fields } }
  return isAccepted ? undefined : findCronFault(expression, isParsed)
}

/**
 * A cron expression (five fields, or six with seconds first) in a time zone.
 * @throws CronError
 */
export const parseCron = (expression: string, timezone = 'UTC'): Cron => {
  const fault = faultOf(expression.trim())
  if (fault) throw new CronError(fault)
  const cron = parse(expression, timezone)
  if (cron.nextRun(new Date(0)) === null) throw new CronError({ code: 'cron_never', values: {} })
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
