import { readSync } from 'node:fs'
import { type FileEncoding, fileTooLarge } from '../file-format.ts'
import type { OpenFile } from '../ports.ts'
import { createDecoder, type Decoder } from './encoding/decoder.ts'
import { notText } from './encoding/not-text.ts'

const CHUNK_BYTES = 64 * 1024

/** @param stop is called before each chunk and throws when no more is to be read */
export function* readChunks(file: OpenFile, stop: () => void): Generator<Buffer> {
  for (let position = 0; ; ) {
    stop()
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES)
    const length = readSync(file.descriptor, chunk, 0, CHUNK_BYTES, position)
    if (length === 0) return
    position += length
    // The file may have grown since it was opened, and some files report no size.
    if (position > file.limit.bytes) throw fileTooLarge(file.name, file.limit)
    yield chunk.subarray(0, length)
  }
}

const MARKS: readonly (readonly [encoding: FileEncoding, mark: readonly number[]])[] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
]

export interface ByteOrderMark {
  readonly encoding: FileEncoding
  readonly bytes: number
}

/** The byte order mark at the start of a file, and the encoding that it indicates. */
export const markOf = (start: Uint8Array): ByteOrderMark | undefined => {
  const found = MARKS.find(([, mark]) => mark.every((byte, index) => start[index] === byte))
  return found && { encoding: found[0], bytes: found[1].length }
}

/** Decodes without the byte order mark, which overrules the encoding. Throws on bytes that are not text. */
export function* decodeChunks(
  chunks: Iterable<Buffer>,
  { encoding, name }: { readonly encoding: FileEncoding; readonly name: string },
): Generator<string> {
  let decoder: Decoder | undefined
  let used = encoding
  let start: Uint8Array = new Uint8Array()
  let last = start
  try {
    for (const chunk of chunks) {
      last = chunk
      if (!decoder) {
        start = chunk
        used = markOf(chunk)?.encoding ?? encoding
        decoder = createDecoder(used)
      }
      const text = decoder.write(chunk)
      if (text !== '') yield text
    }
    const rest = decoder?.end()
    if (rest) yield rest
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    throw notText({ name, encoding: used, start, part: last }, error)
  }
}

/** The text of a file, read as it is taken. */
export const decodedText = (
  file: OpenFile,
  { encoding = 'utf-8' }: { readonly encoding?: FileEncoding | undefined },
  stop: () => void,
): Iterable<string> => decodeChunks(readChunks(file, stop), { encoding, name: file.name })
