import jsonata from 'jsonata'
import { isRecord } from '../../lib/json/is-record.ts'
import { NodeError } from '../errors.ts'
import type { ExceededTime, TimeLimits } from '../workers/task-timer.ts'
import { parsedLength } from './coalescing-depth.ts'
import { explainError } from './mistakes/explain-error.ts'

export interface ExpressionLimits extends TimeLimits {
  /** Nested evaluations; the elements of one array or object literal count together. */
  readonly stack: number
  /** The longest array that an evaluation may build. */
  readonly sequence: number
  /** Characters of JSON of the largest result, and of the longest text that an evaluation may build. */
  readonly largest: number
}

/** Characters that may be compiled; those on the left of `?:` or `??` count twice. */
const MAX_TREE = 500_000

/** @throws NodeError `EXPRESSION_INVALID`, with the position of the mistake in its message */
export const compileJsonata = (
  source: string,
  { wallTimeMs, stack, sequence }: ExpressionLimits,
  RegexEngine: RegExpConstructor = RegExp,
): jsonata.Expression => {
  if (parsedLength(source) > MAX_TREE) {
    const message =
      'the operators ?: and ?? are nested too deeply in brackets for an expression of this length'
    throw new NodeError('EXPRESSION_INVALID', message, { retryable: false })
  }
  try {
    return jsonata(source, { timeout: wallTimeMs, stack, sequence, RegexEngine })
  } catch (thrown) {
    throw expressionError('EXPRESSION_INVALID', thrown, source)
  }
}

/** An error of an evaluation as `EXPRESSION_FAILED`; a limit that was met within `$eval` is still named. */
export const evaluationError = (thrown: unknown, limits: ExpressionLimits): NodeError =>
  limitError(thrown, limits) ?? expressionError('EXPRESSION_FAILED', thrown)

const limitError = (thrown: unknown, limits: ExpressionLimits): NodeError | undefined => {
  if (thrown instanceof NodeError) return thrown
  if (!isRecord(thrown)) return undefined
  if (thrown.code === 'D1012') return timeoutError('wallTimeMs', limits)
  return thrown.code === 'D2015' ? listError(limits.sequence) : limitError(thrown.error, limits)
}

export const failedExpression = (message: string, cause?: unknown): NodeError =>
  new NodeError('EXPRESSION_FAILED', message, { retryable: false, cause })

export const timeoutError = (exceeded: ExceededTime, { timeoutMs, wallTimeMs }: TimeLimits): NodeError =>
  failedExpression(
    exceeded === 'timeoutMs'
      ? `the expression took longer than ${timeoutMs} ms of processor time (EXPRESSION_TIMEOUT_MS). ${LESS_AT_ONCE}`
      : `the expression had not ended after ${wallTimeMs} ms (EXPRESSION_WALL_TIME_MS), because the server was too ` +
          'busy to evaluate it. Try again.',
  )

export const memoryError = (memoryBytes: number): NodeError =>
  failedExpression(
    `the expression needs more memory than the ${memoryBytes} bytes that it may use (EXPRESSION_MEMORY_BYTES). ` +
      LESS_AT_ONCE,
  )

export const textTooLong = (maxLength: number) =>
  failedExpression(
    `a text of the expression has more than ${maxLength} characters (EXPRESSION_RESULT_LIMIT). Select the fields that are needed.`,
  )

const listError = (sequence: number): NodeError =>
  failedExpression(
    `the expression builds a sequence of more than ${sequence} items (EXPRESSION_LIST_LIMIT). Filter before it combines, ` +
      'or process the items with a for_each node.',
  )

const LESS_AT_ONCE =
  'Give it less at once, such as with a for_each node, or use a code node, which is faster at loops.'

/** JSONata throws plain objects with a message and, usually, the position after the token at fault. */
const expressionError = (code: string, thrown: unknown, source?: string): NodeError =>
  new NodeError(code, explainError(thrown, source), { retryable: false, cause: thrown })
