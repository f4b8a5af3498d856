/** Why a node failed, as it is stored and sent. */
export interface NodeFailure {
  readonly code: string
  readonly message: string
  /** What came with it: an HTTP status, the paths of wrong parameters. JSON only. */
  readonly details?: unknown
}

export interface NodeErrorOptions {
  readonly details?: unknown
  /** `false`: a second attempt cannot end otherwise, so none is made. */
  readonly retryable?: boolean
  readonly cause?: unknown
}

/** Thrown by a node type to fail its node with a code that scripts and clients can rely on. */
export class NodeError extends Error {
  readonly code: string
  readonly details: unknown
  readonly retryable: boolean

  constructor(code: string, message: string, { details, retryable = true, cause }: NodeErrorOptions = {}) {
    super(message, { cause })
    this.name = 'NodeError'
    this.code = code
    this.details = details
    this.retryable = retryable
  }
}

/** Any thrown value as a failure; what is no `NodeError` is a `NODE_ERROR` with the value's own message. */
export const toFailure = (thrown: unknown): NodeFailure => {
  if (thrown instanceof NodeError) {
    const { code, message, details } = thrown
    return details === undefined ? { code, message } : { code, message, details }
  }
  return { code: 'NODE_ERROR', message: thrown instanceof Error ? thrown.message : String(thrown) }
}
