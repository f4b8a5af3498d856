import type { HashedGraph } from '../../engine/graph/graph.ts'
import type { ExecutionState } from '../../engine/records.ts'

/** The scripts that can be started. */
export interface StartableScripts {
  /** @throws AppError `SCRIPT_NOT_FOUND` */
  load(id: number): Promise<{
    readonly row: {
      readonly active: boolean
      readonly strict: boolean
      readonly version: number
      readonly timeout_ms: number | null
    }
    readonly source: HashedGraph
  }>
}

/** Executions on disk. */
export interface StoredExecutions {
  find(id: string): Promise<ExecutionState | undefined>
}

/** The folder that file nodes work in. */
export interface FileFolder {
  /** @throws AppError when the file cannot be written */
  create(path: string, bytes: Uint8Array, signal: AbortSignal): Promise<void>
  /** Removes a file or an empty folder, if it is there. */
  remove(path: string): Promise<void>
}

/** Counts what webhooks start. */
export interface WebhookMetrics {
  started(kind: 'webhook', lateMs: number): void
  skipped(kind: 'webhook', reason: string): void
}
