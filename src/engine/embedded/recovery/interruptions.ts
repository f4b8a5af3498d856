import type { NodeTypeCatalogue } from '../../node-type.ts'
import type { ExecutionState } from '../../records.ts'
import { resumedState } from '../steps/tasks/task.ts'

/**
 * How many deaths of the process during an execution no node of it explains. Those that one node has not survived end
 * that node, once there are enough of them, and not the execution.
 */
export const unexplainedInterruptions = (
  { execution, nodes }: ExecutionState,
  types: NodeTypeCatalogue,
): number => {
  let explained = 0
  for (const record of nodes) {
    if (record.status !== 'running' || types.get(record.type)?.kind !== 'task') continue
    explained = Math.max(explained, resumedState(record).interruptions ?? 0)
  }
  return execution.interruptions - explained
}
