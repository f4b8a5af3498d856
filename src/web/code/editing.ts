import type { CodeLanguage } from './code-source.ts'

export interface Selection {
  readonly from: number
  readonly to: number
}

/** What replaces a part of the text, and what is selected afterwards. */
export interface Edit extends Selection {
  readonly insert: string
  readonly select: Selection
}

const CLOSING: Readonly<Record<string, string>> = {
  '(': ')',
  '[': ']',
  '{': '}',
  '"': '"',
  "'": "'",
  '`': '`',
}
const INDENT = '  '

const at = (from: number, to: number, insert: string, caret: number, length = 0): Edit => ({
  from,
  to,
  insert,
  select: { from: caret, to: caret + length },
})

const lineStart = (text: string, position: number): number => text.lastIndexOf('\n', position - 1) + 1

const indentOf = (text: string, position: number): string =>
  /^[ \t]*/.exec(text.slice(lineStart(text, position), position))?.[0] ?? ''

/** A new line is indented like the one before it, and deeper behind an opening bracket. */
export const newLine = (text: string, { from, to }: Selection): Edit => {
  const indent = indentOf(text, from)
  const opener = text.slice(0, from).trimEnd().at(-1) ?? ''
  const closer = '([{'.includes(opener) && opener !== '' ? CLOSING[opener] : undefined
  if (closer === undefined) return at(from, to, `\n${indent}`, from + 1 + indent.length)
  const before = `\n${indent}${INDENT}`
  const after = text[to] === closer ? `\n${indent}` : ''
  return at(from, to, before + after, from + before.length)
}

/** Text in quotes is not code, where a quote is a letter such as the one in "it's". */
const closesQuote = (text: string, from: number, sign: string): boolean =>
  !/[\w\\]$/.test(text.slice(0, from)) && !text.slice(0, from).endsWith(sign)

/** What a typed sign does beyond itself: closes brackets, wraps what is selected, steps over what is there already. */
export const typeSign = (text: string, { from, to }: Selection, sign: string): Edit | undefined => {
  const closer = CLOSING[sign]
  if (from !== to) {
    if (closer === undefined) return undefined
    const inner = text.slice(from, to)
    return at(from, to, sign + inner + closer, from + 1, inner.length)
  }
  const next = text[to]
  if (next === sign && ')]}"\'`'.includes(sign)) return at(from, to, '', from + 1)
  if (closer === undefined) return undefined
  const isFree = next === undefined || /[\s)\]},;:]/.test(next)
  if (!isFree || (closer === sign && !closesQuote(text, from, sign))) return undefined
  return at(from, to, sign + closer, from + 1)
}

/** Backspace between a pair takes away both. */
export const eraseBack = (text: string, { from, to }: Selection): Edit | undefined => {
  const closer = CLOSING[text[from - 1] ?? '']
  return from === to && closer !== undefined && text[from] === closer
    ? at(from - 1, from + 1, '', from - 1)
    : undefined
}

const COMMENT_MARKS: Partial<Record<CodeLanguage, string>> = { javascript: '//', sql: '--' }

const uncommented = (line: string, mark: string): string => {
  const indent = line.length - line.trimStart().length
  return line.slice(0, indent) + line.slice(indent + mark.length).replace(/^ /, '')
}

/** Makes the selected lines comments, or code again when all of them are. */
export const toggleComment = (
  text: string,
  { from, to }: Selection,
  language: CodeLanguage,
): Edit | undefined => {
  const mark = COMMENT_MARKS[language]
  if (mark === undefined) return undefined
  const start = lineStart(text, from)
  const found = text.indexOf('\n', to)
  const end = found < 0 ? text.length : found
  const lines = text.slice(start, end).split('\n')
  const isComment = lines.every((line) => line.trim() === '' || line.trimStart().startsWith(mark))
  const changed = lines
    .map((line) =>
      isComment ? uncommented(line, mark) : line.trim() === '' ? line : line.replace(/^(\s*)/, `$1${mark} `),
    )
    .join('\n')
  const isOneLine = lines.length === 1
  const caret = Math.max(start, from + changed.length - (end - start))
  return isOneLine ? at(start, end, changed, caret) : at(start, end, changed, start, changed.length)
}
