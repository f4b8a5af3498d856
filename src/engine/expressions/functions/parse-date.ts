import { failedExpression } from '../mistakes/failures.ts'
import { originalFunction } from './original.ts'

const { implementation: parse } = originalFunction('toMillis')

/**
 * Milliseconds since the epoch of a time that is written as ISO 8601, or as the picture says; `undefined` when it is
 * written in another way. JSONata itself takes 31 February for 3 March.
 * @throws NodeError `EXPRESSION_FAILED` for a date or time that does not exist
 */
export function parseDate(this: unknown, text?: string, picture?: string, caller = '$toMillis'): unknown {
  const millis = parse.call(this, text, picture)
  if (text === undefined || millis === undefined) return millis
  const parts = partsOf(text, picture ?? ISO)
  const isWrong = [...parts].some(([component, value]) => !isWithin(component, value, parts, Number(millis)))
  if (Number.isFinite(millis) && !isWrong) return millis
  throw failedExpression(`${caller}: there is no such time as ${JSON.stringify(text.slice(0, 100))}`)
}

const ISO = '[Y]-[M]-[D]'
const MARKER = /\[\[|\[\s*(\w)([^\]]*)\]/g
const NAME = /^\s*n/i

/** The numbers in a text, by their component of the picture; NaN for anything that is not a number. */
const partsOf = (text: string, picture: string): ReadonlyMap<string, number> => {
  const components: string[] = []
  let pattern = '^'
  let from = 0
  for (const marker of picture.matchAll(MARKER)) {
    const [whole, component, presentation = ''] = marker
    pattern +=
      escaped(picture.slice(from, marker.index)) + (component ? patternOf(component, presentation) : '\\[')
    if (component) components.push(component)
    from = marker.index + whole.length
  }
  const found = new RegExp(pattern + escaped(picture.slice(from)), 'i').exec(text)
  return new Map(components.map((component, index) => [component, numberOf(component, found?.[index + 1])]))
}

const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ')

const numberOf = (component: string, text: string | undefined): number => {
  const number = Number(text)
  if (component !== 'M' || text === undefined || !Number.isNaN(number)) return number
  return MONTHS.indexOf(text.trim().slice(0, 3).toLowerCase()) + 1 || Number.NaN
}

const escaped = (literal: string) => RegExp.escape(literal.replaceAll(']]', ']'))

const patternOf = (component: string, presentation: string): string => {
  if (/z/i.test(component)) return '(.+?)'
  if (NAME.test(presentation) || 'FPCE'.includes(component)) return '([a-z]+)'
  const digits = /^\s*\d{2,}/.exec(presentation)?.[0].trim().length
  return digits ? `(\\d{1,${Math.max(digits, 2)}})(?:th|st|nd|rd)?` : '(\\d+|[a-z ,-]+?)(?:th|st|nd|rd)?'
}

const RANGES: Readonly<Record<string, readonly [number, number]>> = {
  M: [1, 12],
  H: [0, 24],
  h: [0, 12],
  m: [0, 59],
  s: [0, 59],
}

const isWithin = (
  component: string,
  value: number,
  parts: ReadonlyMap<string, number>,
  millis: number,
): boolean => {
  if (Number.isNaN(value)) return true
  const year = parts.get('Y') ?? new Date(millis).getUTCFullYear()
  if (component === 'D') return isDay(value, year, parts, millis)
  if (component === 'd') return value >= 1 && value <= (daysIn(year, 2) === 29 ? 366 : 365)
  const [least, most] = RANGES[component] ?? [value, value]
  return value >= least && value <= most
}

/** Regardless of how the month is written: without a zone, the day is that of the time in UTC. */
const isDay = (day: number, year: number, parts: ReadonlyMap<string, number>, millis: number): boolean => {
  const month = parts.get('M') ?? Number.NaN
  const isUtc = !parts.has('Z') && !parts.has('z')
  if (!Number.isNaN(month) || !isUtc) return day >= 1 && day <= daysIn(year, month)
  return day === new Date(millis - (parts.get('H') === 24 ? 1 : 0)).getUTCDate()
}

/** Of a month from 1 to 12; 31 when it is unknown. */
const daysIn = (year: number, month: number): number => {
  if (!Number.isInteger(month)) return 31
  return new Date(Date.UTC(2000 + (Number(year) % 400), month, 0)).getUTCDate()
}
