import { NodeError } from '../errors.ts'
import type { SandboxFailure } from './protocol.ts'

const MAX_MESSAGE = 1000

export interface Thrown {
  /** What the code threw, as data: for an error its `name`, `message` and `stack`. */
  readonly value: unknown
  readonly code: string
  readonly retryable: boolean
  /** How many lines the code has: an error at its very end is reported one line further. */
  readonly lines: number
}

/** Names the failure after what was thrown, with the line of the caller's code where that is known. */
export const thrownFailure = ({ value, code, retryable, lines }: Thrown): NodeError => {
  const { name, message, stack } = errorParts(value)
  if (name === 'InternalError' && (message === 'out of memory' || message === 'string too long')) {
    return memoryFailure()
  }
  const line = lineIn(stack, lines)
  const text = (name ? `${name}: ${message}` : message) || 'what the code threw has no text'
  const where = line === undefined ? '' : ` (line ${line})`
  return new NodeError(code, `${text.slice(0, MAX_MESSAGE)}${where}`, {
    retryable,
    ...(line !== undefined && { details: { line } }),
  })
}

export const memoryFailure = (): NodeError =>
  new NodeError('CODE_MEMORY', 'The code needs more memory than it may use.', { retryable: false })

export const timeoutFailure = (timeoutMs: number): NodeError =>
  new NodeError('CODE_TIMEOUT', `The code ran longer than ${timeoutMs} ms.`)

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

/** The fields of what was thrown are whatever the code likes them to be. */
const textOr = (value: unknown, otherwise: string): string => (typeof value === 'string' ? value : otherwise)

const lineIn = (stack: string, lines: number): number | undefined => {
  const found = /\bcode:(\d+)/.exec(stack)?.[1]
  // The function's head stands on a line of its own, before the caller's first.
  return found === undefined ? undefined : Math.min(Math.max(Number(found) - 1, 1), lines)
}
