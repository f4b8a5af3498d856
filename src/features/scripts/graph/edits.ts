import { AppError } from '../../../domain/errors.ts'
import type { Graph, GraphNode } from '../../../engine/graph/graph.ts'

/** @throws AppError `NODE_NOT_FOUND` */
export const findNode = ({ nodes }: Pick<Graph, 'nodes'>, id: string): GraphNode => {
  const node = nodes.find((each) => each.id === id)
  if (!node) throw new AppError('NODE_NOT_FOUND', { values: { id } })
  return node
}

/** @throws AppError `NODE_ID_TAKEN` */
export const withNode = ({ nodes, connections }: Graph, node: GraphNode): Graph => {
  if (nodes.some(({ id }) => id === node.id)) throw new AppError('NODE_ID_TAKEN', { values: { id: node.id } })
  return { nodes: [...nodes, node], connections }
}

/** @throws AppError `NODE_NOT_FOUND` */
export const withChangedNode = (graph: Graph, id: string, changes: Partial<GraphNode>): Graph => {
  const node = { ...findNode(graph, id), ...changes }
  return { ...graph, nodes: graph.nodes.map((each) => (each.id === id ? node : each)) }
}

/** Removes the node with all connections from and to it. @throws AppError `NODE_NOT_FOUND` */
export const withoutNode = (graph: Graph, id: string): Graph => {
  findNode(graph, id)
  return {
    nodes: graph.nodes.filter((node) => node.id !== id),
    connections: Object.fromEntries(
      Object.entries(graph.connections)
        .filter(([source]) => source !== id)
        .map(([source, list]) => [source, list.filter(({ target }) => target !== id)]),
    ),
  }
}

/** Drops sources without connections, which are not stored, so that equal graphs look equal. */
export const withoutEmptyLists = ({ nodes, connections }: Graph): Graph => ({
  nodes,
  connections: Object.fromEntries(Object.entries(connections).filter(([, list]) => list.length > 0)),
})
