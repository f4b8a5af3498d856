import { parseExactNumbers } from '../../lib/json/exact-numbers.ts'
import { JsonPartsWriter } from '../../lib/json/json-parts.ts'
import { formatFailure, outputTooLarge, valueTooLarge } from './protocol.ts'
import { checkedParts, type ReadTarget } from './read-json.ts'

const MAX_LINE_FACTOR = 3

/** The whole text, as long as its JSON text keeps to the limit. */
export const readText = (texts: Iterable<string>, { file, limits }: ReadTarget): string => {
  const kept: string[] = []
  let bytes = '""'.length
  for (const text of texts) {
    bytes += Buffer.byteLength(JSON.stringify(text)) - '""'.length
    if (bytes > limits.outputBytes) throw outputTooLarge(file.name, limits.outputBytes)
    kept.push(text)
  }
  return kept.join('')
}

/** Base64 of all bytes. */
export const readBytes = (chunks: Iterable<Buffer>, { file, limits }: ReadTarget): string => {
  const kept: Buffer[] = []
  let size = 0
  for (const chunk of chunks) {
    size += chunk.byteLength
    if (Math.ceil(size / 3) * 4 + '""'.length > limits.outputBytes) {
      throw outputTooLarge(file.name, limits.outputBytes)
    }
    kept.push(chunk)
  }
  return Buffer.concat(kept).toString('base64')
}

/** Parts of the list of the values, one a line; lines without any are skipped. */
export const readNdjson = (
  texts: Iterable<string>,
  target: ReadTarget & { readonly limit?: number | undefined },
): string[] => {
  const writer = new JsonPartsWriter()
  writer.openList()
  const parts: string[] = []
  let number = 0
  let values = 0
  for (const line of linesOf(texts, target)) {
    number++
    if (values === target.limit) break
    if (line.trim() === '') continue
    parts.push(...checkedParts(writer, parsedLine(line, number, target), target))
    values++
  }
  writer.close()
  parts.push(writer.take())
  return parts
}

export const parsedLine = (line: string, number: number, { file }: Pick<ReadTarget, 'file'>): unknown => {
  try {
    return parseExactNumbers(line)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw formatFailure('FILE_FORMAT', `${file.name}, line ${number}: ${reason}`, error)
  }
}

/** Lines end as the first one does: with LF, after which a CR before it is blank, or with CR alone. */
const LINE_END = /\n|\r(?!\n)/

export function* linesOf(texts: Iterable<string>, { file, limits }: ReadTarget): Generator<string> {
  let end: string | undefined
  let pieces: string[] = []
  let length = 0
  for (const text of withWholeEnds(texts)) {
    end ??= LINE_END.exec(text)?.[0]
    const lines = end === undefined ? [text] : text.split(end)
    const rest = lines.pop() ?? ''
    for (const line of lines) {
      yield pieces.join('') + line
      pieces = []
      length = 0
    }
    pieces.push(rest)
    length += rest.length
    // A line may be longer than its value, by space and escapes.
    if (length > limits.outputBytes * MAX_LINE_FACTOR)
      throw valueTooLarge('A line', file.name, limits.outputBytes)
  }
  if (length > 0) yield pieces.join('')
}

/** The texts, of which none ends between a CR and an LF. */
function* withWholeEnds(texts: Iterable<string>): Generator<string> {
  let held = ''
  for (const text of texts) {
    const whole = held + text
    held = whole.endsWith('\r') ? '\r' : ''
    yield held === '' ? whole : whole.slice(0, -1)
  }
  if (held !== '') yield held
}
