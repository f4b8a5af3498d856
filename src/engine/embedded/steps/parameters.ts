import type { z } from 'zod'
import { issueText, noteFields } from '../../../domain/issues/issue-text.ts'
import type { MaybePromise } from '../../../lib/async/maybe-promise.ts'
import { isWithin } from '../../../lib/json/json-value.ts'
import { NodeError } from '../../errors.ts'
import type { Evaluation } from '../../expressions/expressions.ts'
import type { Step } from '../../interpreter/step.ts'
import type { NodeType } from '../../node-type.ts'

/** For evaluated parameters, where one value may stand in many places; a value counts as much as 8 characters. */
const MAX_PARAMETERS = { maxSize: 32_000_000, valueSize: 8 } as const

/**
 * The node's parameters with their templates evaluated, parsed by the schema of its type.
 * @throws NodeError `INVALID_PARAMETERS` with the paths of the problems
 */
export const resolveParameters = (
  { node: { parameters, ready }, scope }: Step,
  type: NodeType,
  evaluation: Evaluation,
): MaybePromise<unknown> => {
  if (ready) return ready.parameters
  if (parameters.constant) return parseParameters(type, parameters.evaluate())
  return parameters.evaluate(scope, evaluation).then((values) => {
    if (isWithin(values, MAX_PARAMETERS)) return parseParameters(type, values)
    throw new NodeError('INVALID_PARAMETERS', 'parameters: too large in total', { retryable: false })
  })
}

const parseParameters = (type: NodeType, values: unknown): unknown => {
  const parsed = type.parameters.safeParse(values, { reportInput: true, error: noteFields })
  if (parsed.success) return parsed.data
  const details = parsed.error.issues.map((issue) => ({
    path: issue.path.join('.'),
    code: issue.code,
    message: issueText({ issue, input: issue.input }, 'en') + conversionHint(issue),
  }))
  const [first] = details
  const message = first ? `${first.path || 'parameters'}: ${first.message}` : 'invalid parameters'
  throw new NodeError('INVALID_PARAMETERS', message, { details, retryable: false })
}

const NUMBERS: ReadonlySet<string> = new Set(['int', 'number'])

/** What turns the text of a number, such as a field of a CSV file, into that number. */
const conversionHint = (issue: z.core.$ZodIssue): string => {
  if (issue.code !== 'invalid_type' || !NUMBERS.has(issue.expected)) return ''
  const { input } = issue
  const isNumeric =
    typeof input === 'string' && input.trim() !== '' && Number.isSafeInteger(Math.trunc(Number(input)))
  return isNumeric ? ' Convert it, as in {{ $number(input.value) }}.' : ''
}
