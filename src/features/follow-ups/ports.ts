import type { FollowUpKind } from '../../domain/triggers/trigger.ts'
import type { HashedGraph } from '../../engine/graph/graph.ts'
import type { ExecutionHead } from '../../engine/records.ts'

/** The executions that have ended. */
export interface EndedExecutions {
  head(id: string): Promise<ExecutionHead | undefined>
  /** The output; `undefined` when it takes more bytes. */
  outputWithin(id: string, maxBytes: number): Promise<{ readonly value: unknown } | undefined>
  /** Calls `listener` whenever scripts are to start because executions have ended; that is on disk. */
  onFollowUps(listener: () => void): void
}

/** The scripts that can be started. */
export interface StartableScripts {
  /** @throws AppError `SCRIPT_NOT_FOUND` */
  load(id: number): Promise<{
    readonly row: {
      readonly name: string
      readonly active: boolean
      readonly strict: boolean
      readonly version: number
      readonly timeout_ms: number | null
    }
    readonly source: HashedGraph
  }>
}

/** Counts what ends of executions start. */
export interface FollowUpMetrics {
  started(kind: FollowUpKind, lateMs: number): void
  skipped(kind: FollowUpKind, reason: string): void
}
