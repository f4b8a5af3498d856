import type { TraceHeaders } from '../domain/trace-headers.ts'
import type { ExecutionRecord, NodeRecord } from './records.ts'

/**
 * Watches what an engine does, for metrics and traces. Its methods run in the middle of the work, so they must be fast
 * and must not throw. Within one execution, every call passes the same record objects.
 */
export interface ExecutionObserver {
  /** It starts to run in this process; `parent` is the trace of the request behind it, if known. */
  executionStarted(execution: ExecutionRecord, parent?: TraceHeaders): void
  /** Its end is on disk. One that cannot be resumed after a restart ends without having started. */
  executionEnded(execution: ExecutionRecord): void
  /** It stops unfinished, to be resumed by a later start. */
  executionSuspended(execution: ExecutionRecord): void
  nodeStarted(execution: ExecutionRecord, node: NodeRecord): void
  /** It has ended; a skipped node ends without having started. */
  nodeEnded(execution: ExecutionRecord, node: NodeRecord): void
  /** Headers for the requests of a running node, so that their receivers can continue the trace. */
  traceHeaders(execution: ExecutionRecord, node: NodeRecord): TraceHeaders | undefined
}

const ignore = () => undefined

export const NO_OBSERVER: ExecutionObserver = {
  executionStarted: ignore,
  executionEnded: ignore,
  executionSuspended: ignore,
  nodeStarted: ignore,
  nodeEnded: ignore,
  traceHeaders: ignore,
}

/** Passes every call on to two observers; trace headers come from the first that has some. */
export const bothObservers = (first: ExecutionObserver, second: ExecutionObserver): ExecutionObserver => ({
  executionStarted(execution, parent) {
    first.executionStarted(execution, parent)
    second.executionStarted(execution, parent)
  },
  executionEnded(execution) {
    first.executionEnded(execution)
    second.executionEnded(execution)
  },
  executionSuspended(execution) {
    first.executionSuspended(execution)
    second.executionSuspended(execution)
  },
  nodeStarted(execution, node) {
    first.nodeStarted(execution, node)
    second.nodeStarted(execution, node)
  },
  nodeEnded(execution, node) {
    first.nodeEnded(execution, node)
    second.nodeEnded(execution, node)
  },
  traceHeaders: (execution, node) =>
    first.traceHeaders(execution, node) ?? second.traceHeaders(execution, node),
})
