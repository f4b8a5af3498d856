import { Readable } from 'node:stream'
import { CsvError, type Options, type Parser, parse } from 'csv-parse'
import type { CsvDialect } from '../../file-format.ts'
import { formatFailure } from '../protocol.ts'

/** Cells are other values than texts where these are converted. */
export type Cell = string | number | boolean | null

export interface RecordRules extends CsvDialect {
  readonly delimiter: string
  readonly comment?: string | undefined
  readonly trim?: boolean
  /**
   * Longest record in bytes, including an overhead for each cell; a quote that is never closed makes one record of the
   * whole file.
   */
  readonly maxBytes: number
}

/** A record is longer than the rules allow. */
export class RecordTooLong extends Error {}

/**
 * The records of csv text, line by line. Exports are often ragged and careless: records may differ in length, a quote
 * may stand inside a cell, line ends may be mixed, and empty lines are skipped.
 */
export async function* csvRecords(
  texts: Iterable<string>,
  rules: RecordRules & { readonly name: string },
): AsyncGenerator<readonly Cell[]> {
  const parser = parse(parserOptions(rules))
  const source = Readable.from(checkedTexts(texts, parser, rules), { highWaterMark: 1 })
  source.pipe(parser)
  source.once('error', (error) => parser.destroy(error))
  try {
    yield* parser
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    if (error.code === 'CSV_MAX_RECORD_SIZE') throw new RecordTooLong()
    throw formatFailure('FILE_FORMAT', `${rules.name}: ${error.message}`, error)
  } finally {
    source.destroy()
  }
}

/** The parser's own limit counts what cells contain, so that it never sees the end of a line of empty ones. */
function* checkedTexts(
  texts: Iterable<string>,
  parser: Parser,
  { maxBytes }: RecordRules,
): Generator<string> {
  for (const text of texts) {
    if (cellsSoFar(parser) > maxBytes / MIN_CELL_BYTES) throw new RecordTooLong()
    yield text
  }
}

const MIN_CELL_BYTES = 16

/** How many cells of an unfinished record the parser holds; it has no other word for it. */
const cellsSoFar = (parser: Parser): number => {
  const { state }: { state?: { record?: readonly unknown[] } } = Object(parser)
  if (!state?.record) throw new Error('the csv parser no longer shows its state')
  return state.record.length
}

const parserOptions = ({ trim, types, maxBytes, ...signs }: RecordRules): Options => ({
  ...recordOptions(signs),
  max_record_size: maxBytes,
  ...(trim && { trim }),
  // A quoted cell is text, so that a number can be written as one.
  ...(types && { cast: (text, { quoting }) => (quoting ? text : typedCell(text)) }),
})

/** What separates records and cells. */
export const recordOptions = (signs: Pick<RecordRules, 'delimiter' | 'quote' | 'escape' | 'comment'>) => ({
  delimiter: signs.delimiter,
  quote: signs.quote === '' ? null : signs.quote,
  escape: signs.quote === '' ? null : (signs.escape ?? signs.quote),
  record_delimiter: ['\r\n', '\n', '\r'],
  relax_column_count: true,
  relax_quotes: true,
  skip_empty_lines: true,
  ...(signs.comment !== undefined && { comment: signs.comment, comment_no_infix: true }),
})

const NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/

/** A number, a boolean or null where the text is one and would be written as the same value again. */
export const typedCell = (text: string): Cell => {
  if (text === '') return null
  if (/^true$/i.test(text)) return true
  if (/^false$/i.test(text)) return false
  if (!NUMBER.test(text)) return text
  const number = Number(text)
  const isExact = /^-?\d+$/.test(text) ? Number.isSafeInteger(number) : Number.isFinite(number)
  return isExact ? number : text
}
