import jsonata from 'jsonata'
import { isRecord } from '../../lib/json/is-record.ts'
import { JsonLimitError } from '../../lib/json/json-value.ts'
import { NodeError } from '../errors.ts'
import type { TimeLimits } from '../workers/task-timer.ts'
import { parsedLength } from './coalescing-depth.ts'
import { explainError } from './mistakes/explain-error.ts'
import { listError, textTooLong, timeoutError } from './mistakes/failures.ts'

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

/** Errors of JSONata for a list that is too long: as a range such as `[1..1e9]`, for which it has a limit of its own, or otherwise. */
const LISTS: ReadonlySet<string> = new Set(['D2014', 'D2015'])

const limitError = (thrown: unknown, limits: ExpressionLimits): NodeError | undefined => {
  if (thrown instanceof NodeError) return thrown
  if (thrown instanceof JsonLimitError && thrown.limit === 'size') return textTooLong(limits.largest)
  if (!isRecord(thrown)) return undefined
  if (thrown.code === 'D1012') return timeoutError('wallTimeMs', limits)
  return LISTS.has(String(thrown.code)) ? listError(limits.sequence) : limitError(thrown.error, limits)
}

/** JSONata throws plain objects with a message and, usually, the position after the token at fault. */
const expressionError = (code: string, thrown: unknown, source?: string): NodeError =>
  new NodeError(code, explainError(thrown, source), { retryable: false, cause: thrown })
