import { isRecord } from '../../../lib/json/is-record.ts'
import type { WriteFormat } from '../../file-format.ts'
import { formatFailure } from '../protocol.ts'
import { lineEndOf, type WriteTarget } from '../write-target.ts'
import { type ExistingTable, readHeader } from './append.ts'
import { CsvLines, type SparseCells } from './lines.ts'
import { checkQuotesClosed } from './open-quote.ts'

/** Writes objects as rows below a header, and lists as rows; to a file with a header, in the order of that. */
export const writeCsv = async (
  content: unknown,
  format: WriteFormat,
  { file, sink, existing, stop }: WriteTarget,
): Promise<void> => {
  const rows = rowsOf(content)
  const table = existing && format.header ? await readHeader(file, format, stop) : undefined
  const delimiter = table?.delimiter ?? format.delimiter ?? ','
  if (existing) checkQuotesClosed(file, { ...format, delimiter }, stop)
  const lineEnd = existing?.lineEnd ?? lineEndOf(format)
  const lines = new CsvLines({ ...format, delimiter, lineEnd })
  if (!existing && format.sep_line) sink.text(`sep=${delimiter}${lineEnd}`)
  // A file may have nothing but a byte order mark or blank lines.
  const isNew = !existing || (format.header !== false && !table)
  for (const { width, cells } of sparseRows(rows, { format, table, isNew }))
    sink.text(lines.line(width, cells))
}

interface Writing {
  readonly format: WriteFormat
  readonly table?: ExistingTable | undefined
  readonly isNew: boolean
}

export interface SparseRow {
  readonly width: number
  readonly cells: SparseCells
}

/** The rows of a list of objects or of lists, below their header. */
export function* sparseRows(
  rows: readonly unknown[],
  { format, table, isNew }: Writing,
): Generator<SparseRow> {
  if (rows.every(Array.isArray)) {
    const header = Array.isArray(format.header) ? format.header : format.header && format.columns
    if (isNew && header) yield wholeRow(header)
    for (const row of rows) yield wholeRow(row)
    return
  }
  if (!rows.every(isRecord))
    throw formatFailure('FILE_CONTENT', `${NEEDS_ROWS} A row is neither, or both occur.`)
  const { titles, places } = columnsOf(() => [...keysOf(rows)], format, table)
  if (isNew && format.header) yield wholeRow(titles)
  for (const row of rows) yield { width: titles.length, cells: placed(row, places) }
}

const NEEDS_ROWS = 'A CSV file or an xlsx sheet needs a list of objects or a list of lists.'

export const rowsOf = (content: unknown): readonly unknown[] => {
  if (Array.isArray(content)) return content
  throw formatFailure('FILE_CONTENT', `${NEEDS_ROWS} ${LIST_HINT}`)
}

export const LIST_HINT =
  'An expression that finds a single item returns it without a list, and one that finds nothing returns nothing: ' +
  '`[]` after the path keeps the list, as in `{{ input.rows[] }}`, and `{{ [input.rows] }}` is always a list.'

export const wholeRow = (cells: readonly unknown[]): SparseRow => ({
  width: cells.length,
  cells: cells.entries(),
})

type Row = Readonly<Record<string, unknown>>

interface Columns {
  /** As in the header. */
  readonly titles: readonly string[]
  /** Where the fields of the rows stand. */
  readonly places: ReadonlyMap<string, number>
}

export const columnsOf = (
  keysOfRows: () => readonly string[],
  { columns, header }: WriteFormat,
  table: ExistingTable | undefined,
): Columns => {
  const keys = columns ?? keysOfRows()
  const own = typeof header === 'boolean' ? keys : header
  if (own.length !== keys.length) {
    const message = `\`header\` has ${own.length} names for ${keys.length} columns. Name the fields in \`columns\`, too.`
    throw formatFailure('FILE_CONTENT', message)
  }
  const titles = table?.columns ?? own
  const indexes = new Map(titles.map((title, index) => [title, index]))
  const missing = own.filter((title) => !indexes.has(title))
  if (missing.length > 0) throw columnsMissing(missing)
  return { titles, places: new Map(keys.map((key, index) => [key, indexes.get(own[index] ?? '') ?? 0])) }
}

const columnsMissing = (names: readonly string[]) => {
  const listed = names.slice(0, 20).map((name) => JSON.stringify(name))
  const message =
    `The header of the file has no column ${listed.join(', ')}. Choose others with \`columns\`, write a new file, ` +
    'or set `header` to false when the file has none.'
  return formatFailure('FILE_CONTENT', message)
}

const keysOf = (rows: readonly Row[]): ReadonlySet<string> => {
  const keys = new Set<string>()
  for (const row of rows) for (const key of Object.keys(row)) keys.add(key)
  return keys
}

const placed = (row: Row, places: ReadonlyMap<string, number>) => {
  const cells: [number, unknown][] = []
  for (const [name, value] of Object.entries(row)) {
    const index = places.get(name)
    if (index !== undefined) cells.push([index, value])
  }
  return cells.sort(([a], [b]) => a - b)
}
