import { readSync } from 'node:fs'
import type { FileEncoding, WriteFormat } from '../../file-format.ts'
import type { OpenFile } from '../../ports.ts'
import { formatFailure } from '../protocol.ts'
import { decodeChunks, markOf, readChunks } from '../text-chunks.ts'
import { readHead } from './head.ts'
import { uniqueNames } from './read.ts'
import { csvRecords, RecordTooLong } from './records.ts'

/** What is to be added has to look like what is there. */
export interface ExistingText {
  readonly encoding: FileEncoding
  /** The last one, or the first one when the last line has none. */
  readonly lineEnd: string | undefined
  /** Whether the last line has no end yet. */
  readonly isOpen: boolean
}

const MARK_BYTES = 4
const MAX_HEADER_BYTES = 16 * 1024 * 1024
/** As long as a line end in any encoding. */
const TAIL_BYTES = 4

export const inspectText = (
  file: OpenFile,
  format: Pick<WriteFormat, 'encoding'>,
  stop: () => void,
): ExistingText => {
  const mark = markOf(readAt(file, 0, MARK_BYTES))
  const encoding = mark?.encoding ?? format.encoding
  const tail = readAt(file, Math.max(0, file.size - TAIL_BYTES), TAIL_BYTES)
  const lastEnd = /(\r\n|\n|\r)$/.exec(unitsOf(tail, encoding))?.[0]
  const isOpen = lastEnd === undefined && file.size > (mark?.bytes ?? 0)
  return { encoding, lineEnd: lastEnd ?? firstLineEnd(file, encoding, stop), isOpen }
}

const readAt = ({ descriptor }: OpenFile, position: number, length: number): Buffer => {
  const buffer = Buffer.alloc(length)
  return buffer.subarray(0, readSync(descriptor, buffer, 0, length, position))
}

/** A line end is the same in all encodings but for the width of its units, and no part of another character. */
const unitsOf = (bytes: Buffer, encoding: FileEncoding): string => {
  if (!encoding.startsWith('utf-16')) return bytes.toString('latin1')
  const even = Buffer.from(bytes.subarray(0, bytes.length - (bytes.length % 2)))
  return (encoding === 'utf-16be' ? even.swap16() : even).toString('utf16le')
}

const firstLineEnd = (file: OpenFile, encoding: FileEncoding, stop: () => void): string | undefined => {
  let endsInReturn = false
  for (const text of decodeChunks(readChunks(file, stop), { encoding, name: file.name })) {
    if (endsInReturn) return text[0] === '\n' ? '\r\n' : '\r'
    const found = /\r\n|\n|\r/.exec(text)
    endsInReturn = found?.[0] === '\r' && found.index === text.length - 1
    if (found && !endsInReturn) return found[0]
  }
  return endsInReturn ? '\r' : undefined
}

export interface ExistingTable {
  readonly delimiter: string
  /** The names that the rows have when they are read. */
  readonly columns: readonly string[]
}

/** The header of a table that rows are added to. */
export const readHeader = async (
  file: OpenFile,
  format: WriteFormat,
  stop: () => void,
): Promise<ExistingTable | undefined> => {
  const { encoding } = format
  const texts = decodeChunks(readChunks(file, stop), { encoding, name: file.name })
  const head = readHead(texts, { ...format, skip_lines: 0 })
  const rules = { ...format, types: false, delimiter: head.delimiter, maxBytes: MAX_HEADER_BYTES }
  try {
    for await (const cells of csvRecords(head.texts, { ...rules, name: file.name })) {
      return { delimiter: head.delimiter, columns: uniqueNames(cells.map(String)) }
    }
    return undefined
  } catch (error) {
    if (!(error instanceof RecordTooLong)) throw error
    throw formatFailure('FILE_FORMAT', `The header of ${file.name} is longer than ${MAX_HEADER_BYTES} bytes.`)
  }
}
