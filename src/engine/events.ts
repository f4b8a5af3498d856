import { type ExecutionRecord, type ExecutionState, isFinal, type NodeRecord } from './records.ts'

/** One entry of an execution's event stream; `seq` counts from 1 and is the same in every replay. */
export type ExecutionEvent =
  | { readonly seq: number; readonly type: 'node_started' | 'node_finished'; readonly node: NodeRecord }
  | { readonly seq: number; readonly type: 'execution_finished'; readonly execution: ExecutionRecord }

/** The past events of an execution after sequence number `after`, in order. */
export const eventsSince = ({ execution, nodes }: ExecutionState, after: number): ExecutionEvent[] => {
  const events: ExecutionEvent[] = []
  let last = 0
  for (const node of nodes) {
    const { started_seq, finished_seq } = node
    last = Math.max(last, started_seq, finished_seq)
    if (started_seq > after) events.push({ seq: started_seq, type: 'node_started', node })
    if (finished_seq > after) events.push({ seq: finished_seq, type: 'node_finished', node })
  }
  const end = last + 1
  if (isFinal(execution.status) && end > after) {
    events.push({ seq: end, type: 'execution_finished', execution })
  }
  return events.sort((a, b) => a.seq - b.seq)
}
