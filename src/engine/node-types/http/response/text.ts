export interface TextHints {
  /** As the server names it; UTF-8 when it does not, or when the name is unknown. */
  readonly charset: string | undefined
  /** Whether the type says that it is text: then what is none in its charset is replaced by `U+FFFD`. */
  readonly isDeclared: boolean
}

/** First and last of the control characters that no text contains, by the rules of browsers. */
const BINARY_RANGES = [
  [0x00, 0x08],
  [0x0b, 0x0b],
  [0x0e, 0x1a],
  [0x1c, 0x1f],
]
const BINARY = new RegExp(
  `[${BINARY_RANGES.map((range) => range.map((code) => String.fromCharCode(code)).join('-')).join('')}]`,
)

const MARKS: readonly (readonly [charset: string, mark: readonly number[]])[] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
]

/** The name of the encoding, as the standard has it; a byte order mark overrules the charset. */
export const encodingOf = (bytes: Uint8Array, charset: string | undefined): string =>
  encodingNamed(markOf(bytes) ?? charset ?? 'utf-8')

export const hasMark = (bytes: Uint8Array): boolean => markOf(bytes) !== undefined

const markOf = (bytes: Uint8Array): string | undefined =>
  MARKS.find(([, mark]) => mark.every((byte, index) => bytes[index] === byte))?.[0]

/** The text of bytes; `undefined` when they are none. */
export const textIn = async (
  bytes: Uint8Array,
  { charset, isDeclared }: TextHints,
): Promise<string | undefined> => {
  const encoding = encodingOf(bytes, charset)
  if (isDeclared) return decode(bytes, encoding, false)
  const text = await decode(bytes, encoding, true)
  return text !== undefined && BINARY.test(text) ? undefined : text
}

const encodingNamed = (label: string): string => {
  try {
    return new TextDecoder(label).encoding
  } catch {
    return 'utf-8'
  }
}

/**
 * Without a byte order mark. With `fatal`, `undefined` for bytes that are not text; otherwise these become `U+FFFD`.
 */
export const decode = async (
  bytes: Uint8Array,
  encoding: string,
  fatal: boolean,
): Promise<string | undefined> => {
  if (encoding === 'euc-kr') return decodeKorean(bytes, fatal)
  try {
    return new TextDecoder(encoding, { fatal }).decode(bytes)
  } catch {
    return undefined
  }
}

// Node's own decoder lacks the 8,822 syllables of code page 949 and turns them into other characters.
const decodeKorean = async (bytes: Uint8Array, fatal: boolean): Promise<string | undefined> => {
  const { default: iconv } = await import('iconv-lite')
  const text = iconv.decode(Buffer.from(bytes), 'cp949')
  return fatal && text.includes('\ufffd') ? undefined : text
}
