import { JsonPartsWriter } from '../../../lib/json/json-parts.ts'
import type { ReadFormat } from '../../file-format.ts'
import { formatFailure } from '../protocol.ts'
import { checkedParts, type ReadTarget } from '../read-json.ts'
import { withoutBlankLines } from './blank-lines.ts'
import { readHead } from './head.ts'
import { nullCells } from './null-cells.ts'
import { csvBatches, RecordTooLong } from './records.ts'
import type { Cell } from './typed-cell.ts'

/**
 * Parts of the list of the rows: lists of cells, or objects when the columns have names. Missing cells are absent from
 * an object, and cells beyond the columns form a list under `_extra`.
 */
export const readCsv = async (
  texts: Iterable<string>,
  format: ReadFormat,
  target: ReadTarget,
): Promise<string[]> => {
  try {
    return await rowParts(rowsOf(texts, format, target), target)
  } catch (error) {
    if (error instanceof RecordTooLong) throw rowTooLong(error, target)
    throw error
  }
}

/** Parts of the list of some rows. */
export const rowParts = async (rows: AsyncIterable<unknown>, target: ReadTarget): Promise<string[]> => {
  const writer = new JsonPartsWriter()
  writer.openList()
  const parts: string[] = []
  for await (const row of rows) parts.push(...checkedParts(writer, row, target))
  writer.close()
  parts.push(writer.take())
  return parts
}

/** How a table is read, and not from where. */
export type CsvFormat = Omit<ReadFormat, 'format' | 'encoding' | 'compression' | 'entry' | 'sheet'>

interface CsvTarget {
  readonly file: Pick<ReadTarget['file'], 'name'>
  readonly limits: Pick<ReadTarget['limits'], 'outputBytes'>
}

export const rowTooLong = ({ line }: RecordTooLong, { file, limits }: Pick<ReadTarget, 'file' | 'limits'>) =>
  formatFailure(
    'OUTPUT_TOO_LARGE',
    `The row of ${file.name} that starts in line ${line} is longer than an output may be, ${limits.outputBytes} bytes ` +
      '(NODE_OUTPUT_LIMIT_BYTES), or has more than one cell for each 16 of them. A quote may not be closed: set `quote` ' +
      'to an empty string if the text has none; or raise that setting.',
  )

/** The rows one by one. */
export async function* rowsOf(texts: Iterable<string>, format: CsvFormat, { file, limits }: CsvTarget) {
  const head = readHead(texts, format)
  const { name } = file
  const { delimiter, lines } = head
  const rules = { ...format, delimiter, lines, maxBytes: limits.outputBytes, name }
  yield* rowsBelow(csvBatches(head.texts, rules), format, name)
}

/** The records below the header as rows. */
export async function* rowsBelow(
  batches: AsyncIterable<readonly (readonly Cell[])[]>,
  format: Pick<CsvFormat, 'header' | 'columns' | 'limit' | 'null_values'>,
  name: string,
) {
  let toRow = typeof format.header === 'boolean' ? undefined : rowMaker(format.header, format.columns, name)
  const withNulls = nullCells(format.null_values)
  let left = format.limit ?? Number.POSITIVE_INFINITY
  for await (const records of withoutBlankLines(batches, format.header)) {
    for (const cells of records) {
      if (format.header === true && !toRow) {
        toRow = rowMaker(
          cells.map((cell) => String(cell ?? '')),
          format.columns,
          name,
        )
        continue
      }
      if (left-- <= 0) return
      const whole = withNulls(cells)
      yield toRow ? toRow(whole) : whole
    }
  }
}

/** A column without a name, or with the name of an earlier one, gets a name with its position. */
export const uniqueNames = (names: readonly string[]): readonly string[] => {
  const taken = new Set(names)
  const used = new Set<string>()
  // A number that was taken for a name once is not tried again, lest this takes time that grows with the square.
  const lastNumbers = new Map<string, number>()
  return names.map((name, index) => {
    let unique = name
    let number = Math.max(index, lastNumbers.get(name) ?? 0)
    while (unique === '' || used.has(unique)) {
      const next = `${name || 'column'}_${++number}`
      if (!taken.has(next)) unique = next
    }
    if (unique !== name) lastNumbers.set(name, number)
    used.add(unique)
    return unique
  })
}

const EXTRA = '_extra'

const rowMaker = (header: readonly string[], chosen: readonly string[] | undefined, file: string) => {
  const names = uniqueNames(header)
  const indexes = chosen ? chosenPlaces(names, chosen, file) : [...names.keys()]
  return (cells: readonly Cell[]): Readonly<Record<string, unknown>> => {
    const present = indexes.filter((index) => index < cells.length)
    const entries: [string, unknown][] = present.map((index) => [names[index] ?? '', cells[index]])
    if (!chosen && cells.length > names.length) entries.push([EXTRA, cells.slice(names.length)])
    return Object.fromEntries(entries)
  }
}

/** Where the chosen columns stand. */
export const chosenPlaces = (
  names: readonly string[],
  chosen: readonly string[],
  file: string,
): readonly number[] => chosen.map((name) => indexOf(names, name, file))

const indexOf = (names: readonly string[], name: string, file: string): number => {
  const index = names.indexOf(name)
  if (index >= 0) return index
  const listed = names.slice(0, 50).map((each) => JSON.stringify(each))
  throw formatFailure(
    'FILE_FORMAT',
    `${file} has no column ${JSON.stringify(name)}; it has ${listed.join(', ')}.`,
  )
}
