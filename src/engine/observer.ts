import type { TraceHeaders } from '../domain/trace-headers.ts'
import type { ExecutionRecord, NodeRecord } from './records.ts'

/**
 * Is told what an engine does, for metrics and traces. It is called in the middle of the work: it must be quick
 * and must not throw. Within an execution the records are the same objects from call to call.
 */
export interface ExecutionObserver {
  /** It begins to run in this process; `parent` is what asked for it, when that is known. */
  executionStarted(execution: ExecutionRecord, parent?: TraceHeaders): void
  /** It has ended, on disk; one that could not be taken up after a restart ends without having started. */
  executionEnded(execution: ExecutionRecord): void
  /** It stays as it stands, for a later start to go on with. */
  executionLeft(execution: ExecutionRecord): void
  nodeStarted(execution: ExecutionRecord, node: NodeRecord): void
  /** It has ended, or, without having started, it was skipped. */
  nodeEnded(execution: ExecutionRecord, node: NodeRecord): void
  /** What a running node sends with its requests, so that whoever gets them can go on with the trace. */
  traceHeaders(execution: ExecutionRecord, node: NodeRecord): TraceHeaders | undefined
}

const nothing = () => undefined

export const NO_OBSERVER: ExecutionObserver = {
  executionStarted: nothing,
  executionEnded: nothing,
  executionLeft: nothing,
  nodeStarted: nothing,
  nodeEnded: nothing,
  traceHeaders: nothing,
}

/** One observer that passes everything on to two. */
export const bothObservers = (first: ExecutionObserver, second: ExecutionObserver): ExecutionObserver => ({
  executionStarted(execution, parent) {
    first.executionStarted(execution, parent)
    second.executionStarted(execution, parent)
  },
  executionEnded(execution) {
    first.executionEnded(execution)
    second.executionEnded(execution)
  },
  executionLeft(execution) {
    first.executionLeft(execution)
    second.executionLeft(execution)
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
