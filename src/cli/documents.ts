import { readFile } from 'node:fs/promises'
import { systemErrorCode } from '../lib/system/system-error.ts'
import { type CommandContext, CommandError } from './context.ts'

/** Stands for the standard input where a file is named. */
export const STANDARD_INPUT = '-'

type Input = Pick<CommandContext, 'readInput'>

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'this user has no permission',
}

const readBytes = async (file: string, context: Input): Promise<Uint8Array> => {
  if (file === STANDARD_INPUT) return context.readInput()
  try {
    return await readFile(file)
  } catch (cause) {
    const code = systemErrorCode(cause) ?? String(cause)
    throw new CommandError(`cannot read ${file}: ${reasons[code] ?? code}`, { cause })
  }
}

/** The value that a file holds: JSON, or else, unless its name ends with `.json`, YAML. */
export const readDocument = async (file: string, context: Input): Promise<unknown> => {
  const bytes = await readBytes(file, context)
  try {
    const text = decode(bytes)
    return file.endsWith('.json') ? JSON.parse(text) : await parseEither(text)
  } catch (cause) {
    throw new CommandError(`cannot read ${spokenName(file)}: ${problemOf(cause)}`, { cause })
  }
}

/** How messages speak of a file. */
export const spokenName = (file: string): string => (file === STANDARD_INPUT ? 'the standard input' : file)

const decode = (bytes: Uint8Array): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw new Error('it is no UTF-8 text', { cause })
  }
}

const problemOf = (error: unknown): string => {
  if (error instanceof RangeError) return 'it is nested too deeply'
  return (error instanceof Error ? error.message : String(error)).replaceAll(/\s+/g, ' ')
}

/** JSON is YAML, too, but is read in a fraction of the time as what it is. */
const parseEither = async (text: string): Promise<unknown> => {
  try {
    return JSON.parse(text)
  } catch {
    return parseYaml(text)
  }
}

const parseYaml = async (text: string): Promise<unknown> => {
  const { parseDocument } = await import('yaml')
  const document = parseDocument(text, { logLevel: 'error' })
  // A warning is about a part that is not understood, such as a tag.
  const [problem] = [...document.errors, ...document.warnings]
  // The lines after the first show the place, which the first one names.
  if (problem) throw new Error(problem.message.replace(/:?\n[\s\S]*/, ''), { cause: problem })
  return document.toJS({ reviver: toJson })
}

/** YAML has numbers that are none and, by tags, bytes, dates and sets. */
const toJson = (key: unknown, value: unknown): unknown => {
  if (typeof value === 'number' ? Number.isFinite(value) : isPlain(value)) return value
  throw new Error(`JSON has no such value as that of "${key}"`)
}

const isPlain = (value: unknown): boolean =>
  typeof value !== 'object' ||
  value === null ||
  Array.isArray(value) ||
  Object.getPrototypeOf(value) === Object.prototype

/** A value as YAML that is read as the same value again. */
export const toYaml = async (value: unknown): Promise<string> => {
  const { stringify } = await import('yaml')
  return stringify(value, { aliasDuplicateObjects: false, lineWidth: 0 })
}

export const toJsonText = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`
