import { readSync } from 'node:fs'
import { type FileEncoding, fileEncodings } from '../../file-format.ts'
import type { OpenFile } from '../../ports.ts'
import { formatFailure } from '../protocol.ts'

const SAMPLE_BYTES = 1024
const DECLARATION = /^\s*<\?xml\s[^>]*?\bencoding\s*=\s*["']([^"'>]+)["']/

/** The encoding that an XML document names at its start; utf-8 when it names none. */
export const declaredEncoding = ({ descriptor, name }: OpenFile): FileEncoding => {
  const sample = Buffer.alloc(SAMPLE_BYTES)
  const length = readSync(descriptor, sample, 0, SAMPLE_BYTES, 0)
  const [, label] = DECLARATION.exec(sample.toString('latin1', 0, length)) ?? []
  // What can be read as ASCII is not in utf-16, even if a program that changed the encoding has left the name.
  if (label === undefined || /^(utf|ucs)-?\d/i.test(label)) return 'utf-8'
  const found = known(label)
  if (found) return found
  const message = `${name} says that it is in ${JSON.stringify(label)}, which is not known. Set \`encoding\` to one of ${fileEncodings.join(', ')}.`
  throw formatFailure('FILE_ENCODING', message)
}

const known = (label: string): FileEncoding | undefined => {
  const names = [label.toLowerCase(), standardName(label)]
  return fileEncodings.find((encoding) => names.includes(encoding))
}

const SUPERSETS: Readonly<Record<string, FileEncoding>> = { gbk: 'gb18030' }

/** As the web names it: `euc-kr` for `ks_c_5601-1987`. */
const standardName = (label: string): string | undefined => {
  try {
    const { encoding } = new TextDecoder(label)
    return SUPERSETS[encoding] ?? encoding
  } catch {
    return undefined
  }
}
