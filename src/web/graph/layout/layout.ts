import { Graph, layout } from '@dagrejs/dagre'
import type { Position } from '../edits.ts'
import { edgesOf, type GraphParts } from '../model.ts'
import type { Size } from '../size.ts'
import { predecessorsOf } from '../traversal.ts'
import { COLUMN_GAP, layOutInLayers, ROW_GAP } from './layered.ts'

/** Above it dagre takes seconds. */
const MAX_DAGRE_NODES = 500

/**
 * New positions of all nodes, from left to right along the edges. The connections of a node are given in the order of
 * its ports, so that what the upper port leads to can stand above what the lower one leads to.
 */
export const layOut = (graph: GraphParts, sizes: ReadonlyMap<string, Size>): Map<string, Position> =>
  graph.nodes.length > MAX_DAGRE_NODES ? layOutInLayers(graph, sizes) : layOutWithDagre(graph, sizes)

/** Which of two nodes stands above the other, where nothing but the ports that lead to them speaks for an order. */
const portOrder = (graph: GraphParts): { left: string; right: string }[] => {
  const predecessors = predecessorsOf(graph)
  return [...graph.connections.values()].flatMap((list) => {
    const first = new Map(list.toReversed().map(({ target, output }) => [target, output]))
    const only = [...first].toReversed().filter(([target]) => predecessors.get(target)?.length === 1)
    return only.flatMap(([right, port], index) => {
      const [left, above] = only[index - 1] ?? []
      return left === undefined || above === port ? [] : [{ left, right }]
    })
  })
}

const layOutWithDagre = (graph: GraphParts, sizes: ReadonlyMap<string, Size>): Map<string, Position> => {
  const drawn = new Graph()
  drawn.setGraph({ rankdir: 'LR', ranker: 'tight-tree', nodesep: ROW_GAP, ranksep: COLUMN_GAP })
  drawn.setDefaultEdgeLabel(() => ({}))
  for (const { id } of graph.nodes) drawn.setNode(id, { ...(sizes.get(id) ?? { width: 0, height: 0 }) })
  for (const { source, target } of edgesOf(graph)) {
    if (source !== target) drawn.setEdge(source, target)
  }
  layout(drawn, { constraints: portOrder(graph) })
  return new Map(
    graph.nodes.map(({ id }) => {
      const { x, y, width, height } = drawn.node(id)
      // dagre gives the middle of a node, and the canvas takes its corner.
      return [id, { x: Math.round(x - width / 2), y: Math.round(y - height / 2) }]
    }),
  )
}
