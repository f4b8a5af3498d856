import { CsvLines } from '../../../engine/formats/csv/lines.ts'
import type { Turns } from '../../../lib/async/turns.ts'
import { BLOCK, type FoundTable } from './table-views.ts'

/** Quotes and line ends as RFC 4180 has them. */
const CSV = { delimiter: ',', quote: '"', lineEnd: '\r\n', types: false, escape_formulas: false } as const

/** All rows of a table in the text of a file, read while it is taken. */
export async function* tableChunks(
  found: FoundTable,
  format: 'csv' | 'ndjson',
  turns: Turns,
): AsyncGenerator<Uint8Array> {
  const { columns, rows: count } = found.table
  const lines = new CsvLines(CSV)
  const names = columns.map(({ name }) => name)
  if (format === 'csv') yield Buffer.from(lines.line(names.length, names.entries()))
  const toLine = (row: Readonly<Record<string, unknown>>) =>
    format === 'ndjson'
      ? `${JSON.stringify(row)}\n`
      : lines.line(
          names.length,
          names.map((name, index) => [index, row[name]] as const),
        )
  for (let from = 0; from < count; ) {
    if (turns.isOver) await turns.next()
    const block = found.rows({ from, ...BLOCK })
    // A file that has become shorter would make this endless.
    if (block.length === 0) throw new Error('the table has fewer rows than it should have')
    from += block.length
    yield Buffer.from(block.map(toLine).join(''))
  }
}
