import { readSync } from 'node:fs'
import type { Compression, FileFormat } from '../../file-format.ts'
import type { OpenFile } from '../../ports.ts'
import { markOf } from '../text-chunks.ts'
import { isCompound, isGzip, isZip } from './signatures.ts'

const SAMPLE_BYTES = 16 * 1024

/** How a file is compressed, as its first bytes tell. */
export const sniffCompression = (file: OpenFile): Compression => {
  const start = sampleOf(file)
  if (isGzip(start)) return 'gzip'
  return isZip(start) ? 'zip' : 'none'
}

/** What kind of text a file contains, or `bytes`; where the content leaves that open, what its name says. */
export const sniffFormat = (file: OpenFile, name: string): FileFormat => {
  const sample = sampleOf(file)
  const named = namedFormat(name)
  const mark = markOf(sample)
  if (isCompound(sample)) return named === 'xlsx' ? named : 'bytes'
  if (!mark && sample.includes(0)) return isLines(named) ? named : 'bytes'
  const text = new TextDecoder(mark?.encoding ?? 'utf-8').decode(sample).trimStart()
  return formatOf(text, named) ?? (isLines(named) ? named : 'text')
}

const formatOf = (text: string, named: FileFormat | undefined): FileFormat | undefined => {
  if (/^<(!doctype\s+)?html\b/i.test(text)) return 'text'
  if (/^<[?!a-zA-Z]/.test(text)) return 'xml'
  const lines = text.split(/\r\n|\n|\r/, 20).filter((line) => line.trim() !== '')
  const [first = '', second] = lines
  // A JSON text has nothing after its end.
  if (/^[[{]/.test(text))
    return named === 'ndjson' || (second !== undefined && isJson(first)) ? 'ndjson' : 'json'
  const isCsv = /^sep=./i.test(first) || looksLikeCsv(lines.length > 1 ? lines.slice(0, -1) : lines)
  return isCsv ? 'csv' : undefined
}

const isLines = (format: FileFormat | undefined): format is 'csv' | 'ndjson' =>
  format === 'csv' || format === 'ndjson'

/** By the end of a name, which may be quoted. */
const namedFormat = (name: string): FileFormat | undefined => {
  const [, end = ''] = /\.(\w+)(?:\.gz|\.zip)?"?$/i.exec(name) ?? []
  return ENDS[end.toLowerCase()]
}

const ENDS: Readonly<Record<string, FileFormat>> = {
  csv: 'csv',
  tsv: 'csv',
  tab: 'csv',
  ndjson: 'ndjson',
  jsonl: 'ndjson',
  xls: 'xlsx',
  xlsx: 'xlsx',
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
