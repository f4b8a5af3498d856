import { readFile } from 'node:fs/promises'
import { NumberOverflowError, parseExactNumbers } from '../lib/json/exact-numbers.ts'
import { systemErrorCode } from '../lib/system/system-error.ts'
import { type CommandContext, CommandError } from './context.ts'

/** Stands for standard input in place of a file name. */
export const STANDARD_INPUT = '-'

type Input = Pick<CommandContext, 'readInput'>

const readReasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'this user has no permission',
}

/** Why a file cannot be read, by the code of the system. */
export const readReason = (code: string): string => readReasons[code] ?? code

/** @throws CommandError when the file cannot be read */
export const readBytes = async (file: string, context: Input): Promise<Uint8Array> => {
  if (file === STANDARD_INPUT) return context.readInput()
  try {
    return await readFile(file)
  } catch (cause) {
    const code = systemErrorCode(cause) ?? String(cause)
    throw new CommandError(`cannot read ${file}: ${readReason(code)}`, { cause })
  }
}

/** Reads a JSON file, or a YAML file unless its name ends with `.json`. */
export const readDocument = async (file: string, context: Input): Promise<unknown> => {
  const bytes = await readBytes(file, context)
  try {
    const text = decodeUtf8(bytes)
    return file.endsWith('.json') ? parseExactNumbers(text) : await parseEither(text)
  } catch (cause) {
    throw new CommandError(`cannot read ${displayName(file)}: ${problemOf(cause)}`, { cause })
  }
}

/** A file name for messages. */
export const displayName = (file: string): string => (file === STANDARD_INPUT ? 'the standard input' : file)

/** @throws Error when it is something else */
export const decodeUtf8 = (bytes: Uint8Array): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw new Error('it is not UTF-8 text', { cause })
  }
}

const problemOf = (error: unknown): string => {
  if (error instanceof RangeError) return 'it is nested too deeply'
  return (error instanceof Error ? error.message : String(error)).replaceAll(/\s+/g, ' ')
}

/** JSON is also YAML, but parsing it as JSON takes a fraction of the time. */
const parseEither = async (text: string): Promise<unknown> => {
  try {
    return parseExactNumbers(text)
  } catch (error) {
    if (error instanceof NumberOverflowError) throw error
    return parseYaml(text)
  }
}

const parseYaml = async (text: string): Promise<unknown> => {
  const { default: yaml } = await import('yaml')
  const document = yaml.parseDocument(text, { logLevel: 'error', intAsBigInt: true })
  // A warning is about something that the parser does not support, such as a tag.
  const [problem] = [...document.errors, ...document.warnings]
  // The lines after the first quote the document; the first one has the position.
  if (problem) throw new Error(problem.message.replace(/:?\n[\s\S]*/, ''), { cause: problem })
  return document.toJS({ reviver: toJson })
}

/** Rejects YAML values that JSON lacks: NaN and infinities, and bytes, dates and sets by tags. Large integers become text. */
const toJson = (key: unknown, value: unknown): unknown => {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value)
  if (typeof value === 'number' ? Number.isFinite(value) : isPlain(value)) return value
  throw new Error(`the value of "${key}" cannot be expressed in JSON`)
}

const isPlain = (value: unknown): boolean =>
  typeof value !== 'object' ||
  value === null ||
  Array.isArray(value) ||
  Object.getPrototypeOf(value) === Object.prototype

/** YAML that parses to the same value again. */
export const toYaml = async (value: unknown): Promise<string> => {
  const { default: yaml } = await import('yaml')
  return yaml.stringify(value, { aliasDuplicateObjects: false, lineWidth: 0 })
}

export const toJsonText = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`
