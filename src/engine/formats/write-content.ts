import type { FileFormat, WriteFormat } from '../file-format.ts'
import { inspectText } from './csv/append.ts'
import { LIST_HINT, rowsOf, sparseRows, writeCsv } from './csv/write.ts'
import { FileSink } from './file-sink.ts'
import { packed } from './packed/pack.ts'
import { TemporaryFile } from './packed/temporary-file.ts'
import type { UnpackingTools } from './packed/unpack.ts'
import { formatFailure } from './protocol.ts'
import { writeTable } from './tables/write-table.ts'
import { lineEndOf, type WriteTarget } from './write-target.ts'
import { writeSheet } from './xlsx/write-workbook.ts'
import { toXml } from './xml/write-xml.ts'

/** A value, or the path of the file of a table. */
export type Written = { readonly value: unknown } | { readonly table: string }

type Place = Pick<WriteTarget, 'file' | 'stop'> & Pick<UnpackingTools, 'temporaryFolder'>

/** Writes the content in its format; to a file that is not empty, at its end. */
export const writeContent = async (content: Written, format: WriteFormat, place: Place): Promise<void> => {
  const { compression, entry = 'content' } = format
  if (compression === 'none') return writePlain(content, format, place)
  const { file, stop, temporaryFolder } = place
  using plain = await TemporaryFile.create(temporaryFolder, file)
  await writePlain(content, format, { file: plain.file, stop })
  const sink = new FileSink({ file, encoding: format.encoding, bom: false, stop, isAppending: false })
  for await (const chunk of packed(plain.file, { compression, name: entry, stop })) sink.bytes(chunk)
  sink.end()
}

const BINARY: ReadonlySet<FileFormat> = new Set(['bytes', 'xlsx'])

const writePlain = async (
  content: Written,
  format: WriteFormat,
  { file, stop }: Pick<WriteTarget, 'file' | 'stop'>,
): Promise<void> => {
  const isBinary = BINARY.has(format.format)
  const existing = file.size > 0 && !isBinary ? inspectText(file, format, stop) : undefined
  const encoding = existing?.encoding ?? format.encoding
  const bom = !isBinary && (format.bom ?? encoding.startsWith('utf-16'))
  const sink = new FileSink({ file, encoding, bom, stop, isAppending: format.mode === 'append' })
  const isLines = format.format !== 'text' && !isBinary
  if (existing?.isOpen && isLines) sink.text(existing.lineEnd ?? lineEndOf(format))
  const target = { file, sink, existing, stop }
  if ('table' in content) await writeTable(content.table, { ...format, encoding }, target)
  else await writeBody(content.value, { ...format, encoding }, target)
  sink.end()
}

const writeBody = async (content: unknown, format: WriteFormat, target: WriteTarget): Promise<void> => {
  const { sink, existing } = target
  const end = existing?.lineEnd ?? lineEndOf(format)
  switch (format.format) {
    case 'text':
      return sink.text(typeof content === 'string' ? content : JSON.stringify(content))
    case 'json':
      return sink.text(
        JSON.stringify(content, null, format.mode === 'append' ? 0 : 2).replaceAll('\n', end) + end,
      )
    case 'ndjson':
      for (const value of valuesOf(content)) sink.text(JSON.stringify(value) + end)
      return
    case 'csv':
      return writeCsv(content, format, target)
    case 'xml':
      return sink.text(toXml(content, format.encoding).replaceAll('\n', end))
    case 'xlsx':
      return writeSheet(sparseRows(rowsOf(content), { format, isNew: true }), format, target)
    case 'bytes':
      return sink.bytes(bytesOf(content))
  }
}

const valuesOf = (content: unknown): readonly unknown[] => {
  if (content === null) throw formatFailure('FILE_CONTENT', `There is nothing to write. ${LIST_HINT}`)
  return Array.isArray(content) ? content : [content]
}

const bytesOf = (content: unknown): Buffer => {
  const bytes = Buffer.from(String(content), 'base64')
  // Node silently skips invalid Base64, so encoding the bytes again is the check.
  if (bytes.toString('base64') !== content) {
    throw formatFailure('FILE_CONTENT', 'Format bytes needs Base64 text.')
  }
  return bytes
}
