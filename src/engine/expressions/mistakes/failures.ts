import { NodeError } from '../../errors.ts'
import type { ExceededTime, TimeLimits } from '../../workers/task-timer.ts'

export const failedExpression = (message: string, cause?: unknown): NodeError =>
  new NodeError('EXPRESSION_FAILED', message, { retryable: false, cause })

export const timeoutError = (exceeded: ExceededTime, { timeoutMs, wallTimeMs }: TimeLimits): NodeError =>
  failedExpression(
    exceeded === 'timeoutMs'
      ? `the expression took longer than ${timeoutMs} ms of processor time (EXPRESSION_TIMEOUT_MS). ${LESS_AT_ONCE}`
      : `the expression had not ended after ${wallTimeMs} ms (EXPRESSION_WALL_TIME_MS), because the server is ` +
          'busy. Try again.',
  )

export const memoryError = (memoryBytes: number): NodeError =>
  failedExpression(
    `the expression needs more than ${memoryBytes} bytes of memory (EXPRESSION_MEMORY_BYTES). ` +
      LESS_AT_ONCE,
  )

export const textTooLong = (maxLength: number) =>
  failedExpression(
    `the expression makes a string or a result of more than ${maxLength} characters (EXPRESSION_RESULT_LIMIT). Select the fields that are needed.`,
  )

export const listError = (sequence: number): NodeError =>
  failedExpression(
    `the expression builds a sequence of more than ${sequence} items (EXPRESSION_LIST_LIMIT). Filter before it combines, ` +
      'or process the items with a for_each node.',
  )

const LESS_AT_ONCE =
  'Process less data at once, for example with a for_each node, use a code node, which is faster at ' +
  'loops, or group and join rows in a sql node.'
