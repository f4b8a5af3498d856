import type { NodeFailure } from '../errors.ts'

/** The reason of an execution's abort signal. */
export class ExecutionAborted extends Error {
  readonly kind: 'cancelled' | 'timed_out' | 'suspended' | 'failed'
  /** Why the execution as a whole fails. */
  readonly failure: NodeFailure | undefined

  constructor(kind: ExecutionAborted['kind'], failure?: NodeFailure) {
    super(`execution ${kind}`)
    this.name = 'ExecutionAborted'
    this.kind = kind
    this.failure = failure
  }
}
