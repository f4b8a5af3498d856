import type { NextId } from '../../lib/store/ids.ts'
import type { Clock } from '../../lib/time/clock.ts'
import type { IsoTimes } from '../../lib/time/iso-times.ts'
import type { RunRequest } from '../engine.ts'
import type { ExecutionRecord, ExecutionStore } from '../records.ts'

export interface NewExecutionOptions {
  readonly clock: Clock
  readonly times: IsoTimes
  readonly nextId: NextId
  /** 0 for none. */
  readonly limits: { readonly timeoutMs: number }
}

/** What is asked for; without a script it is run ad hoc. */
export type NewExecution = Omit<RunRequest, 'scriptId' | 'durable'> & { readonly scriptId: number | null }

/** The record of an execution that waits for its turn. */
export const newExecution = (
  run: NewExecution,
  { clock, times, nextId, limits }: NewExecutionOptions,
): ExecutionRecord => {
  const now = clock.now()
  return {
    id: run.id ?? nextId(now),
    script_id: run.scriptId,
    graph_hash: run.graph.hash,
    batch_id: run.batchId ?? null,
    retry_of: run.retryOf?.execution.id ?? null,
    input: run.input ?? null,
    status: 'queued',
    output: null,
    error: null,
    attempts: 0,
    timeout_ms: run.timeoutMs ?? (limits.timeoutMs || null),
    created_at: times.toText(now),
    started_at: null,
    finished_at: null,
    duration_ms: null,
  }
}

/** For nodes that are run ad hoc: what is not kept cannot be late. */
export const KEEPS_NOTHING: ExecutionStore = {
  save: async () => undefined,
  finish: async () => undefined,
  loadGraph: async () => undefined,
  unfinished: async () => [],
}
