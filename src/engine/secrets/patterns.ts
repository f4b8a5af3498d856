/** Tokens per piece. */
const PIECE_LENGTH = 64
const LOOKAHEAD_LENGTH = 8

/**
 * Patterns that find a text in other text in all the forms in which a server may echo it: unchanged, escaped for JSON
 * (once or repeatedly), for a URL, a form or HTML, decoded with the wrong charset, in hexadecimal or in base64, also as
 * part of a longer encoded text. Each pattern is a list of pieces that must match directly after each other, as a long
 * text makes one regular expression too large for the engine. They are meant to be matched case-insensitively.
 */
export const patternsFor = (text: string): readonly (readonly string[])[] => {
  const trimmed = text.trim()
  const forms = new Set([trimmed, JSON.stringify(trimmed).slice(1, -1)].map((form) => Buffer.from(form)))
  return [
    inPieces(tokensOf(trimmed)),
    ...[...forms].flatMap((bytes) => [0, 1, 2].map((shift) => inPieces(base64Tokens(bytes, shift)))),
    inPieces([...Buffer.from(trimmed).toString('hex')]),
  ]
}

/** Each piece looks ahead into the next one, as the extent of its match may depend on it. */
const inPieces = (tokens: readonly string[]): readonly string[] =>
  Array.from({ length: Math.ceil(tokens.length / PIECE_LENGTH) }, (_, index) => {
    const end = (index + 1) * PIECE_LENGTH
    const next = tokens.slice(end, end + LOOKAHEAD_LENGTH)
    return tokens.slice(index * PIECE_LENGTH, end).join('') + (next.length > 0 ? `(?=${next.join('')})` : '')
  })

/** One pattern per character; a run of white space or of backslashes is a single one. */
const tokensOf = (text: string): string[] => {
  const parts = text.match(/[ \t\n\r]+|\\+|./gsu) ?? []
  return parts.map((part, index) => {
    if (/^[ \t\n\r]/.test(part)) return SPACE
    if (part.startsWith('\\')) return backslashes(part.length, index === 0)
    // A run of backslashes in the text itself already matches those of an escape.
    const prefix = parts[index - 1]?.startsWith('\\') ? '' : index === 0 ? '(?<!\\\\)\\\\*' : '\\\\*'
    return character(part, prefix)
  })
}

const SPACE =
  '(?:[ \\t\\n\\r]|\\\\+(?:[nrt]|u00(?:0[9ad]|2[0b]))|%(?:25)*(?:0[9ad]|2[0b])|\\+' +
  '|&(?:amp;)*#(?:0*(?:9|1[03]|32)|x0*(?:[9ad]|20));)+'

const BACKSLASH = '\\\\(?:u005c)?|%(?:25)*5c|&(?:amp;)*#(?:0*92|x0*5c);'

/** A first token matches only from the start of a run: trying from each backslash of it takes quadratic time. */
const backslashes = (count: number, isFirst: boolean): string =>
  `${isFirst ? `(?<!${BACKSLASH})` : ''}(?:${BACKSLASH}){${count},}`

const ENTITIES: Readonly<Record<string, string>> = {
  '&': 'amp',
  '<': 'lt',
  '>': 'gt',
  '"': 'quot',
  "'": 'apos',
}

const character = (char: string, prefix: string): string => {
  const code = char.codePointAt(0) ?? 0
  const bytes = Buffer.from(char)
  const literal = RegExp.escape(char)
  const units = Array.from({ length: char.length }, (_, index) => `u${hex(char.charCodeAt(index), 4)}`)
  const escaped = units.join('\\\\+')
  // An escaped letter or digit is another character.
  const written = /[a-z\d]/i.test(char)
    ? `${literal}|${prefix}${escaped}`
    : `${prefix}(?:${literal}|${escaped})`
  const entity = [`#0*${code}`, `#x0*${code.toString(16)}`, ...(ENTITIES[char] ? [ENTITIES[char]] : [])]
  const forms = [
    written,
    percents(bytes),
    `&(?:amp;)*(?:${entity.join('|')});`,
    ...(code > 127 ? misread(char, bytes) : []),
  ]
  return `(?:${forms.join('|')})`
}

/** A character outside ASCII, decoded with the wrong charset. */
const misread = (char: string, bytes: Buffer): string[] => {
  const texts = new Set([bytes.toString('latin1'), new TextDecoder('windows-1252').decode(bytes)])
  const code = char.codePointAt(0) ?? 0
  return [
    ...[...texts].map((text) => RegExp.escape(text)),
    `[?\\ufffd]{1,${bytes.byteLength}}`,
    ...(code < 256 ? [percents(Buffer.of(code))] : []),
  ]
}

const percents = (bytes: Buffer): string => [...bytes].map((byte) => `%(?:25)*${hex(byte, 2)}`).join('')

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0')

const BASE64 = '(?:[\\w+-]|\\\\?/)'

/** The base64 digits of the bytes when `shift` bytes precede them, with wildcards for digits shared with neighbours. */
const base64Tokens = (bytes: Buffer, shift: number): string[] => {
  const before = (shift * 8) / 6
  const after = ((shift + bytes.byteLength) * 8) / 6
  const digits = Buffer.concat([Buffer.alloc(shift), bytes])
    .toString('base64')
    .slice(Math.ceil(before), Math.floor(after))
  return [
    ...(Number.isInteger(before) ? [] : [BASE64]),
    ...[...digits].map((digit) => BASE64_FORMS[digit] ?? digit),
    ...(Number.isInteger(after) ? [] : [BASE64]),
  ]
}

const BASE64_FORMS: Readonly<Record<string, string>> = {
  '+': '(?:[+-]|%(?:25)*2b|\\\\+u002b)',
  '/': '(?:_|\\\\*/|%(?:25)*2f|\\\\+u002f)',
}
