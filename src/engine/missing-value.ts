import { NodeError } from './errors.ts'
import type { NodeWarning } from './records.ts'

/** An expression that has found nothing, and where in the parameters of its node it stands. */
export interface MissingValue {
  readonly path: string
  readonly expression: string
  /** Whether it names a table, of which expressions see no rows. */
  readonly isOfTable?: boolean
}

const MAX_CHARACTERS = 200

export const missingWarning = ({ path, expression, isOfTable }: MissingValue): NodeWarning => ({
  code: isOfTable ? 'TABLE_AS_LIST' : 'MISSING_VALUE',
  path: shortened(path),
  expression: shortened(expression.trim()),
})

/** Fails a node of a strict script. */
export const missingError = (missing: MissingValue): NodeError => {
  const { code, path, expression } = missingWarning(missing)
  const message = missing.isOfTable
    ? `${path}: nothing was found for ${expression}, which names a table: expressions see its columns, and how many rows ` +
      'it has. Use a sql node for its rows, or for_each.'
    : `${path}: nothing was found for ${expression}, and the script is strict. Check the names in it, write a ` +
      'default with ??, such as input.name ?? "none", or use $exists to test for a value.'
  return new NodeError(code, message, { details: [{ path, expression }], retryable: false })
}

/** Fails a node for whose address an expression has become an empty text, which would make it another address. */
export const emptyAddressPart = (missing: MissingValue): NodeError => {
  const { path, expression } = missingWarning(missing)
  const message =
    `${path}: {{ ${expression} }} is empty, which leaves a part of the address empty. Give it a value, or ` +
    'write a default with ?:, such as input.name ?: "none".'
  return new NodeError('ADDRESS_PART_EMPTY', message, { details: [{ path, expression }], retryable: false })
}

/** Fails a node an expression of which leads to another path of a URL than the one that is written. */
export const climbingAddressPart = (placed: MissingValue): NodeError => {
  const { path, expression } = missingWarning(placed)
  const message =
    `${path}: {{ ${expression} }} has a part . or .., which would lead to another path than the one that is written. ` +
    'Check the value; $encodeUrlComponent(…) keeps a value with slashes in one part.'
  return new NodeError('ADDRESS_PART_DOTS', message, { details: [{ path, expression }], retryable: false })
}

const shortened = (text: string): string =>
  text.length > MAX_CHARACTERS ? `${text.slice(0, MAX_CHARACTERS).toWellFormed()}…` : text
