import type { Schemas } from '../../lib/api.ts'
import type { CodeLanguage, CodeSource } from '../code-source.ts'
import { tokensOf } from '../languages/tokens.ts'
import { pathBefore } from './path-before.ts'

export interface Completion {
  readonly label: string
  readonly detail?: string | undefined
  /** What is put into the text, where that is not the label. */
  readonly insert: string
  readonly help?: Schemas['ExpressionFunction'] | undefined
}

export interface Completions {
  /** Where the text begins that they replace. */
  readonly from: number
  readonly options: readonly Completion[]
}

const MAX_SHOWN = 100

/** Completes what stands before the caret: names in scope, fields behind a path, and functions. */
export const completionsAt = (
  text: string,
  caret: number,
  { language, source, isAsked }: { language: CodeLanguage; source: CodeSource; isAsked: boolean },
): Completions | undefined => {
  const before = text.slice(0, caret)
  const secret = secretBefore(before, language)
  if (secret !== undefined) {
    const options = source.namesBehind(['$secret']).map(({ label }) => ({ label, insert: label }))
    return shown(caret - secret.length, secret, options, isAsked)
  }
  const code = codeBefore(before, language)
  if (code === undefined) return undefined
  const namesAt = (path: readonly string[]) =>
    source
      .namesBehind(path)
      .map(({ label, detail }): Completion => ({ label, detail, insert: quote(label, language) }))
  const word = /\$[A-Za-z_]*$/.exec(code)?.[0]
  if (word !== undefined && language !== 'javascript') {
    const names = namesAt([]).filter(({ label }) => label.startsWith('$'))
    return shown(caret - word.length, word, [...names, ...functionOptions(source)], isAsked)
  }
  const found = pathBefore(code)
  if (!found) return undefined
  const { path, typed } = found
  if (path.length === 0 && typed === '' && !isAsked) return undefined
  const names = namesAt(path)
  const functions = path.length === 0 && language !== 'javascript' ? functionOptions(source) : []
  return shown(caret - typed.length, typed, [...names, ...functions], isAsked)
}

/** The name of a secret that is being typed, which stands in quotes: `$secret("na`. */
const secretBefore = (text: string, language: CodeLanguage): string | undefined => {
  const code = language === 'template' ? templateCode(text) : language === 'jsonata' ? text : undefined
  return code === undefined ? undefined : /\$secret\(\s*["']([\w-]*)$/.exec(code)?.[1]
}

const isCode = (text: string, language: CodeLanguage): boolean => {
  const token = tokensOf(text, language).at(-1)
  return token?.kind !== 'comment' && token?.kind !== 'string'
}

/** The part of a text in which code is completed; undefined where there is plain text. */
const codeBefore = (text: string, language: CodeLanguage): string | undefined => {
  if (language === 'sql') return undefined
  if (language === 'jsonata' || language === 'javascript') return isCode(text, language) ? text : undefined
  const code = templateCode(text)
  return code !== undefined && isCode(code, 'jsonata') ? code : undefined
}

/** The expression of a template that a text ends in. */
const templateCode = (text: string): string | undefined => {
  const start = text.lastIndexOf('{{')
  return start < 0 || text.includes('}}', start) ? undefined : text.slice(start + 2)
}

/** Those that fit what was typed: first those that begin with it, then those that contain it. */
const shown = (
  from: number,
  typed: string,
  options: readonly Completion[],
  isAsked: boolean,
): Completions | undefined => {
  const wanted = typed.toLowerCase()
  const placeOf = ({ label }: Completion) => label.toLowerCase().indexOf(wanted)
  const fitting = options.filter((option) => placeOf(option) >= 0)
  const sorted = [
    ...fitting.filter((option) => placeOf(option) === 0),
    ...fitting.filter((option) => placeOf(option) > 0),
  ].slice(0, MAX_SHOWN)
  // Enter is to begin a line where all is typed already.
  const isTyped = !isAsked && sorted[0]?.label === typed
  return sorted.length === 0 || isTyped ? undefined : { from, options: sorted }
}

const functionOptions = ({ functions }: CodeSource): Completion[] =>
  functions.map((help) => ({
    label: help.name,
    detail: help.call.slice(help.name.length),
    insert: help.name,
    help,
  }))

const NAME = /^\$?[A-Za-z_]\w*$/

const quote = (name: string, language: CodeLanguage): string => {
  if (NAME.test(name)) return name
  return language === 'javascript' ? `[${JSON.stringify(name)}]` : `\`${name}\``
}
