import { nearest } from '../../../../lib/text/nearest.ts'
import { hasDistinctSigns } from '../../../file-format.ts'
import type { CsvFormat } from '../../../formats/csv/read.ts'
import { failedExpression } from '../../mistakes/failures.ts'

interface Rule {
  readonly allows: (value: unknown) => boolean
  readonly must: string
}

const isSign = (value: unknown, most: number) =>
  typeof value === 'string' && value.length <= most && !/[\r\n]/.test(value)
const isNames = (value: unknown): boolean =>
  Array.isArray(value) && value.length > 0 && value.every((name) => typeof name === 'string')
const isCount = (value: unknown, least: number) => Number.isSafeInteger(value) && Number(value) >= least

const flag: Rule = { allows: (value) => typeof value === 'boolean', must: 'true or false' }
const character: Rule = { allows: (value) => isSign(value, 1) && value !== '', must: 'one character' }

/** What `file_read` accepts in its parameters of the same names. */
const RULES: Readonly<Record<keyof CsvFormat, Rule>> = {
  delimiter: { allows: (value) => isSign(value, 8) && value !== '', must: 'one to eight characters' },
  header: {
    allows: (value) => typeof value === 'boolean' || isNames(value),
    must: 'true, false, or a list of names',
  },
  columns: { allows: isNames, must: 'a list of names' },
  null_values: { allows: isNames, must: 'a list of texts' },
  quote: { allows: (value) => isSign(value, 1), must: 'one character, or empty for none' },
  escape: character,
  comment: character,
  trim: flag,
  types: flag,
  skip_lines: { allows: (value) => isCount(value, 0), must: 'a whole number of at least 0' },
  limit: { allows: (value) => isCount(value, 1), must: 'a whole number of at least 1' },
}

const DEFAULTS: CsvFormat = { header: true, quote: '"', trim: false, types: false, skip_lines: 0 }

export const csvOptions = (given: object): CsvFormat => {
  for (const [name, value] of Object.entries(given)) {
    if (!isOption(name)) throw unknownOption(name)
    const { allows, must } = RULES[name]
    if (!allows(value)) throw failedExpression(`$parseCsv: ${name} must be ${must}`)
  }
  const format: CsvFormat = { ...DEFAULTS, ...given }
  if (format.columns && format.header === false) {
    throw failedExpression('$parseCsv: columns needs a header')
  }
  if (!hasDistinctSigns(format)) {
    throw failedExpression('$parseCsv: delimiter, quote, escape and comment must differ')
  }
  return format
}

const isOption = (name: string): name is keyof CsvFormat => Object.hasOwn(RULES, name)

const unknownOption = (name: string) => {
  const meant = nearest(name, Object.keys(RULES))
  const advice = meant === undefined ? `there are ${Object.keys(RULES).join(', ')}` : `did you mean ${meant}?`
  return failedExpression(`$parseCsv: there is no option ${JSON.stringify(name.slice(0, 100))}; ${advice}`)
}
