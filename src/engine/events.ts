import { type ExecutionRecord, type ExecutionState, isFinal, type NodeRecord } from './records.ts'

/** What the last event shows of an execution: everything but its data, and what the engine alone needs. */
export type ExecutionOutline = Pick<
  ExecutionRecord,
  | 'id'
  | 'script_id'
  | 'script_version'
  | 'status'
  | 'error'
  | 'attempts'
  | 'trigger'
  | 'batch_id'
  | 'retry_of'
  | 'created_at'
  | 'started_at'
  | 'finished_at'
  | 'duration_ms'
>

/** One entry of an execution's event stream; `seq` counts from 1 and is the same in every replay. */
export type ExecutionEvent =
  | { readonly seq: number; readonly type: 'node_started' | 'node_finished'; readonly node: NodeRecord }
  | { readonly seq: number; readonly type: 'execution_finished'; readonly execution: ExecutionOutline }

/** Tells a follower that an execution waits on disk from now on. It has no number, as it is in no replay. */
export interface WaitingEvent {
  readonly type: 'execution_waiting'
  readonly execution: ExecutionOutline
}

/** The past events of an execution after sequence number `after`, in order. */
export const eventsSince = (
  { execution, nodes }: { readonly execution: ExecutionOutline } & Pick<ExecutionState, 'nodes'>,
  after: number,
): ExecutionEvent[] => {
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
