import type { TableShape } from '../../../domain/tables/table.ts'
import { parseExactNumbers } from '../../../lib/json/exact-numbers.ts'
import type { KnownFormat } from '../../file-format.ts'
import type { OpenFile, TableTarget } from '../../ports.ts'
import { TableWriter } from '../../tables/table-writer.ts'
import { withoutBlankLines } from '../csv/blank-lines.ts'
import { readHead } from '../csv/head.ts'
import { nullCells } from '../csv/null-cells.ts'
import { chosenPlaces, rowTooLong, uniqueNames } from '../csv/read.ts'
import { csvBatches, RecordTooLong } from '../csv/records.ts'
import type { Cell } from '../csv/typed-cell.ts'
import { formatFailure, valueTooLarge } from '../protocol.ts'
import type { ReadTarget } from '../read-json.ts'
import { linesOf, parsedLine } from '../read-text.ts'
import { decodedText } from '../text-chunks.ts'
import { type SheetTarget, sheetBatches } from '../xlsx/read-sheet.ts'
import { CutOffError, JsonElements, NoListError } from './json-elements.ts'

/** Reads the rows of a file into the file of a table, so that no more than a few are in memory. */
export const readTable = async (
  file: OpenFile,
  format: KnownFormat,
  { limits, table, stop }: Omit<SheetTarget, 'file'> & { readonly table: TableTarget },
): Promise<TableShape> => {
  const writer = new TableWriter(table.path, table.limits)
  const target = { file, limits, writer }
  try {
    if (format.format === 'xlsx')
      await readRecords(sheetBatches(format, { file, limits, stop }), format, target)
    else await readTexts(decodedText(file, format, stop), format, target)
    return writer.finish()
  } finally {
    writer.close()
  }
}

type Target = ReadTarget & { readonly writer: TableWriter }

const readTexts = async (texts: Iterable<string>, format: KnownFormat, target: Target): Promise<void> => {
  switch (format.format) {
    case 'csv':
      return readCsv(texts, format, target)
    case 'ndjson':
      return readNdjson(texts, { ...target, limit: format.limit })
    case 'json':
      return readJsonList(texts, { ...target, limit: format.limit })
    default: {
      const message = `${target.file.name} is read as ${format.format}, which is no table. Set \`format\` to what it is.`
      throw formatFailure('FILE_FORMAT', message)
    }
  }
}

const readCsv = async (texts: Iterable<string>, format: KnownFormat, target: Target): Promise<void> => {
  const { file, limits } = target
  const head = readHead(texts, format)
  const { delimiter, lines } = head
  const rules = { ...format, delimiter, lines, maxBytes: limits.outputBytes, name: file.name }
  try {
    await readRecords(csvBatches(head.texts, rules), format, target)
  } catch (error) {
    if (error instanceof RecordTooLong) throw rowTooLong(error, target)
    throw error
  }
}

const readRecords = async (
  batches: AsyncIterable<readonly (readonly Cell[])[]>,
  format: KnownFormat,
  target: Target,
): Promise<void> => {
  const rows = new CsvRows(format, target)
  const lines = withoutBlankLines(batches, format.header)
  for await (const records of lines) for (const cells of records) if (!rows.add(cells)) return
}

/** The records of a csv file as they become the rows of a table. */
class CsvRows {
  readonly #format: KnownFormat
  readonly #target: Target
  #isHeader: boolean
  /** Of the chosen columns; missing for all. */
  #places: readonly number[] | undefined
  #left: number
  readonly #withNulls: ReturnType<typeof nullCells>

  constructor(format: KnownFormat, target: Target) {
    this.#format = format
    this.#target = target
    this.#isHeader = format.header === true
    this.#withNulls = nullCells(format.null_values)
    this.#left = format.limit ?? Number.POSITIVE_INFINITY
    if (typeof format.header !== 'boolean') this.#start(format.header)
  }

  /** `false` when no more are to be read. */
  add(cells: readonly Cell[]): boolean {
    if (this.#isHeader) {
      this.#isHeader = false
      this.#start(cells.map((cell) => String(cell ?? '')))
      return true
    }
    if (this.#left-- <= 0) return false
    const whole = this.#withNulls(cells)
    this.#target.writer.addCells(this.#places?.map((place) => whole[place]) ?? whole)
    return true
  }

  #start(header: readonly string[]) {
    const names = uniqueNames(header)
    const { columns } = this.#format
    this.#places = columns && chosenPlaces(names, columns, this.#target.file.name)
    this.#target.writer.setColumns(this.#places?.map((place) => names[place] ?? '') ?? names)
  }
}

type LimitedTarget = Target & { readonly limit: number | undefined }

const readNdjson = (texts: Iterable<string>, target: LimitedTarget) => {
  let left = target.limit ?? Number.POSITIVE_INFINITY
  let number = 0
  for (const line of linesOf(texts, target)) {
    number++
    if (line.trim() === '') continue
    if (left-- <= 0) return
    target.writer.addRow(parsedLine(line, number, target))
  }
}

const readJsonList = (texts: Iterable<string>, target: LimitedTarget) => {
  const { file, limits, writer, limit = Number.POSITIVE_INFINITY } = target
  const elements = new JsonElements()
  let count = 0
  try {
    for (const text of texts) {
      for (const item of elements.add(text)) {
        if (count++ >= limit) return
        writer.addRow(parsedItem(item, count, file.name))
      }
      if (elements.length > limits.outputBytes) throw valueTooLarge('An item', file.name, limits.outputBytes)
    }
    elements.finish()
  } catch (error) {
    if (error instanceof CutOffError) {
      const message = `${file.name} ends before its JSON list does, after ${count} whole items. It may have been cut off.`
      throw formatFailure('FILE_FORMAT', message, error)
    }
    if (!(error instanceof NoListError)) throw error
    const message = `${file.name} is no JSON list, which \`as\` \`table\` needs. Read it without, and make a table of a list in it with \`as\` \`table\` of a transform.`
    throw formatFailure('FILE_FORMAT', message, error)
  }
}

const parsedItem = (item: string, number: number, name: string): unknown => {
  try {
    return parseExactNumbers(item)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw formatFailure('FILE_FORMAT', `${name}, item ${number}: ${reason}`, error)
  }
}
