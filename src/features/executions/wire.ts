import type { ExecutionEvent, ExecutionOutline } from '../../engine/events.ts'
import type { ExecutionState, NodeRecord, NodeWarning } from '../../engine/records.ts'
import { eventWaitOf } from '../../engine/records.ts'
import { type Locale, translate } from '../../http/messages/text.ts'
import { isoTime } from '../../lib/time/clock.ts'
import type { Execution, ExecutionSummary, NodeResult } from './schema.ts'
import { summaryOf } from './store/execution-codec.ts'
import { warningTexts } from './texts.ts'

/** Stored warnings have no message, because clients read them in different languages. */
export const toWarnings = (warnings: readonly NodeWarning[], locale: Locale) =>
  warnings.map(({ code, path, expression }) => {
    const message = translate(warningTexts[code], locale, { path, expression })
    return { code, path, expression, message }
  })

const waitingFor = (node: Pick<NodeRecord, 'type' | 'status' | 'state'>): Pick<NodeResult, 'waiting_for'> => {
  const wait = eventWaitOf(node)
  if (!wait) return {}
  const { name, correlation, deadline } = wait
  const until = deadline === null ? null : isoTime(deadline)
  return { waiting_for: { name, correlation, until } }
}

/** A node's record as clients see it: its output or error, without the engine's own fields. */
export const toNodeResult = (
  node: Omit<NodeRecord, 'started_seq' | 'finished_seq'>,
  locale: Locale,
): NodeResult => ({
  node_id: node.node_id,
  ...(node.path !== '' && { path: node.path }),
  type: node.type,
  status: node.status,
  ...waitingFor(node),
  ...(node.port !== null && { port: node.port }),
  ...(node.status === 'completed' && { output: node.output ?? null }),
  ...(node.error && { error: node.error }),
  ...(node.logs && { logs: [...node.logs] }),
  ...(node.warnings && { warnings: toWarnings(node.warnings, locale) }),
  ...(node.earlier_errors && { earlier_errors: [...node.earlier_errors] }),
  attempts: node.attempts,
  started_at: node.started_at,
  finished_at: node.finished_at,
  duration_ms: node.duration_ms,
})

export const toSummary = (execution: ExecutionOutline): ExecutionSummary => summaryOf(execution)

export const toExecution = ({ execution, nodes }: ExecutionState, locale: Locale): Execution => ({
  ...toSummary(execution),
  input: execution.input ?? null,
  output: execution.output ?? null,
  results: nodes.map((node) => toNodeResult(node, locale)),
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
export const toEventData = (event: ExecutionEvent, locale: Locale): NodeResult | ExecutionSummary => {
  switch (event.type) {
    case 'node_started':
      return asStarted(event.node)
    case 'node_finished':
      return toNodeResult(event.node, locale)
    case 'execution_finished':
      return toSummary(event.execution)
  }
}
