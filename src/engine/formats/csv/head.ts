import { parse } from 'csv-parse/sync'
import type { CsvDialect } from '../../file-format.ts'
import { isBlank } from './blank-lines.ts'
import { recordOptions } from './records.ts'

/** In the order in which they are preferred. */
const DELIMITERS = [',', ';', '\t', '|']
const SAMPLE_RECORDS = 20
const SAMPLE_CHARACTERS = 32 * 1024

const LINE_END = /\r\n|\n|\r/g

/** How Excel is told the delimiter, in a line before the table. */
const SEP_LINE = /^sep=([^\r\n"])(?:\r\n|\n|\r|$)/i

export interface HeadRules extends CsvDialect {
  readonly comment?: string | undefined
  readonly skip_lines: number
}

export interface CsvHead {
  readonly delimiter: string
  /** The text of the table itself. */
  readonly texts: Iterable<string>
  /** How many lines come before it. */
  readonly lines: number
}

/** Leaves out the lines before the table and finds out its delimiter. */
export const readHead = (texts: Iterable<string>, rules: HeadRules): CsvHead => {
  const rest = skipLines(texts, rules.skip_lines)
  const start = takeText(rest, SAMPLE_CHARACTERS)
  const sep = SEP_LINE.exec(start)
  const table = sep ? start.slice(sep[0].length) : start
  const delimiter = rules.delimiter ?? sep?.[1] ?? guessDelimiter(table, rules)
  return { delimiter, texts: withStart(table, rest), lines: rules.skip_lines + (sep ? 1 : 0) }
}

/** The next texts up to a length or more, without what follows. */
const takeText = (texts: Iterator<string>, length: number): string => {
  let start = ''
  while (start.length < length) {
    const next = texts.next()
    if (next.done) break
    start += next.value
  }
  return start
}

function* withStart(start: string, rest: Iterable<string>): Generator<string> {
  if (start !== '') yield start
  yield* rest
}

function* skipLines(texts: Iterable<string>, count: number): Generator<string, undefined> {
  let left = count
  let endsInReturn = false
  for (const text of texts) {
    // The line end may have been cut between two texts.
    const start: number = endsInReturn && text[0] === '\n' ? 1 : 0
    const ends: readonly RegExpExecArray[] =
      left > 0 ? [...text.slice(start).matchAll(LINE_END).take(left)] : []
    left -= ends.length
    const last = ends.at(-1)
    const from = left > 0 ? text.length : start + (last ? last.index + last[0].length : 0)
    endsInReturn = last?.[0] === '\r' && from === text.length
    if (from < text.length) yield text.slice(from)
  }
}

/** The delimiter by which most of the first records have as many cells as the first one; the comma if there is none. */
const guessDelimiter = (text: string, rules: HeadRules): string => {
  let best = { delimiter: ',', agreement: 0 }
  for (const delimiter of DELIMITERS) {
    if (delimiter === rules.quote || delimiter === rules.escape || delimiter === rules.comment) continue
    const agreement = agreementOf(sampleLengths(text, delimiter, rules))
    if (agreement > best.agreement) best = { delimiter, agreement }
  }
  return best.delimiter
}

const agreementOf = ([first = 0, ...others]: readonly number[]): number => {
  if (first < 2) return 0
  return (1 + others.filter((length) => length === first).length) / (1 + others.length)
}

/** How many cells each of the first records has. */
const sampleLengths = (text: string, delimiter: string, rules: HeadRules): readonly number[] => {
  const lengths: number[] = []
  try {
    parse(text.slice(0, SAMPLE_CHARACTERS), {
      ...recordOptions({ ...rules, delimiter }),
      to: SAMPLE_RECORDS,
      on_record: (record: readonly string[]) => {
        if (!isBlank(record)) lengths.push(record.length)
        return null
      },
    })
  } catch {
    // The sample ends within a quoted cell: what came before counts.
  }
  return lengths
}
