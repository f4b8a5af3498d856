import type { components } from '../../../examples/client/api.d.ts'
import { edgeId, type ScriptModel } from './model.ts'
import { findCycle } from './traversal.ts'

export type ApiProblem = components['schemas']['ErrorDetail']

export interface NodeProblem {
  /** The field below the node, such as `parameters.url`; empty for the node itself. */
  readonly field: string
  readonly message: string
}

export interface Problems {
  readonly byNode: ReadonlyMap<string, readonly NodeProblem[]>
  readonly byEdge: ReadonlyMap<string, readonly string[]>
  /** Those of the graph as a whole. */
  readonly general: readonly string[]
  readonly count: number
}

export const NO_PROBLEMS: Problems = { byNode: new Map(), byEdge: new Map(), general: [], count: 0 }

/** Finds the node, field or edge that each problem is about, in the graph that was validated. */
export const locateProblems = (problems: readonly ApiProblem[], graph: ScriptModel): Problems => {
  const byNode = new Map<string, NodeProblem[]>()
  const byEdge = new Map<string, string[]>()
  const general: string[] = []
  for (const problem of problems) {
    const { path, message } = problem
    const node = nodePlace(path, graph)
    const edges = node ? [] : edgePlaces(problem, graph)
    if (node) push(byNode, node.id, { field: node.field, message })
    for (const edge of edges) push(byEdge, edge, message)
    if (!node && edges.length === 0) general.push(message)
  }
  return { byNode, byEdge, general, count: problems.length }
}

/** The server names the nodes of a cycle only in words, so its edges are searched again here. */
const cycleEdges = (graph: ScriptModel): string[] => {
  const cycle = findCycle(graph) ?? []
  return cycle.slice(1).flatMap((target, index) => {
    const source = cycle[index] ?? ''
    const found = graph.connections.get(source)?.find((each) => each.target === target)
    return found ? [edgeId({ source, ...found })] : []
  })
}

const NODE_PATH = /^nodes\.(\d+)(?:\.(.*))?$/s
// The id of a source may contain dots, so that the position is found from the end.
const EDGE_PATH = /^connections\.(.+)\.(\d+)(?:\.(?:target|output))?$/s
const SOURCE_PATH = /^connections\.(.+)$/s

const nodePlace = (path: string, { nodes, connections }: ScriptModel) => {
  const [, index, field = ''] = NODE_PATH.exec(path) ?? []
  const node = nodes[Number(index ?? Number.NaN)]
  if (node) return { id: node.id, field }
  const source = SOURCE_PATH.exec(path)?.[1]
  const isNode = source !== undefined && !connections.has(source) && nodes.some(({ id }) => id === source)
  return isNode ? { id: source, field: '' } : undefined
}

const edgePlaces = ({ path, code }: ApiProblem, graph: ScriptModel): string[] => {
  if (code === 'cycle') return cycleEdges(graph)
  const [, source = '', index] = EDGE_PATH.exec(path) ?? []
  const connection = graph.connections.get(source)?.[Number(index ?? Number.NaN)]
  return connection ? [edgeId({ source, ...connection })] : []
}

const push = <T>(lists: Map<string, T[]>, key: string, value: T): void => {
  const list = lists.get(key)
  if (list) list.push(value)
  else lists.set(key, [value])
}
