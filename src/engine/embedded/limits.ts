import type { Leadership } from '../../domain/leadership.ts'
import type { GraphRules } from '../graph/validate-graph.ts'
import type { ExecutionObserver } from '../observer.ts'
import type { DelayedStore, ExecutionStore, ScriptSource } from '../records.ts'
import type { ExecutionFactoryOptions, ExecutionLimits } from './execution-factory.ts'

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

export interface EmbeddedOptions
  extends GraphRules,
    Omit<ExecutionFactoryOptions, 'plans' | 'scriptPlaces' | 'observer' | keyof GraphRules> {
  readonly leadership: Leadership
  readonly store: ExecutionStore
  readonly delayed: DelayedStore
  readonly scripts: ScriptSource
  readonly limits: EngineLimits
  readonly observer?: ExecutionObserver
}
