import { Readable } from 'node:stream'
import type { WriteFormat } from '../../file-format.ts'
import type { SparseRow } from '../csv/write.ts'
import { zipped } from '../packed/pack.ts'
import { formatFailure } from '../protocol.ts'
import type { WriteTarget } from '../write-target.ts'

/** What a sheet holds. */
const MAX_ROWS = 1_048_576
const MAX_COLUMNS = 16_384
const MAX_CELL = 32_767
/** Characters of rows that are handed on together. */
const BLOCK = 64 * 1024

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const DOCUMENT = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006'
const TYPES = 'application/vnd.openxmlformats-officedocument.spreadsheetml'

const SHEET_NAME = 'Sheet1'

/** Writes a workbook with one sheet of values. */
export const writeSheet = async (
  rows: Iterable<SparseRow>,
  { sheet = SHEET_NAME }: Pick<WriteFormat, 'sheet'>,
  { file, sink }: Pick<WriteTarget, 'file' | 'sink'>,
): Promise<void> => {
  for await (const chunk of workbookChunks(rows, { sheet, name: file.name })) sink.bytes(chunk)
}

const workbookChunks = (
  rows: Iterable<SparseRow>,
  { sheet, name }: { readonly sheet: string; readonly name: string },
): AsyncGenerator<Buffer> =>
  zipped([
    ...[...parts(sheet)].map(([path, text]) => [path, Readable.from([Buffer.from(HEAD + text)])] as const),
    ['xl/worksheets/sheet1.xml', Readable.from(sheetText(rows, name), { objectMode: true })],
  ])

function* parts(sheet: string): Generator<readonly [path: string, text: string]> {
  yield [
    '[Content_Types].xml',
    `<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
      `<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${TYPES}.sheet.main+xml"/>` +
      `<Override PartName="/xl/worksheets/sheet1.xml" ContentType="${TYPES}.worksheet+xml"/></Types>`,
  ]
  yield [
    '_rels/.rels',
    `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${DOCUMENT}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  ]
  yield [
    'xl/workbook.xml',
    `<workbook xmlns="${MAIN}" xmlns:r="${DOCUMENT}"><sheets><sheet name="${escaped(sheet)}" sheetId="1" r:id="rId1"/></sheets></workbook>`,
  ]
  yield [
    'xl/_rels/workbook.xml.rels',
    `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${DOCUMENT}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
  ]
}

function* sheetText(rows: Iterable<SparseRow>, name: string): Generator<Buffer> {
  let text = `${HEAD}<worksheet xmlns="${MAIN}"><sheetData>`
  let count = 0
  for (const { width, cells } of rows) {
    if (++count > MAX_ROWS) throw tooLarge(name, `more than ${MAX_ROWS} rows`)
    if (width > MAX_COLUMNS) throw tooLarge(name, `more than ${MAX_COLUMNS} columns`)
    text += `<row r="${count}">`
    for (const [index, value] of cells) text += cellText(`${columnName(index)}${count}`, value, name)
    text += '</row>'
    if (text.length < BLOCK) continue
    yield Buffer.from(text)
    text = ''
  }
  yield Buffer.from(`${text}</sheetData></worksheet>`)
}

const cellText = (place: string, value: unknown, name: string): string => {
  if (value === null || value === undefined) return ''
  if (typeof value === 'number') return `<c r="${place}"><v>${value}</v></c>`
  if (typeof value === 'boolean') return `<c r="${place}" t="b"><v>${value ? 1 : 0}</v></c>`
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  if (text.length > MAX_CELL) throw tooLarge(name, `a text of more than ${MAX_CELL} characters`)
  return `<c r="${place}" t="inlineStr"><is><t xml:space="preserve">${escaped(text)}</t></is></c>`
}

/** `A` for the first column, `AA` for the 27th. */
const columnName = (index: number): string => {
  const last = String.fromCharCode(65 + (index % 26))
  return index < 26 ? last : columnName(Math.floor(index / 26) - 1) + last
}

const SPECIAL = /[&<>"\r]|_(?=x[0-9A-Fa-f]{4}_)|[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu
const NAMED: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** What XML does not allow is written as spreadsheets do. */
const escaped = (text: string): string =>
  text.replaceAll(
    SPECIAL,
    (found) => NAMED[found] ?? `_x${found.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`,
  )

const tooLarge = (name: string, what: string) =>
  formatFailure(
    'FILE_CONTENT',
    `An xlsx sheet cannot have ${what}, which ${name} would get. Write csv, or less.`,
  )
