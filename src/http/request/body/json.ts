import { AppError, type Problem, validationFailed } from '../../../domain/errors.ts'
import type { Pausable } from '../../../lib/async/run-in-turns.ts'
import { NumberOverflowError, parseExactJson } from '../../../lib/json/exact-numbers.ts'
import { findJsonFault, type JsonFault } from '../../../lib/json/json-fault.ts'

/**
 * The value of a body of JSON, with large integers as text.
 * @throws AppError `MALFORMED_JSON` with the place of the mistake, `VALIDATION_FAILED` for a number that overflows
 */
export function* readJson(text: string): Pausable<unknown> {
  try {
    return yield* parseExactJson(text)
  } catch (cause) {
    if (cause instanceof NumberOverflowError)
      throw validationFailed([{ path: cause.path, code: 'number_overflow' }])
    const fault = yield* findJsonFault(text)
    throw new AppError('MALFORMED_JSON', { details: fault ? [toProblem(fault)] : [], cause })
  }
}

const toProblem = ({ line, column, character }: JsonFault): Problem =>
  character === undefined
    ? { path: '', code: 'unexpected_end', values: { line, column } }
    : {
        path: '',
        code: 'unexpected_character',
        values: { line, column, character: JSON.stringify(character) },
      }
