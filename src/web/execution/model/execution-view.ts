import type { Schemas } from '../../lib/api.ts'

export type NodeResult = Schemas['NodeResult']
/** What the stream and lists have of an execution, too: all but its data. */
export type Summary = Omit<Schemas['Execution'], 'input' | 'output' | 'results'>

/** What is known of an execution. Nothing is changed in place, so that what is drawn can be compared. */
export interface ExecutionView {
  readonly execution: Summary
  readonly results: ReadonlyMap<string, NodeResult>
}

export type ViewEvent =
  | { readonly type: 'node'; readonly result: NodeResult }
  | { readonly type: 'end' | 'wait'; readonly execution: Summary }

/** One for each run of a node: in a loop it runs once for each item. */
export const resultKey = ({ path = '', node_id }: Pick<NodeResult, 'path' | 'node_id'>): string =>
  `${path}\u0000${node_id}`

export const createView = (execution: Summary, results: readonly NodeResult[]): ExecutionView => ({
  execution,
  results: new Map(results.map((result) => [resultKey(result), result])),
})

const isFinished = ({ finished_at }: NodeResult): boolean => finished_at !== null

/** Applies events in order; one that a replay repeats does not undo what came after it. */
export const applyEvents = (view: ExecutionView, events: readonly ViewEvent[]): ExecutionView => {
  if (events.length === 0) return view
  const results = new Map(view.results)
  let { execution } = view
  for (const event of events) {
    if (event.type !== 'node') {
      execution = event.execution
      continue
    }
    if (execution.status === 'waiting') execution = { ...execution, status: 'running' }
    const key = resultKey(event.result)
    const known = results.get(key)
    if (known && isFinished(known) && !isFinished(event.result)) continue
    results.set(key, event.result)
  }
  if (execution.status === 'queued' && results.size > 0) execution = { ...execution, status: 'running' }
  return { execution, results }
}

/** Reads an event of the stream; `undefined` for kinds that this page does not know. */
export const toViewEvent = (name: string | undefined, data: string): ViewEvent | undefined => {
  if (name === 'node_started' || name === 'node_finished') return { type: 'node', result: JSON.parse(data) }
  if (name === 'execution_waiting') return { type: 'wait', execution: JSON.parse(data) }
  return name === 'execution_finished' ? { type: 'end', execution: JSON.parse(data) } : undefined
}
