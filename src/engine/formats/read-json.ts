import { NumberOverflowError, parseExactNumbers } from '../../lib/json/exact-numbers.ts'
import { JsonPartsWriter } from '../../lib/json/json-parts.ts'
import { NodeError } from '../errors.ts'
import type { OpenFile } from '../ports.ts'
import { JsonScan } from './json-scan.ts'
import { type FormatLimits, formatFailure, memoryTooSmall, outputTooLarge } from './protocol.ts'

export interface ReadTarget {
  readonly file: Pick<OpenFile, 'name' | 'size'>
  readonly limits: FormatLimits
}

/** A smaller file is parsed in one piece, so that its errors have a position. */
const SMALL_CHARACTERS = 1024 * 1024

/** Parts of the JSON value that the text contains. */
export const readJson = (texts: Iterable<string>, target: ReadTarget): string[] => {
  const text = limitedText(texts, target)
  let value: unknown
  try {
    value = parseExactNumbers(text)
  } catch (error) {
    throw formatFailure('FILE_FORMAT', `${target.file.name}: ${reasonOf(error)}`, error)
  }
  const writer = new JsonPartsWriter()
  const parts = [...checkedParts(writer, value, target)]
  parts.push(writer.take())
  return parts
}

/** Parts of the value of JSON text that is in no file. */
export const parseParts = (text: string, name: string, limits: FormatLimits): string[] => {
  try {
    return readJson([text], { file: { name, size: text.length }, limits })
  } catch (error) {
    if (!(error instanceof NodeError) || error.code !== 'FILE_FORMAT') throw error
    const isOverflow = error.cause instanceof NumberOverflowError
    throw formatFailure(isOverflow ? 'JSON_NUMBER' : 'JSON_SYNTAX', reasonOf(error.cause))
  }
}

/** Writes a value and stops as soon as that is more than the limit. */
export function* checkedParts(
  writer: JsonPartsWriter,
  value: unknown,
  { file, limits: { outputBytes } }: ReadTarget,
): Generator<string> {
  for (const part of writer.value(value)) {
    checkSize(writer, outputBytes, file)
    yield part
  }
  checkSize(writer, outputBytes, file)
}

const checkSize = (writer: JsonPartsWriter, outputBytes: number, file: ReadTarget['file']) => {
  // Without the comma after the value.
  if (writer.bytes - 1 > outputBytes) throw outputTooLarge(file.name, outputBytes)
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** The text, in a large file without the space between its values. Throws before it or its values are too large. */
const limitedText = (texts: Iterable<string>, { file, limits }: ReadTarget): string => {
  const scan = new JsonScan()
  const kept: string[] = []
  for (const text of texts) {
    kept.push(file.size <= SMALL_CHARACTERS ? text : scan.compact(text))
    if (file.size <= SMALL_CHARACTERS) continue
    if (scan.minBytes > limits.outputBytes) throw outputTooLarge(file.name, limits.outputBytes)
    if (scan.memory > limits.memoryBytes) throw memoryTooSmall(file.name, limits.memoryBytes)
  }
  return kept.join('')
}
