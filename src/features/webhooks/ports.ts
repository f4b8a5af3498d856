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
  /** Those of these ids that there are. */
  present(ids: readonly string[]): Promise<ReadonlySet<string>>
}

/** The folder that file nodes work in. */
export interface FileFolder {
  /** @throws AppError when the file cannot be written */
  create(path: string, bytes: Uint8Array, signal: AbortSignal): Promise<void>
  /** Removes a file or an empty folder, if it is there. */
  remove(path: string): Promise<void>
  /** The next names in a folder after one of them, in their order; none at the end, or when there is no such folder. */
  namesAfter(path: string, after: string, signal: AbortSignal): Promise<readonly string[]>
  /** Removes a folder with everything in it. */
  clear(path: string, signal: AbortSignal): Promise<void>
}

/** Counts what webhooks start. */
export interface WebhookMetrics {
  started(kind: 'webhook', lateMs: number): void
  skipped(kind: 'webhook', reason: string): void
}
