import { Readable } from 'node:stream'
import { CsvError, type Options, type Parser, parse } from 'csv-parse'
import type { CsvDialect } from '../../file-format.ts'
import { formatFailure } from '../protocol.ts'
import { RegularRecords } from './regular.ts'
import { type Cell, typedCell } from './typed-cell.ts'

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
export class RecordTooLong extends Error {
  /** Where it starts, or an empty line before it. */
  readonly line: number

  constructor(line: number) {
    super('the record is too long')
    this.line = line
  }
}

interface NamedRules extends RecordRules {
  readonly name: string
  /** How many come before the text in the file. Default: none. */
  readonly lines?: number
}

/**
 * The records of csv text, line by line. Exports are often ragged and careless: records may differ in length, a quote
 * may stand inside a cell, line ends may be mixed, and empty lines are skipped.
 */
export async function* csvRecords(
  texts: Iterable<string>,
  rules: NamedRules,
): AsyncGenerator<readonly Cell[]> {
  for await (const batch of csvBatches(texts, rules)) yield* batch
}

/** The same, as many at a time as come together. */
export async function* csvBatches(
  texts: Iterable<string>,
  rules: NamedRules,
): AsyncGenerator<readonly (readonly Cell[])[]> {
  const source = texts[Symbol.iterator]()
  const regular = regularRecords(rules)
  while (regular && !regular.isIrregular) {
    const next = source.next()
    const batch = regular.add(next.value ?? '', next.done === true)
    if (batch.length > 0) yield batch
    if (next.done && !regular.isIrregular) return
  }
  const rest = withStart(regular?.rest ?? '', source)
  for await (const record of parsedRecords(rest, rules, (rules.lines ?? 0) + (regular?.lines ?? 0)))
    yield [record]
}

/** `undefined` when the rules are not such that regular text is told by its characters. */
const regularRecords = (rules: NamedRules): RegularRecords | undefined => {
  const { delimiter, quote, escape: escaping = quote, comment, trim = false, maxBytes } = rules
  const isSimple = delimiter.length === 1 && escaping === quote && comment === undefined && !trim
  return isSimple
    ? new RegularRecords({ ...rules, maxLength: maxBytes / MAX_BYTES_PER_CHARACTER })
    : undefined
}

const MAX_BYTES_PER_CHARACTER = 4
const PIECE_CHARACTERS = 64 * 1024

function* withStart(start: string, rest: Iterator<string>): Generator<string> {
  // In pieces, as what a record takes is looked at between them.
  for (let at = 0; at < start.length; at += PIECE_CHARACTERS) yield start.slice(at, at + PIECE_CHARACTERS)
  for (let next = rest.next(); !next.done; next = rest.next()) yield next.value
}

/** The parser names the last line of the text, which says nothing of where the quote is. */
const openQuote = (line: number) =>
  `Quote Not Closed: nothing closes a quote in the record that starts in line ${line}. Close it in the file; set \`quote\` to an empty string if the text has none.`

/** @param lines how many come before the text */
async function* parsedRecords(
  texts: Iterable<string>,
  rules: NamedRules,
  lines: number,
): AsyncGenerator<readonly Cell[]> {
  let end = lines
  const parser = parse({
    ...parserOptions(rules),
    on_record(record, context) {
      end = lines + context.lines
      return record
    },
  })
  const tooLong = () => new RecordTooLong(end + 1)
  const source = Readable.from(checkedTexts(texts, parser, { ...rules, tooLong }), { highWaterMark: 1 })
  source.pipe(parser)
  source.once('error', (error) => parser.destroy(error))
  try {
    yield* parser
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    if (error.code === 'CSV_MAX_RECORD_SIZE') throw tooLong()
    if (error.code === 'CSV_QUOTE_NOT_CLOSED')
      throw formatFailure('FILE_FORMAT', `${rules.name}: ${openQuote(end + 1)}`, error)
    const message = error.message.replaceAll(/\bline (\d+)/g, (_, line) => `line ${Number(line) + lines}`)
    throw formatFailure('FILE_FORMAT', `${rules.name}: ${message}`, error)
  } finally {
    source.destroy()
  }
}

/** The parser's own limit counts what cells contain, so that it never sees the end of a line of empty ones. */
function* checkedTexts(
  texts: Iterable<string>,
  parser: Parser,
  { maxBytes, tooLong }: RecordRules & { readonly tooLong: () => RecordTooLong },
): Generator<string> {
  for (const text of texts) {
    if (cellsSoFar(parser) > maxBytes / MIN_CELL_BYTES) throw tooLong()
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
