import type { ExecutionHead } from '../../records.ts'
import type { EngineLimits } from '../limits.ts'
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
  readonly limits: Pick<EngineLimits, 'interruptions' | 'nodeInterruptions'>
}

const SUSPECTS = Symbol('suspects')

/**
 * Enqueues what an earlier process has left: those of a batch one after another, those that may have killed the process
 * one at a time.
 */
export const enqueueResumed = (
  resumed: readonly Resumed[],
  { scheduler, sequences, limits }: Resumption,
): void => {
  const suspicious = Math.max(1, Math.min(limits.interruptions, limits.nodeInterruptions) - 1)
  const isSuspect = ({ head, live }: Resumed) => !live.isWaiting && head.interruptions >= suspicious
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
