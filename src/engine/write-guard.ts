/** On what condition a write of an execution happens. */
export interface WriteGuard {
  /** Fails unless there is no such execution yet. */
  readonly isNew?: boolean
  /** Fails when the execution has another fence, because another host has taken it since. */
  readonly fence?: number | undefined
}
