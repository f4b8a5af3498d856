import type { Ended } from '../../../engine/graph/arrivals.ts'
import { arrivalFrom, connectionsTo } from '../../../engine/graph/arrivals.ts'
import type { Graph, GraphNode } from '../../../engine/graph/graph.ts'
import { compositeOf, pathOf, stepKey } from '../../../engine/step-key.ts'
import type { FoundNode, NodeFinder } from './node-finder.ts'

/** Where the input of a node comes from. */
export type NodeInput =
  | { readonly from: 'execution' }
  | { readonly from: 'nothing' }
  | { readonly from: 'unknown' }
  | { readonly from: 'value'; readonly json: string }
  | { readonly from: 'nodes'; readonly arrivals: readonly InputArrival[] }

export interface InputArrival {
  readonly node: FoundNode
  /** Instead of the output. */
  readonly error?: unknown
}

export const endedOf = (found: FoundNode): Ended => {
  if ('record' in found) return found.record
  const { node_id, status, port, error } = found.stored
  return { node_id, status, port, error: error === null ? null : JSON.parse(error) }
}

export interface NodePlace {
  readonly path: string
  readonly nodeId: string
}

const UNKNOWN = { from: 'unknown' } as const

/**
 * Finds the input of a node by what came before it, as the interpreter has made it. The graph of a called script is not
 * known, and what runs there is named by it.
 */
export const inputOf = async (
  { path, nodeId }: NodePlace,
  graph: Graph,
  nodes: NodeFinder,
): Promise<NodeInput> => {
  const byId = new Map(graph.nodes.map((node) => [node.id, node]))
  const target = byId.get(nodeId)
  if (!target || !isInGraph(path, byId)) return UNKNOWN
  const connections = connectionsTo(graph, nodeId)
  if (connections.length === 0) return path === '' ? { from: 'execution' } : UNKNOWN
  const feeder = connections.find(({ source }) => isFeeder(source, path))
  if (feeder) return itemOf(path, feeder.source, nodes)
  const arrivals = await arrivalsAt(target, { path, connections, byId, nodes })
  if (arrivals.length === 0) return { from: 'nothing' }
  const isOne = new Set(arrivals.map(({ node }) => endedOf(node).node_id)).size === 1
  return { from: 'nodes', arrivals: isOne ? arrivals.slice(0, 1) : arrivals }
}

interface Before {
  readonly path: string
  readonly connections: ReturnType<typeof connectionsTo>
  readonly byId: ReadonlyMap<string, GraphNode>
  readonly nodes: NodeFinder
}

const arrivalsAt = async (
  target: GraphNode,
  { path, connections, byId, nodes }: Before,
): Promise<InputArrival[]> => {
  const arrivals: InputArrival[] = []
  for (const { source, port } of connections) {
    const definition = byId.get(source)
    const node = definition && (await nodes.find(path, source))
    const arrival = node && arrivalFrom({ node: endedOf(node), definition }, port, target)
    if (arrival) arrivals.push(arrival.passes === 'error' ? { node, error: arrival.error } : { node })
  }
  return arrivals
}

/** Whether a node is the loop in which such a path is an iteration. */
const isFeeder = (id: string, path: string): boolean =>
  path !== '' && stepKey(pathOf(compositeOf(path)), id) === compositeOf(path)

const ITERATION = /\[(\d+)(?:, attempt \d+)?\]$/

/** Whether all that surrounds it are loops of the graph itself. */
const isInGraph = (path: string, byId: ReadonlyMap<string, unknown>): boolean =>
  path === '' || path.split('/').every((part) => ITERATION.test(part) && byId.has(idOf(part)))

const idOf = (part: string): string => decodeURIComponent(compositeOf(part))

/** The item of a loop that has not completed, which it keeps for a restart. */
const itemOf = async (path: string, loop: string, nodes: NodeFinder): Promise<NodeInput> => {
  const index = Number(ITERATION.exec(path)?.[1])
  const json = await nodes.item(pathOf(compositeOf(path)), loop, index)
  return json === undefined ? UNKNOWN : { from: 'value', json }
}
