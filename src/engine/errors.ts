/** Why a node failed, as it is stored and sent. */
export interface NodeFailure {
  readonly code: string
  readonly message: string
  /** More about it, such as an HTTP status or the paths of invalid parameters. JSON only. */
  readonly details?: unknown
}

export interface NodeErrorOptions {
  readonly details?: unknown
  /** `false` when another attempt would fail in the same way, so that none is made. */
  readonly retryable?: boolean
  /** The shortest pause before another attempt. */
  readonly retryAfterMs?: number
  readonly cause?: unknown
}

/** Fails a node with a code that scripts and clients can rely on. */
export class NodeError extends Error {
  readonly code: string
  readonly details: unknown
  readonly retryable: boolean
  readonly retryAfterMs: number

  constructor(code: string, message: string, options: NodeErrorOptions = {}) {
    const { details, retryable = true, retryAfterMs = 0, cause } = options
    super(message, { cause })
    this.name = 'NodeError'
    this.code = code
    this.details = details
    this.retryable = retryable
    this.retryAfterMs = retryAfterMs
  }
}

/** Fails a node during which the process has repeatedly died. */
export const nodeInterrupted = (times: number): NodeError =>
  new NodeError(
    'NODE_INTERRUPTED',
    `The server stopped ${times} times while the node ran (NODE_INTERRUPTION_LIMIT).`,
    { retryable: false },
  )

/** Fails an attempt of a node that has taken longer than its `timeout_ms`. */
export const nodeTimeout = (ms: number): NodeError =>
  new NodeError('NODE_TIMEOUT', `the node took longer than ${ms} ms, which is its timeout_ms`)

/** Fails a node for which no thread or process could be started. */
export const workerUnavailable = ({ message, cause }: Error): NodeError =>
  new NodeError('WORKER_UNAVAILABLE', message, { cause })

/** Fails a node of a caller with too many waiting nodes. */
export const nodeQueueFull = (): NodeError =>
  new NodeError(
    'NODE_QUEUE_FULL',
    'Too many nodes of this caller are waiting for a thread or a free place (NODE_QUEUE_LIMIT). Run fewer at once.',
  )

/** Limits of the server, which another attempt of a whole loop or called script would meet again. */
const FINAL_CODES: ReadonlySet<string> = new Set([
  'EXECUTION_MEMORY_LIMIT',
  'MEMORY_CALLER_LIMIT',
  'MEMORY_LIMIT',
  'NODE_INTERRUPTED',
  'OUTPUT_TOO_LARGE',
  'ROW_TOO_LARGE',
  'STEP_LIMIT',
  'SUB_SCRIPT_TOO_DEEP',
])

/** Whether no other attempt of the loop or call in which this happened should be made. */
export const isFinalFailure = ({ code }: NodeFailure): boolean => FINAL_CODES.has(code)

/** Any thrown value as a failure; `NODE_ERROR` with its own message unless it is a `NodeError`. */
export const toFailure = (thrown: unknown): NodeFailure => {
  if (thrown instanceof NodeError) {
    const { code, message, details } = thrown
    return details === undefined ? { code, message } : { code, message, details }
  }
  return { code: 'NODE_ERROR', message: thrown instanceof Error ? thrown.message : String(thrown) }
}
