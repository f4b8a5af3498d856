import { NumberOverflowError, parseExactNumbers } from '../../lib/json/exact-numbers.ts'
import { JsonPartsWriter } from '../../lib/json/json-parts.ts'
import { NodeError } from '../errors.ts'
import type { OpenFile } from '../ports.ts'
import { type FormatLimits, formatFailure, memoryTooSmall, outputTooLarge } from './protocol.ts'

export interface ReadTarget {
  readonly file: Pick<OpenFile, 'name' | 'size'>
  readonly limits: FormatLimits
}

// What V8 takes for a list or an object, and for a place in one.
const COMPOSITE_BYTES = 48
const ENTRY_BYTES = 16

/** A smaller file is parsed as it is, so that its errors tell the place. */
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

const SPACE = new Set([' ', '\n', '\r', '\t'].map((character) => character.charCodeAt(0)))
const [QUOTE, BACKSLASH, COMMA, LIST, OBJECT, LETTER_U] = [...'"\\,[{u'].map((c) => c.charCodeAt(0))
/** A `\u0041` is one character when it is written again. */
const ESCAPED_DIGITS = 4

/** Looks at JSON text character by character, whether it is valid or not. */
class JsonScan {
  /** What the text has at least when it is written again. */
  minBytes = 0
  /** Of the lists, the objects and their entries. */
  memory = 0
  #isText = false
  #isEscaped = false

  /** Removes the space outside of texts. */
  compact(text: string): string {
    const kept: string[] = []
    let from = 0
    for (let index = 0; index < text.length; index++) {
      const code = text.charCodeAt(index)
      if (this.#isText) {
        this.#inText(code)
      } else if (SPACE.has(code)) {
        if (index > from) kept.push(text.slice(from, index))
        from = index + 1
      } else {
        this.#outsideText(code)
      }
    }
    if (from < text.length) kept.push(text.slice(from))
    return kept.join('')
  }

  #outsideText(code: number) {
    this.minBytes++
    if (code === QUOTE) this.#isText = true
    else if (code === COMMA) this.memory += ENTRY_BYTES
    else if (code === LIST || code === OBJECT) this.memory += COMPOSITE_BYTES
  }

  #inText(code: number) {
    this.minBytes++
    if (this.#isEscaped) {
      this.#isEscaped = false
      this.minBytes -= code === LETTER_U ? ESCAPED_DIGITS + 1 : 1
    } else if (code === BACKSLASH) this.#isEscaped = true
    else if (code === QUOTE) this.#isText = false
  }
}
