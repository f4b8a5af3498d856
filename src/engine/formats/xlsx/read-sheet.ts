import { NodeError } from '../../errors.ts'
import { fileTooLarge } from '../../file-format.ts'
import type { OpenFile } from '../../ports.ts'
import type { Cell } from '../csv/typed-cell.ts'
import { ZipEntries } from '../packed/zip-entries.ts'
import { type FormatLimits, formatFailure, memoryTooSmall } from '../protocol.ts'
import { type DateKind, dateOf, elapsedTime } from './dates.ts'
import { readWorkbook, TextReader, type Workbook } from './workbook.ts'
import { readXmlEvents } from './xml-events.ts'

/** Two bytes a character, and what a text takes beside them. */
const BYTES_PER_CHARACTER = 4
const MAX_COLUMNS = 16_384

export interface SheetOptions {
  /** The name, or the number from 1, which is the default. */
  readonly sheet?: string | number | undefined
  readonly skip_lines: number
}

export interface SheetTarget {
  readonly file: OpenFile
  readonly limits: FormatLimits
  readonly stop: () => void
}

/** The values in the rows of a sheet, as many at a time as come together; rows without any are left out. */
export async function* sheetBatches(
  { sheet = 1, skip_lines: skipped }: SheetOptions,
  { file, limits, stop }: SheetTarget,
): AsyncGenerator<readonly (readonly Cell[])[]> {
  const zip = await ZipEntries.open(file, stop)
  const chunks = (part: string) => boundedChunks(zip, part, { file, stop })
  try {
    const maxCharacters = limits.memoryBytes / BYTES_PER_CHARACTER
    const tooManyTexts = () => memoryTooSmall(file.name, limits.memoryBytes)
    const workbook = await readWorkbook({ name: file.name, zip, chunks, maxCharacters, tooManyTexts })
    const path = sheetPath(workbook, sheet, file.name)
    const rows = new SheetRows(workbook, skipped)
    for await (const _ of readXmlEvents(chunks(path), rows)) {
      const batch = rows.take()
      if (batch.length > 0) yield batch
    }
  } catch (error) {
    if (error instanceof NodeError) throw error
    const reason = error instanceof Error ? error.message.replaceAll('\n', ' ') : String(error)
    throw formatFailure('FILE_FORMAT', `${file.name} cannot be read as xlsx: ${reason}`, error)
  }
}

/** A part may be as large as a file may be. */
async function* boundedChunks(
  zip: ZipEntries,
  part: string,
  { file, stop }: Pick<SheetTarget, 'file' | 'stop'>,
): AsyncGenerator<Buffer> {
  let bytes = 0
  for await (const chunk of zip.chunks(part)) {
    stop()
    bytes += chunk.byteLength
    if (bytes > file.limit.bytes) throw fileTooLarge(`${file.name}, unpacked,`, file.limit)
    yield chunk
  }
}

const sheetPath = ({ sheets }: Workbook, wanted: string | number, file: string): string => {
  const found = typeof wanted === 'number' ? sheets[wanted - 1] : sheets.find(({ name }) => name === wanted)
  if (found) return found.path
  const names = sheets.map(({ name }) => JSON.stringify(name)).join(', ')
  throw formatFailure(
    'FILE_FORMAT',
    `${file} has no sheet ${JSON.stringify(wanted)}; it has ${names || 'none'}.`,
  )
}

/** Gathers the rows of a sheet from the events of its XML. */
class SheetRows {
  readonly #workbook: Workbook
  readonly #texts = new TextReader()
  #skipped: number
  #rows: (readonly Cell[])[] = []
  #cells: Cell[] = []
  #column = 0
  #type = ''
  #dateKind: DateKind | undefined
  #value = ''
  #isValue = false
  #rowNumber = 0

  constructor(workbook: Workbook, skipped: number) {
    this.#workbook = workbook
    this.#skipped = skipped
  }

  take(): readonly (readonly Cell[])[] {
    const rows = this.#rows
    this.#rows = []
    return rows
  }

  open(element: string, { r = '', t = 'n', s = '' }: Readonly<Record<string, string>>) {
    if (element === 'row') {
      this.#cells = []
      this.#column = -1
      this.#rowNumber = r === '' ? this.#rowNumber + 1 : Number(r)
    } else if (element === 'c') {
      this.#column = r === '' ? this.#column + 1 : columnOf(r)
      this.#type = t
      this.#dateKind = this.#workbook.dateStyles[Number(s)]
      this.#value = ''
    } else if (element === 'v') this.#isValue = true
    else this.#texts.open(element)
  }

  text(text: string) {
    if (this.#isValue) this.#value += text
    else this.#texts.text(text)
  }

  close(element: string) {
    this.#texts.close(element)
    if (element === 'v') this.#isValue = false
    else if (element === 'c') this.#endCell()
    else if (element === 'row') this.#endRow()
  }

  #endCell() {
    const value = this.#type === 'inlineStr' ? this.#texts.take() : this.#cell()
    if (value === null || this.#column >= MAX_COLUMNS) return
    while (this.#cells.length < this.#column) this.#cells.push(null)
    this.#cells[this.#column] = value
  }

  #endRow() {
    if (this.#cells.length > 0 && this.#rowNumber > this.#skipped) this.#rows.push(this.#cells)
  }

  #cell(): Cell {
    const text = this.#value
    if (text === '' && this.#type !== 'str') return null
    switch (this.#type) {
      case 's':
        return this.#workbook.sharedTexts[Number(text)] ?? null
      case 'b':
        return text === '1'
      case 'n':
        return this.#number(Number(text))
      default:
        // Results of formulas, dates as text, and errors such as #DIV/0!.
        return text
    }
  }

  #number(number: number): Cell {
    if (Number.isNaN(number)) return this.#value
    if (this.#dateKind === 'elapsed') return elapsedTime(number)
    return (this.#dateKind && dateOf(number, this.#workbook.isFrom1904)) ?? number
  }
}

/** The place of a column from the name of a cell: 27 from `AB7`. */
const columnOf = (cell: string): number => {
  let column = 0
  for (let at = 0; at < cell.length; at++) {
    const letter = cell.charCodeAt(at) - 64
    if (letter < 1 || letter > 26) break
    column = column * 26 + letter
  }
  return column - 1
}
