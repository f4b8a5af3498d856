import type { WriteFormat } from '../../file-format.ts'
import { TableReader } from '../../tables/table-reader.ts'
import { readHeader } from '../csv/append.ts'
import { CsvLines } from '../csv/lines.ts'
import { checkQuotesClosed } from '../csv/open-quote.ts'
import { columnsOf, type SparseRow, wholeRow } from '../csv/write.ts'
import { formatFailure } from '../protocol.ts'
import { lineEndOf, type WriteTarget } from '../write-target.ts'
import { writeSheet } from '../xlsx/write-workbook.ts'

/** Writes the rows of a table as they are read, in the format of lines or as a JSON list. */
export const writeTable = async (path: string, format: WriteFormat, target: WriteTarget): Promise<void> => {
  using table = new TableReader(path)
  const end = target.existing?.lineEnd ?? lineEndOf(format)
  switch (format.format) {
    case 'csv':
      return await writeCsv(table, format, target)
    case 'ndjson':
      for (const row of table.objects()) target.sink.text(JSON.stringify(row) + end)
      return
    case 'json':
      return writeJson(table, end, target)
    case 'xlsx':
      return await writeSheet(sheetRows(table, format), format, target)
    default:
      throw formatFailure(
        'FILE_CONTENT',
        `A table cannot be written as \`${format.format}\`. Set \`format\` to \`csv\`, \`xlsx\`, \`ndjson\` or \`json\`.`,
      )
  }
}

const writeJson = (table: TableReader, end: string, { sink }: WriteTarget) => {
  let separator = `[${end}`
  for (const row of table.objects()) {
    sink.text(separator + JSON.stringify(row))
    separator = `,${end}`
  }
  sink.text(table.rows === 0 ? `[]${end}` : `${end}]${end}`)
}

function* sheetRows(table: TableReader, format: WriteFormat): Generator<SparseRow> {
  const names = table.columns.map(({ name }) => name)
  const { titles, places } = columnsOf(() => names, format, undefined)
  if (format.header) yield wholeRow(titles)
  const sources = titles.map((_, index) => names.findIndex((name) => places.get(name) === index))
  for (const cells of table.cells()) {
    yield wholeRow(sources.map((source) => (source < 0 ? null : cells[source])))
  }
}

const writeCsv = async (
  table: TableReader,
  format: WriteFormat,
  { file, sink, existing, stop }: WriteTarget,
): Promise<void> => {
  const found = existing && format.header ? await readHeader(file, format, stop) : undefined
  const delimiter = found?.delimiter ?? format.delimiter ?? ','
  if (existing) checkQuotesClosed(file, { ...format, delimiter }, stop)
  const lineEnd = existing?.lineEnd ?? lineEndOf(format)
  const lines = new CsvLines({ ...format, delimiter, lineEnd })
  if (!existing && format.sep_line) sink.text(`sep=${delimiter}${lineEnd}`)
  const names = table.columns.map(({ name }) => name)
  const { titles, places } = columnsOf(() => names, format, found)
  const isNew = !existing || (format.header !== false && !found)
  if (isNew && format.header) sink.text(lines.line(titles.length, titles.entries()))
  // From the columns of the file to those of the table.
  const sources = titles.map((_, index) => names.findIndex((name) => places.get(name) === index))
  for (const cells of table.cells()) {
    const placed = sources.map((source, index) => [index, source < 0 ? null : cells[source]] as const)
    sink.text(lines.line(titles.length, placed))
  }
}
