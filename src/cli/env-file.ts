import { ConfigError, type ConfigProblem, configVariables } from '../config/config.ts'
import { misspelled, nearest } from '../lib/text/nearest.ts'

/** Names that the program reads in addition to its settings. */
const OTHERS = ['SCRIPTD_API_KEY', 'SCRIPTD_URL']
const names = [...configVariables.map(({ name }) => name), ...OTHERS]

const reasons: Readonly<Record<string, string>> = {
  EISDIR: 'it is a folder',
  EACCES: 'this user may not read it',
  EPERM: 'this user may not read it',
}

type Line = { readonly line: number; readonly name: string | undefined }

/**
 * Refuses a file `.env` that cannot be read, has a line that is not an assignment, or misspells a setting, which would
 * otherwise stay at its default. Text of the file is not quoted, as it may be a secret.
 * @throws ConfigError
 */
export const assertEnvFile = (file: { readonly text: string; readonly unreadable?: string }): void => {
  const { text, unreadable } = file
  if (unreadable !== undefined) {
    throw new ConfigError([{ name: '.env', message: `cannot be read: ${reasons[unreadable] ?? unreadable}` }])
  }
  const problems = linesOf(text).flatMap(problemOf)
  if (problems.length > 0) throw new ConfigError(problems)
}

const problemOf = ({ line, name }: Line): ConfigProblem[] => {
  if (name === undefined)
    return [{ name: '.env', message: `line ${line} is not an assignment such as PORT=8000` }]
  const meant = meantBy(name)
  if (meant === undefined) return []
  return [{ name: '.env', message: `line ${line}: there is no setting ${name}; did you mean ${meant}?` }]
}

const PREFIX = 'SCRIPTD_'

/** The setting that a name misspells, or prefixes as some other programs do. */
const meantBy = (name: string): string | undefined => {
  if (names.includes(name)) return undefined
  const rest = name.startsWith(PREFIX) ? name.slice(PREFIX.length) : ''
  return names.includes(rest) ? rest : misspelled(name, names)
}

export interface UnknownSetting {
  readonly name: string
  /** The setting that may be meant. */
  readonly meant?: string | undefined
}

/** Names in a file `.env` that are not settings and have no effect. */
export const unknownInFile = (text: string): UnknownSetting[] =>
  linesOf(text).flatMap(({ name }) =>
    name === undefined || names.includes(name) ? [] : [{ name, meant: nearest(name, names) }],
  )

export interface RepeatedName {
  readonly name: string
  /** All lines that assign it; the last one counts. */
  readonly lines: readonly number[]
}

/** Names that a file `.env` assigns more than once. */
export const repeatedInFile = (text: string): RepeatedName[] => {
  const named = linesOf(text).filter(({ name }) => name !== undefined)
  return [...Map.groupBy(named, ({ name = '' }) => name)].flatMap(([name, found]) =>
    found.length > 1 ? [{ name, lines: found.map(({ line }) => line) }] : [],
  )
}

/** Environment variables that misspell a setting; most others belong to other programs. */
export const misspelledIn = (env: Readonly<Record<string, unknown>>): UnknownSetting[] =>
  Object.keys(env).flatMap((name) => {
    const meant = meantBy(name)
    return meant === undefined ? [] : [{ name, meant }]
  })

const ASSIGNMENT = /^\s*(?:export\s+)?([\w.-]+)\s*=\s*(.*)$/

/** The lines of the file, as Node reads it: without blank lines, comments and the further lines of a quoted value. */
const linesOf = (text: string): Line[] => {
  const lines = text.split(/\r\n|\n|\r/)
  const found: Line[] = []
  for (let at = 0; at < lines.length; at++) {
    const content = lines[at] ?? ''
    if (/^\s*(#|$)/.test(content)) continue
    const [, name, value = ''] = ASSIGNMENT.exec(content) ?? []
    found.push({ line: at + 1, name })
    at += furtherLines(value, lines.slice(at + 1))
  }
  return found
}

/** How many of the lines belong to a value that opens a quote; none if nothing closes it. */
const furtherLines = (value: string, lines: readonly string[]): number => {
  const quote = value.charAt(0)
  if (!['"', "'", '`'].includes(quote) || value.includes(quote, 1)) return 0
  return lines.findIndex((line) => line.includes(quote)) + 1
}
