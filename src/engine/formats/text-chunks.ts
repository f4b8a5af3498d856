import { readSync } from 'node:fs'
import iconv from 'iconv-lite'
import { type FileEncoding, fileTooLarge } from '../file-format.ts'
import type { OpenFile } from '../ports.ts'
import { formatFailure } from './protocol.ts'

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

interface Decoder {
  write(chunk: Uint8Array): string
  end(): string
}

/** Decodes without the byte order mark, which overrules the encoding. Throws on bytes that are not text. */
export function* decodeChunks(
  chunks: Iterable<Buffer>,
  { encoding, name }: { readonly encoding: FileEncoding; readonly name: string },
): Generator<string> {
  let decoder: Decoder | undefined
  let used = encoding
  try {
    for (const chunk of chunks) {
      if (!decoder) {
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
    const message = `${name} is not ${used} text. Set \`encoding\` to that of the file, such as ${usualBeside(used)}, \`compression\` if it is packed, or \`format\` to \`bytes\`.`
    throw formatFailure('FILE_ENCODING', message, error)
  }
}

/** What exports are most often written in, apart from the encoding that has failed. */
const usualBeside = (failed: FileEncoding): string =>
  ['utf-8', 'windows-1252', 'euc-kr']
    .filter((encoding) => encoding !== failed)
    .map((encoding) => `\`${encoding}\``)
    .join(' or ')

/** The text of a file, read as it is taken. */
export const decodedText = (
  file: OpenFile,
  { encoding }: { readonly encoding: FileEncoding },
  stop: () => void,
): Iterable<string> => decodeChunks(readChunks(file, stop), { encoding, name: file.name })

const createDecoder = (encoding: FileEncoding): Decoder => {
  if (!encoding.startsWith('utf-')) return strictDecoder(encoding)
  const decoder = new TextDecoder(encoding, { fatal: true })
  return { write: (chunk) => decoder.decode(chunk, { stream: true }), end: () => decoder.decode() }
}

// Node's `TextDecoder` takes euc-kr without the 8,822 syllables of code page 949 and turns them into other characters.
const strictDecoder = (encoding: FileEncoding): Decoder => {
  const decoder = iconv.getDecoder(encoding)
  const checked = (text: string) => {
    if (text.includes('\uFFFD')) throw new TypeError(`not ${encoding}`)
    return text
  }
  return {
    write: (chunk) => checked(decoder.write(Buffer.from(chunk))),
    end: () => checked(decoder.end() ?? ''),
  }
}
