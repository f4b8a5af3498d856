import type { NodeError } from '../../errors.ts'
import type { FileEncoding } from '../../file-format.ts'
import { isGzip, isZip } from '../packed/signatures.ts'
import { formatFailure } from '../protocol.ts'
import { createDecoder } from './decoder.ts'

export interface Undecodable {
  readonly name: string
  /** The one that has failed. */
  readonly encoding: FileEncoding
  /** The first bytes of the file. */
  readonly start: Uint8Array
  /** The bytes that have failed. */
  readonly part: Uint8Array
}

/** That a file is not in its encoding, with what it seems to be. */
export const notText = (file: Undecodable, cause: unknown): NodeError =>
  formatFailure('FILE_ENCODING', `${file.name} is not ${file.encoding} text. ${adviceFor(file)}`, cause)

const adviceFor = ({ encoding, start, part }: Undecodable): string => {
  if (isGzip(start)) return 'It is packed: set `compression` to `gzip`.'
  if (isZip(start))
    return 'It is a zip file: set `compression` to `zip`, or `format` to `xlsx` if it is a workbook.'
  const likely = usual(part).filter((each) => each !== encoding)
  const names = likely.map((each) => `\`${each}\``).join(' or ')
  return `Set \`encoding\` to that of the file, such as ${names}, or \`format\` to \`bytes\`.`
}

/** What exports are most often written in; those first in which the bytes are text. */
const usual = (part: Uint8Array): readonly FileEncoding[] => {
  const zeros = [0, 1].map((parity) => part.filter((byte, at) => byte === 0 && at % 2 === parity).length)
  const [even = 0, odd = 0] = zeros
  if (Math.max(even, odd) > part.length / 8) return [odd > even ? 'utf-16le' : 'utf-16be']
  const isKorean = decodes(part, 'euc-kr')
  return isKorean ? ['utf-8', 'euc-kr', 'windows-1252'] : ['utf-8', 'windows-1252', 'euc-kr']
}

const decodes = (part: Uint8Array, encoding: FileEncoding): boolean => {
  try {
    createDecoder(encoding).write(part)
    return true
  } catch {
    return false
  }
}
