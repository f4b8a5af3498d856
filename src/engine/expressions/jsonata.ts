import jsonata from 'jsonata'
import { isRecord } from '../../lib/json/is-record.ts'
import { NodeError } from '../errors.ts'
import { parsedLength } from './coalescing-depth.ts'

export interface ExpressionLimits {
  readonly timeoutMs: number
  /** Nested evaluations; the elements of one array or object literal count together. */
  readonly stack: number
  /** The longest array that an evaluation may build. */
  readonly sequence: number
  /** Characters of JSON of the largest result, and of the longest text that an evaluation may build. */
  readonly largest: number
}

const MAX_MESSAGE = 1000
/** Characters that may be compiled; those on the left of `?:` or `??` count twice. */
const MAX_TREE = 500_000

/** @throws NodeError `EXPRESSION_INVALID`, with the position of the mistake in its message */
export const compileJsonata = (
  source: string,
  { timeoutMs, stack, sequence }: ExpressionLimits,
  RegexEngine: RegExpConstructor = RegExp,
): jsonata.Expression => {
  if (parsedLength(source) > MAX_TREE) {
    const message =
      'the operators ?: and ?? are nested too deeply in brackets for an expression of this length'
    throw new NodeError('EXPRESSION_INVALID', message, { retryable: false })
  }
  try {
    return jsonata(source, { timeout: timeoutMs, stack, sequence, RegexEngine })
  } catch (thrown) {
    throw expressionError('EXPRESSION_INVALID', thrown)
  }
}

/** Whether an evaluation reached its time limit, directly or within `$eval`. */
export const isTimeout = (thrown: unknown): boolean =>
  isRecord(thrown) && (thrown.code === 'D1012' || isTimeout(thrown.error))

/** An error of an evaluation as `EXPRESSION_FAILED`. */
export const evaluationError = (thrown: unknown): NodeError =>
  thrown instanceof NodeError ? thrown : expressionError('EXPRESSION_FAILED', thrown)

export const failedExpression = (message: string, cause?: unknown): NodeError =>
  new NodeError('EXPRESSION_FAILED', message, { retryable: false, cause })

export const timeoutError = (timeoutMs: number): NodeError =>
  failedExpression(`the expression took longer than ${timeoutMs} ms (EXPRESSION_TIMEOUT_MS)`)

export const memoryError = (): NodeError =>
  failedExpression('the expression needs more memory than it may use')

/** JSONata throws plain objects with a message and, usually, the position after the token at fault. */
const expressionError = (code: string, thrown: unknown): NodeError => {
  const { message, position }: Partial<Record<string, unknown>> = isRecord(thrown) ? thrown : {}
  const reason = (typeof message === 'string' ? message : String(thrown)).slice(0, MAX_MESSAGE)
  const place = typeof position === 'number' ? ` (at character ${position})` : ''
  return new NodeError(code, `${reason}${place}`, { retryable: false, cause: thrown })
}
