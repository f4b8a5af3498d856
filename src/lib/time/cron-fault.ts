/** What is wrong with a cron expression: the code of the problem, and the values of its text. */
export interface CronFault {
  readonly code: string
  readonly values: Readonly<Record<string, string | number>>
}

interface Range {
  readonly minimum: number
  readonly maximum: number
  readonly names?: readonly string[]
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC']
const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT']

/** From seconds, which may be left out, to weekdays. */
const RANGES: readonly Range[] = [
  { minimum: 0, maximum: 59 },
  { minimum: 0, maximum: 59 },
  { minimum: 0, maximum: 23 },
  { minimum: 1, maximum: 31 },
  { minimum: 1, maximum: 12, names: MONTHS },
  { minimum: 0, maximum: 7, names: DAYS },
]

/** A value or a range, perhaps with a step. */
const PART = /^(?:\*|(?<from>\w+)(?:-(?<to>\w+))?)(?:\/(?<step>\d+))?$/

/**
 * Finds the field that is wrong, and within it the part of a list, by parsing each of them with nothing else. Croner's
 * own texts are in English only, and count months and days from 0.
 */
export const findCronFault = (expression: string, isAccepted: (text: string) => boolean): CronFault => {
  const fields = expression.split(/\s+/)
  const isWrong = (text: string, index: number) =>
    !isAccepted(fields.map((_, at) => (at === index ? text : '*')).join(' '))
  const index = fields.findIndex(isWrong)
  const field = fields[index]
  const range = RANGES.at(index - fields.length)
  if (field === undefined || range === undefined) return { code: 'invalid_cron', values: {} }
  const part = field.split(',').find((text) => isWrong(text, index)) ?? field
  return faultOfPart(part, range, index + 1)
}

const faultOfPart = (part: string, range: Range, field: number): CronFault => {
  const { minimum, maximum } = range
  const { from, to, step } = PART.exec(part)?.groups ?? {}
  const [first, last] = [from, to].map((text) => numberOf(text, range))
  const isOutside = [first, last].some((value) => value !== undefined && (value < minimum || value > maximum))
  if (isOutside) return { code: 'cron_value', values: { field, part, minimum, maximum } }
  if (first !== undefined && last !== undefined && first > last)
    return { code: 'cron_range', values: { field, part } }
  if (step !== undefined) return { code: 'cron_step', values: { field, part } }
  return { code: 'cron_part', values: { field, part } }
}

const numberOf = (text: string | undefined, { minimum, names = [] }: Range): number | undefined => {
  if (text === undefined) return undefined
  if (/^\d+$/.test(text)) return Number(text)
  const index = names.indexOf(text.toUpperCase())
  return index === -1 ? undefined : index + minimum
}
