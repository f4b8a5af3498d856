import { NodeError } from '../errors.ts'
import type { ExceededTime } from '../workers/task-timer.ts'
import { adviceOn } from './advice.ts'
import type { SandboxFailure, SandboxLimits } from './protocol.ts'

const MAX_MESSAGE = 1000

export interface Thrown {
  /** The thrown value as data; for an error its `name`, `message` and `stack`. */
  readonly value: unknown
  /** What the error has as its causes, in words. */
  readonly reasons: string | undefined
  readonly code: string
  readonly retryable: boolean
  readonly script: string
  /** Whether memory has run out, so that the interpreter may have had none for a proper error. */
  readonly exhausted: boolean
  readonly memoryBytes: number
}

/** A failure with the message of the thrown value, and the line of the caller's code if it is known. */
export const thrownFailure = ({
  value,
  reasons,
  code,
  retryable,
  script,
  exhausted,
  memoryBytes,
}: Thrown): NodeError => {
  const { name, message, stack } = errorParts(value)
  if (isOutOfMemory(name, message) || (exhausted && isIncomplete(value))) return memoryFailure(memoryBytes)
  // An error at the very end of the code is reported one line after it.
  const line = lineIn(stack, script.split('\n').length)
  const text = [name, message].filter(Boolean).join(': ') || 'the code threw a value without a message'
  const where = line === undefined ? '' : ` (line ${line})`
  const parts = [
    text.slice(0, MAX_MESSAGE) + where,
    reasons?.slice(0, MAX_MESSAGE),
    adviceOn(name, message, script),
  ]
  return new NodeError(code, parts.filter(Boolean).join('. '), {
    retryable,
    ...(line !== undefined && { details: { line } }),
  })
}

export const memoryFailure = (memoryBytes: number): NodeError =>
  new NodeError(
    'CODE_MEMORY',
    `The code needs more than ${memoryBytes} bytes of memory (CODE_MEMORY_BYTES). Process less data at once, ` +
      'for example with a for_each node.',
    { retryable: false },
  )

export const timeoutFailure = (exceeded: ExceededTime, limits: SandboxLimits): NodeError =>
  new NodeError(
    'CODE_TIMEOUT',
    exceeded === 'timeoutMs'
      ? `The code ran longer than ${limits.timeoutMs} ms of processor time (CODE_TIMEOUT_MS). Process less ` +
          'data at once, for example with a for_each node.'
      : `The code had not ended after ${limits.wallTimeMs} ms (CODE_WALL_TIME_MS), because the server is busy. ` +
          'Try again.',
  )

export const sleepFailure = ({ timeoutMs }: SandboxLimits): NodeError =>
  new NodeError(
    'CODE_TIMEOUT',
    `The code waits for a timer that would make it run longer than ${timeoutMs} ms (CODE_TIMEOUT_MS). Use a ` +
      'wait node to wait.',
  )

export const outputFailure = (outputBytes: number): NodeError =>
  new NodeError(
    'OUTPUT_TOO_LARGE',
    `The code returned more than ${outputBytes} bytes (CODE_OUTPUT_BYTES). Return less, such as the fields that are ` +
      'needed later.',
    { retryable: false },
  )

export const packFailure = ({ code, message, details, retryable }: NodeError): SandboxFailure => ({
  code,
  message,
  details,
  retryable,
})

export const unpackFailure = ({ code, message, details, retryable }: SandboxFailure): NodeError =>
  new NodeError(code, message, { details, retryable })

const isOutOfMemory = (name: string, message: string): boolean =>
  name === 'InternalError' && (message === 'out of memory' || message === 'string too long')

/** The interpreter throws `null`, `undefined` or an error with parts missing when it has no memory for an error. */
const isIncomplete = (value: unknown): boolean => {
  if (value === null || value === undefined) return true
  if (typeof value !== 'object') return false
  const { message, stack }: Partial<Record<string, unknown>> = { ...value }
  return typeof message !== 'string' || message === '' || stack === null
}

const errorParts = (value: unknown) => {
  if (typeof value !== 'object' || value === null) return { name: '', message: String(value), stack: '' }
  const { name, message, stack }: Partial<Record<string, unknown>> = { ...value }
  return {
    name: textOr(name, ''),
    message: typeof message === 'string' ? message : JSON.stringify(value),
    stack: textOr(stack, ''),
  }
}

/** The code decides what the fields of a thrown value are. */
const textOr = (value: unknown, otherwise: string): string => (typeof value === 'string' ? value : otherwise)

const lineIn = (stack: string, lines: number): number | undefined => {
  const found = /\bcode:(\d+)/.exec(stack)?.[1]
  // The head of the wrapping function takes a line before the caller's first.
  return found === undefined ? undefined : Math.min(Math.max(Number(found) - 1, 1), lines)
}
