import type { ExecutionLimits } from './execution-factory.ts'

export interface EngineLimits extends ExecutionLimits {
  /** Executions that compute at once; more are queued. */
  readonly executions: number
  /** Executions that can be queued. */
  readonly queue: number
  /** Executions that can wait for their time. */
  readonly scheduled: number
  /** An execution during which the process has died this often, with no node to blame, is not run again. */
  readonly interruptions: number
  /** How long a new execution waits for a place in the queue before it is refused. */
  readonly admissionTimeoutMs: number
}
