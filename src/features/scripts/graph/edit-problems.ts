import type { Problem } from '../../../domain/errors.ts'
import type { Graph } from '../../../engine/graph/graph.ts'
import { type GraphRules, graphProblems } from '../../../engine/graph/validate-graph.ts'

/** What a graph is saved in place of. */
export interface GraphEdit {
  readonly stored?: Graph
  /** The node that is edited, if it is only one. */
  readonly nodeId?: string | undefined
}

/**
 * The problems for which a graph is refused. Rules may have become stricter since the stored one was saved: an edit of
 * one node is refused only for problems that it brings.
 */
export const editProblems = async (
  graph: Graph,
  { stored, nodeId }: GraphEdit,
  rules: GraphRules,
): Promise<Problem[]> => {
  const problems = await graphProblems(graph, rules)
  if (!stored || nodeId === undefined || problems.length === 0) return problems
  const before = new Set((await graphProblems(stored, rules)).map((problem) => identify(problem, stored)))
  return problems.filter((problem) => !before.has(identify(problem, graph)))
}

/** A problem by the id of its node, as the index of a node changes with others. */
const identify = ({ path, code, values }: Problem, { nodes }: Graph): string => {
  const [start, index, ...below] = path.split('.')
  const place = start === 'nodes' ? ['nodes', nodes[Number(index)]?.id, ...below] : path
  return JSON.stringify([place, code, values])
}
