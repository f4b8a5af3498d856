import { NodeError } from '../errors.ts'
import type { SandboxFailure } from './protocol.ts'

const MAX_MESSAGE = 1000

export interface Thrown {
  /** The thrown value as data; for an error its `name`, `message` and `stack`. */
  readonly value: unknown
  readonly code: string
  readonly retryable: boolean
  /** Lines of the code: an error at its very end is reported one line after it. */
  readonly lines: number
}

/** A failure with the message of the thrown value, and the line of the caller's code if it is known. */
export const thrownFailure = ({ value, code, retryable, lines }: Thrown): NodeError => {
  const { name, message, stack } = errorParts(value)
  if (name === 'InternalError' && (message === 'out of memory' || message === 'string too long')) {
    return memoryFailure()
  }
  const line = lineIn(stack, lines)
  const text = (name ? `${name}: ${message}` : message) || 'the code threw a value without a message'
  const where = line === undefined ? '' : ` (line ${line})`
  return new NodeError(code, `${text.slice(0, MAX_MESSAGE)}${where}`, {
    retryable,
    ...(line !== undefined && { details: { line } }),
  })
}

export const memoryFailure = (): NodeError =>
  new NodeError('CODE_MEMORY', 'The code needs more memory than it is allowed.', { retryable: false })

export const timeoutFailure = (timeoutMs: number): NodeError =>
  new NodeError('CODE_TIMEOUT', `The code ran longer than ${timeoutMs} ms (CODE_TIMEOUT_MS).`)

export const outputFailure = (outputBytes: number): NodeError =>
  new NodeError('OUTPUT_TOO_LARGE', `The code returned more than ${outputBytes} bytes.`, { retryable: false })

export const packFailure = ({ code, message, details, retryable }: NodeError): SandboxFailure => ({
  code,
  message,
  details,
  retryable,
})

export const unpackFailure = ({ code, message, details, retryable }: SandboxFailure): NodeError =>
  new NodeError(code, message, { details, retryable })

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
