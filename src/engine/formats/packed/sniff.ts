import { readSync } from 'node:fs'
import type { Compression, FileFormat } from '../../file-format.ts'
import type { OpenFile } from '../../ports.ts'
import { markOf } from '../text-chunks.ts'

const SAMPLE_BYTES = 16 * 1024
const GZIP = [0x1f, 0x8b]
const ZIP = [0x50, 0x4b]

/** How a file is compressed, as its first bytes tell. */
export const sniffCompression = (file: OpenFile): Compression => {
  const start = sampleOf(file)
  const startsWith = (signature: readonly number[]) => signature.every((byte, index) => start[index] === byte)
  if (startsWith(GZIP)) return 'gzip'
  return startsWith(ZIP) ? 'zip' : 'none'
}

/** What kind of text a file contains, or `bytes`. */
export const sniffFormat = (file: OpenFile): FileFormat => {
  const sample = sampleOf(file)
  const mark = markOf(sample)
  if (!mark && sample.includes(0)) return 'bytes'
  const text = new TextDecoder(mark?.encoding ?? 'utf-8').decode(sample).trimStart()
  if (/^<[?!a-zA-Z]/.test(text)) return 'xml'
  const lines = text.split(/\r\n|\n|\r/, 20).filter((line) => line.trim() !== '')
  const [first = '', second] = lines
  if (/^[[{]/.test(text))
    return second !== undefined && isJson(first) && /^[[{]/.test(second) ? 'ndjson' : 'json'
  return /^sep=./i.test(first) || looksLikeCsv(lines.length > 1 ? lines.slice(0, -1) : lines) ? 'csv' : 'text'
}

const sampleOf = ({ descriptor }: OpenFile): Buffer => {
  const buffer = Buffer.alloc(SAMPLE_BYTES)
  return buffer.subarray(0, readSync(descriptor, buffer, 0, SAMPLE_BYTES, 0))
}

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** Whether one of the usual delimiters stands in each line, and as often in most of them. */
const looksLikeCsv = (lines: readonly string[]): boolean =>
  [',', ';', '\t', '|'].some((delimiter) => {
    const counts = lines.map((line) => line.replaceAll(/"[^"]*"/g, '').split(delimiter).length - 1)
    const [first = 0] = counts
    return first > 0 && counts.filter((count) => count === first).length * 3 >= counts.length * 2
  })
