const PIECE = 64
const LOOK_AHEAD = 8

/**
 * What finds a text in other text, whatever has been done to it on the way: as it is, escaped for JSON (once or more
 * often), for a URL or a form, for HTML, read in the wrong charset, in hexadecimal or in base64, also as a part of
 * what was encoded. Each pattern is given in pieces, of which each must match where the one before has ended: as one
 * regular expression a long text is too much for the engine. They are to be matched in any case.
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

/** Each piece looks ahead into the next one, because what it matches may depend on that. */
const inPieces = (tokens: readonly string[]): readonly string[] =>
  Array.from({ length: Math.ceil(tokens.length / PIECE) }, (_, index) => {
    const end = (index + 1) * PIECE
    const next = tokens.slice(end, end + LOOK_AHEAD)
    return tokens.slice(index * PIECE, end).join('') + (next.length > 0 ? `(?=${next.join('')})` : '')
  })

/** Patterns of the text's characters; runs of white space and of backslashes are one. */
const tokensOf = (text: string): string[] => {
  const parts = text.match(/[ \t\n\r]+|\\+|./gsu) ?? []
  return parts.map((part, index) => {
    if (/^[ \t\n\r]/.test(part)) return SPACE
    if (part.startsWith('\\')) return backslashes(part.length, index === 0)
    // A run of backslashes in the text itself takes those of an escape along.
    const prefix = parts[index - 1]?.startsWith('\\') ? '' : index === 0 ? '(?<!\\\\)\\\\*' : '\\\\*'
    return character(part, prefix)
  })
}

const SPACE =
  '(?:[ \\t\\n\\r]|\\\\+(?:[nrt]|u00(?:0[9ad]|2[0b]))|%(?:25)*(?:0[9ad]|2[0b])|\\+' +
  '|&(?:amp;)*#(?:0*(?:9|1[03]|32)|x0*(?:[9ad]|20));)+'

const BACKSLASH = '\\\\(?:u005c)?|%(?:25)*5c|&(?:amp;)*#(?:0*92|x0*5c);'

/** At the beginning only from the first of a run on: to try from each of them takes too long. */
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
  // A letter with a backslash before it is another character.
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

/** A character outside of ASCII in a charset that it is not written in. */
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

/** The base64 digits that stand for the bytes when `shift` other bytes stand before them, with those they share. */
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
