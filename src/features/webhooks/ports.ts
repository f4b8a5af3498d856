import type { HashedGraph } from '../../engine/graph/graph.ts'

/** The scripts that can be started. */
export interface StartableScripts {
  /** @throws AppError `SCRIPT_NOT_FOUND` */
  load(id: number): Promise<{
    readonly row: { readonly active: boolean; readonly strict: boolean; readonly timeout_ms: number | null }
    readonly source: HashedGraph
  }>
}

/** Counts what webhooks start. */
export interface WebhookMetrics {
  started(kind: 'webhook', lateMs: number): void
  skipped(kind: 'webhook', reason: string): void
}
