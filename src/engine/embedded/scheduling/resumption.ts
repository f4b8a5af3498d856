import type { ExecutionHead } from '../../records.ts'
import type { LiveExecution } from './live-execution.ts'
import type { Scheduler } from './scheduler.ts'
import type { Sequences } from './sequences.ts'

export interface Resumed {
  readonly head: ExecutionHead
  readonly live: LiveExecution
}

export interface Resumption {
  readonly scheduler: Scheduler
  readonly sequences: Sequences
  /** How many deaths of the process make an execution suspect. */
  readonly suspicious: number
}

const SUSPECTS = Symbol('suspects')

/**
 * Enqueues what an earlier process has left: those of a batch one after another, those that may have killed the process
 * one at a time.
 */
export const enqueueResumed = (
  resumed: readonly Resumed[],
  { scheduler, sequences, suspicious }: Resumption,
): void => {
  const isSuspect = ({ head }: Resumed) => head.interruptions >= suspicious
  const groups = Map.groupBy(resumed, (each) =>
    isSuspect(each) ? SUSPECTS : (each.head.batch_id ?? each.head.sequence),
  )
  for (const [group, members] of groups) {
    const executions = members.map(({ live }) => live)
    if (typeof group === 'string') sequences.append(group, executions)
    if (group === SUSPECTS) void scheduler.enqueueWithCare(executions)
    else if (group !== null) void scheduler.enqueueInOrder(executions)
    else for (const live of executions) scheduler.enqueue(live)
  }
}
