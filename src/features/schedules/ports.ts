import type { HashedGraph } from '../../engine/graph/graph.ts'

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

/** Counts what schedules start, and how late. */
export interface TriggerMetrics {
  started(kind: string, lateMs: number): void
  skipped(kind: string, reason: string): void
  missed(reason: string, ticks: number): void
}
