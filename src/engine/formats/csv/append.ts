import { readSync } from 'node:fs'
import type { FileEncoding, WriteFormat } from '../../file-format.ts'
import type { OpenFile } from '../../ports.ts'
import { decodeChunks, markedEncoding, readChunks } from '../text-chunks.ts'
import { readHead } from './head.ts'
import { uniqueNames } from './read.ts'
import { csvRecords } from './records.ts'

/** What is to be added has to look like what is there. */
export interface ExistingText {
  readonly encoding: FileEncoding
  /** Of the first line. */
  readonly lineEnd: string | undefined
  /** Whether the last line has no end yet. */
  readonly isOpen: boolean
}

const MARK_BYTES = 4
const TAIL_BYTES = 4
const MAX_HEADER_BYTES = 1024 * 1024

export const inspectText = (
  file: OpenFile,
  format: Pick<WriteFormat, 'encoding'>,
  stop: () => void,
): ExistingText => {
  const encoding = markedEncoding(readAt(file, 0, MARK_BYTES)) ?? format.encoding
  const tail = readAt(file, Math.max(0, file.size - TAIL_BYTES), TAIL_BYTES)
  // A line feed is one unit in each of the encodings, and no part of any other character.
  const end = encoding === 'utf-16le' ? [10, 0] : encoding === 'utf-16be' ? [0, 10] : [10]
  const isOpen = file.size > 0 && !end.every((byte, index) => tail.at(index - end.length) === byte)
  return { encoding, lineEnd: firstLineEnd(file, encoding, stop), isOpen }
}

const readAt = ({ descriptor }: OpenFile, position: number, length: number): Buffer => {
  const buffer = Buffer.alloc(length)
  return buffer.subarray(0, readSync(descriptor, buffer, 0, length, position))
}

const firstLineEnd = (file: OpenFile, encoding: FileEncoding, stop: () => void): string | undefined => {
  let previous = ''
  for (const text of decodeChunks(readChunks(file, stop), { encoding, name: file.name })) {
    const index = text.indexOf('\n')
    if (index >= 0) return (index === 0 ? previous : text[index - 1]) === '\r' ? '\r\n' : '\n'
    previous = text.at(-1) ?? ''
  }
  return undefined
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
  for await (const cells of csvRecords(head.texts, { ...rules, name: file.name })) {
    return { delimiter: head.delimiter, columns: uniqueNames(cells.map(String)) }
  }
  return undefined
}
