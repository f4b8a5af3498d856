/** The reason of an execution's abort signal. */
export class ExecutionAborted extends Error {
  readonly kind: 'cancelled' | 'timed_out' | 'suspended'

  constructor(kind: ExecutionAborted['kind']) {
    super(`execution ${kind}`)
    this.name = 'ExecutionAborted'
    this.kind = kind
  }
}
