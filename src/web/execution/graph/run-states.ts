import type { NodeStatus } from '../../lib/ui/status.tsx'
import { groupKey, type NodeGroup } from '../model/groups.ts'

/** What a node of the graph has done: of a node in loops, in all of their items together. */
export interface RunState {
  readonly key: string
  readonly status: NodeStatus
  readonly done: number
  readonly failed: number
  readonly total: number
}

/** The names in a scope such as `orders[].call`. */
const namesIn = (scope: string): readonly string[] => scope.split(/\[\]|[./]/).filter(Boolean)

/**
 * The states by node id. A node of a called script may be called like one of this graph, so that only loops may be
 * around it.
 */
export const runStates = (
  groups: readonly NodeGroup[],
  typeOf: (nodeId: string) => string | undefined,
): ReadonlyMap<string, RunState> => {
  const states = new Map<string, RunState>()
  for (const { scope, nodeId, status, counts, results } of groups) {
    if (namesIn(scope).some((name) => typeOf(name) === 'sub_script')) continue
    if (states.has(nodeId) && scope !== '') continue
    states.set(nodeId, {
      key: groupKey(scope, nodeId),
      status,
      done: results.length - (counts.running ?? 0) - (counts.pending ?? 0),
      failed: counts.failed ?? 0,
      total: results.length,
    })
  }
  return states
}
