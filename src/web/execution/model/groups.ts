import type { NodeStatus } from '../../lib/ui/status.tsx'
import type { NodeResult } from './execution-view.ts'

/** All runs of one node: a single one, or one for each item of the loops around it. */
export interface NodeGroup {
  readonly key: string
  readonly nodeId: string
  /** The loops and calls around it without the numbers of items, such as `orders[]`; empty in the graph itself. */
  readonly scope: string
  readonly type: string
  readonly results: readonly NodeResult[]
  readonly counts: Readonly<Partial<Record<NodeStatus, number>>>
  readonly status: NodeStatus
}

export const scopeOf = ({ path = '' }: Pick<NodeResult, 'path'>): string =>
  path.replace(/\[(?:\d+)?(?:, )?(?:attempt \d+)?\]/g, (part) => (/^\[\d/.test(part) ? '[]' : ''))

export const groupKey = (scope: string, nodeId: string): string => `${scope}\u0000${nodeId}`

// The worst or still open status represents the whole group.
const weight: Readonly<Record<NodeStatus, number>> = {
  failed: 6,
  running: 5,
  pending: 4,
  cancelled: 3,
  completed: 2,
  skipped: 1,
}

const startOf = ({ started_at, finished_at }: NodeResult): string => started_at ?? finished_at ?? '~'

const firstStart = ({ results }: NodeGroup): string =>
  results.reduce((first, result) => (startOf(result) < first ? startOf(result) : first), '~')

const toGroup = (key: string, results: readonly NodeResult[]): NodeGroup | undefined => {
  const [first] = results
  if (!first) return undefined
  const counts: Partial<Record<NodeStatus, number>> = {}
  let { status } = first
  for (const result of results) {
    counts[result.status] = (counts[result.status] ?? 0) + 1
    if (weight[result.status] > weight[status]) status = result.status
  }
  const { node_id: nodeId, type } = first
  return { key, nodeId, scope: scopeOf(first), type, results, counts, status }
}

/** The results by node, in the order in which the nodes started. */
export const groupResults = (results: Iterable<NodeResult>): readonly NodeGroup[] => {
  const byKey = Map.groupBy(results, (result) => groupKey(scopeOf(result), result.node_id))
  return [...byKey]
    .flatMap(([key, members]) => toGroup(key, members) ?? [])
    .map((group) => ({ group, start: firstStart(group) }))
    .sort((a, b) => (a.start < b.start ? -1 : a.start > b.start ? 1 : 0))
    .map(({ group }) => group)
}
