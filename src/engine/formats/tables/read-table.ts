import type { TableShape } from '../../../domain/tables/table.ts'
import { parseExactNumbers } from '../../../lib/json/exact-numbers.ts'
import type { ReadFormat } from '../../file-format.ts'
import type { TableTarget } from '../../ports.ts'
import { TableWriter } from '../../tables/table-writer.ts'
import { readHead } from '../csv/head.ts'
import { chosenPlaces, rowTooLong, uniqueNames } from '../csv/read.ts'
import { csvBatches, RecordTooLong } from '../csv/records.ts'
import type { Cell } from '../csv/typed-cell.ts'
import { formatFailure, outputTooLarge } from '../protocol.ts'
import type { ReadTarget } from '../read-json.ts'
import { linesOf, parsedLine } from '../read-text.ts'
import { JsonElements, NoListError } from './json-elements.ts'

/** Reads the rows of a file into the file of a table, so that no more than a few are in memory. */
export const readTable = async (
  texts: Iterable<string>,
  format: ReadFormat,
  target: ReadTarget & { readonly table: TableTarget },
): Promise<TableShape> => {
  const writer = new TableWriter(target.table.path, target.table.limits)
  try {
    if (format.format === 'csv') await readCsv(texts, format, { ...target, writer })
    else if (format.format === 'ndjson') readNdjson(texts, { ...target, writer, limit: format.limit })
    else readJsonList(texts, { ...target, writer, limit: format.limit })
    return writer.finish()
  } finally {
    writer.close()
  }
}

type Target = ReadTarget & { readonly writer: TableWriter }

const readCsv = async (texts: Iterable<string>, format: ReadFormat, target: Target): Promise<void> => {
  const { file, limits } = target
  const head = readHead(texts, format)
  const rules = { ...format, delimiter: head.delimiter, maxBytes: limits.outputBytes, name: file.name }
  const rows = new CsvRows(format, target)
  try {
    for await (const records of csvBatches(head.texts, rules)) {
      for (const cells of records) if (!rows.add(cells)) return
    }
  } catch (error) {
    if (error instanceof RecordTooLong) throw rowTooLong(target)
    throw error
  }
}

/** The records of a csv file as they become the rows of a table. */
class CsvRows {
  readonly #format: ReadFormat
  readonly #target: Target
  #isHeader: boolean
  /** Of the chosen columns; missing for all. */
  #places: readonly number[] | undefined
  #left: number

  constructor(format: ReadFormat, target: Target) {
    this.#format = format
    this.#target = target
    this.#isHeader = format.header === true
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
    this.#target.writer.addCells(this.#places?.map((place) => cells[place]) ?? cells)
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
      if (elements.length > limits.outputBytes) throw outputTooLarge(file.name, limits.outputBytes)
    }
    elements.finish()
  } catch (error) {
    if (!(error instanceof NoListError)) throw error
    throw formatFailure('FILE_FORMAT', `${file.name} is no JSON list, which \`as\` \`table\` needs.`, error)
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
