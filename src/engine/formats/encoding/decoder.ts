import iconv from 'iconv-lite'
import type { FileEncoding } from '../../file-format.ts'

export interface Decoder {
  write(chunk: Uint8Array): string
  end(): string
}

/** Throws a `TypeError` on bytes that are not text. */
export const createDecoder = (encoding: FileEncoding): Decoder => {
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
