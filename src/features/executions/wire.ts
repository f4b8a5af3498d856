import type { ExecutionEvent, ExecutionOutline } from '../../engine/events.ts'
import type { ExecutionState, NodeRecord } from '../../engine/records.ts'
import { eventWaitOf } from '../../engine/records.ts'
import { isoTime } from '../../lib/time/clock.ts'
import type { Execution, ExecutionSummary, NodeResult } from './schema.ts'
import { summaryOf } from './store/execution-codec.ts'

const waitingFor = (node: Pick<NodeRecord, 'type' | 'status' | 'state'>): Pick<NodeResult, 'waiting_for'> => {
  const wait = eventWaitOf(node)
  if (!wait) return {}
  const { name, correlation, deadline } = wait
  const until = deadline === null ? null : isoTime(deadline)
  return { waiting_for: { name, correlation, until } }
}

/** A node's record as clients see it: its output or error, without the engine's own fields. */
export const toNodeResult = (node: Omit<NodeRecord, 'started_seq' | 'finished_seq'>): NodeResult => ({
  node_id: node.node_id,
  ...(node.path !== '' && { path: node.path }),
  type: node.type,
  status: node.status,
  ...waitingFor(node),
  ...(node.port !== null && { port: node.port }),
  ...(node.status === 'completed' && { output: node.output ?? null }),
  ...(node.error && { error: node.error }),
  ...(node.logs && { logs: [...node.logs] }),
  ...(node.warnings && { warnings: [...node.warnings] }),
  attempts: node.attempts,
  started_at: node.started_at,
  finished_at: node.finished_at,
  duration_ms: node.duration_ms,
})

export const toSummary = (execution: ExecutionOutline): ExecutionSummary => summaryOf(execution)

export const toExecution = ({ execution, nodes }: ExecutionState): Execution => ({
  ...toSummary(execution),
  input: execution.input ?? null,
  output: execution.output ?? null,
  results: nodes.map(toNodeResult),
})

/** A node as it was at its start. Its record may have changed since, and has whenever events are replayed. */
export const asStarted = (
  node: Pick<NodeRecord, 'node_id' | 'path' | 'type' | 'started_at'>,
): NodeResult => ({
  node_id: node.node_id,
  ...(node.path !== '' && { path: node.path }),
  type: node.type,
  status: 'running',
  attempts: 0,
  started_at: node.started_at,
  finished_at: null,
  duration_ms: null,
})

/** The data of an event, the same in every replay: the node, or the summary of the execution for the last event. */
export const toEventData = (event: ExecutionEvent): NodeResult | ExecutionSummary => {
  switch (event.type) {
    case 'node_started':
      return asStarted(event.node)
    case 'node_finished':
      return toNodeResult(event.node)
    case 'execution_finished':
      return toSummary(event.execution)
  }
}
