import { isWithin } from './json-value.ts'

/** A part of a text; bytes are UTF-8. */
export type Piece = string | Uint8Array
export type Pieces = AsyncGenerator<Piece>

/** Characters of one piece, about; values with less are written in one go. */
const PIECE = 16_384

/** A JSON value as text, in pieces that each take little time to make, however large the value is. */
export function* jsonPieces(value: unknown): Generator<string> {
  if (isSmall(value)) yield JSON.stringify(value)
  else if (typeof value === 'string') yield* stringPieces(value)
  else yield* Array.isArray(value) ? arrayPieces(value) : objectPieces(Object(value))
}

const isSmall = (value: unknown): boolean => {
  if (typeof value === 'string') return value.length <= PIECE
  return typeof value !== 'object' || value === null || isWithin(value, { maxSize: PIECE })
}

function* stringPieces(text: string): Generator<string> {
  yield '"'
  for (let start = 0; start < text.length; ) {
    let end = start + PIECE
    // Half of a surrogate pair would be escaped.
    if (isHighSurrogate(text.charCodeAt(end - 1))) end++
    yield JSON.stringify(text.slice(start, end)).slice(1, -1)
    start = end
  }
  yield '"'
}

const isHighSurrogate = (code: number): boolean => code >= 0xd800 && code <= 0xdbff

function* arrayPieces(array: readonly unknown[]): Generator<string> {
  let text = '['
  for (const [index, item] of array.entries()) {
    if (index > 0) text += ','
    if (isSmall(item)) text += JSON.stringify(item) ?? 'null'
    else {
      yield text
      text = ''
      yield* jsonPieces(item)
    }
    if (text.length > PIECE) {
      yield text
      text = ''
    }
  }
  yield `${text}]`
}

function* objectPieces(object: Readonly<Record<string, unknown>>): Generator<string> {
  let text = '{'
  let separator = ''
  for (const name of Object.keys(object)) {
    const value = object[name]
    if (value === undefined) continue
    text += `${separator}${JSON.stringify(name)}:`
    separator = ','
    if (isSmall(value)) text += JSON.stringify(value)
    else {
      yield text
      text = ''
      yield* jsonPieces(value)
    }
    if (text.length > PIECE) {
      yield text
      text = ''
    }
  }
  yield `${text}}`
}
