import { InvalidArgumentError } from 'commander'
import { NumberOverflowError, parseExactNumbers } from '../lib/json/exact-numbers.ts'
import type { CommandContext } from './context.ts'
import { readDocument, STANDARD_INPUT } from './documents.ts'

/** A JSON value as a command line gives it: itself, or the file that has it. */
export type JsonSource = { readonly value: unknown } | { readonly file: string }

/** @throws InvalidArgumentError */
export const toJsonSource = (text: string): JsonSource => {
  if (text === STANDARD_INPUT) return { file: text }
  if (text.startsWith('@')) return { file: text.slice(1) }
  try {
    return { value: parseExactNumbers(text) }
  } catch (error) {
    if (error instanceof NumberOverflowError)
      throw new InvalidArgumentError(`${error.message}. Send it as text.`)
    throw new InvalidArgumentError('It must be JSON, @file for a file, or - for standard input.')
  }
}

/** @throws CommandError when the file cannot be read */
export const readJsonSource = async (source: JsonSource, context: CommandContext): Promise<unknown> =>
  'file' in source ? readDocument(source.file, context) : source.value
