import type { ExecutionHead } from '../../records.ts'
import type { LiveExecution } from './live-execution.ts'
import type { Scheduler } from './scheduler.ts'

export interface Resumed {
  readonly head: ExecutionHead
  readonly live: LiveExecution
}

const SUSPECTS = Symbol('suspects')

/**
 * Enqueues what an earlier process has left: those of a batch one after another, those that may have killed the process
 * one at a time. @param interruptions after as many deaths of the process, something is put aside
 */
export const resume = (resumed: readonly Resumed[], scheduler: Scheduler, interruptions: number) => {
  const suspicious = Math.max(1, interruptions - 1)
  const isSuspect = ({ head }: Resumed) => head.interruptions >= suspicious
  const groups = Map.groupBy(resumed, (each) =>
    isSuspect(each) ? SUSPECTS : (each.head.batch_id ?? each.head.sequence),
  )
  for (const [group, members] of groups) {
    const executions = members.map(({ live }) => live)
    if (group === SUSPECTS) void scheduler.enqueueWithCare(executions)
    else if (group !== null) void scheduler.enqueueInOrder(executions)
    else for (const live of executions) scheduler.enqueue(live)
  }
}
