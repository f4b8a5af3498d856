import { type Digraph, reachable, topologicalOrder } from '../lib/graph.ts'
import { type Graph, type GraphEdge, indexGraph } from './graph.ts'

export const DEEPEST_LOOP = 16
export const EACH = 'each'

export interface LoopScopes {
  /** For each node the innermost loop whose body it is in, or -1 for none. */
  readonly loopOf: readonly number[]
  /** Connections that enter a loop's body from elsewhere than the loop's port `each`. */
  readonly intruders: readonly { readonly loop: number; readonly edge: GraphEdge }[]
  /** The first loop that is nested too deeply; no loop after it was looked at. */
  readonly tooDeep: number | undefined
}

/** The successors of each node. */
export const successors = (graph: Graph, edges: readonly GraphEdge[]): Digraph => {
  const lists: number[][] = graph.nodes.map(() => [])
  for (const { source, target } of edges) lists[source]?.push(target)
  return { size: graph.nodes.length, edges: lists }
}

/**
 * Which loop each node belongs to. A loop's body is everything that can be reached from its port `each`.
 * The graph must have no cycle.
 */
export const findLoopScopes = (graph: Graph, isLoop: (type: string) => boolean): LoopScopes => {
  const { edges } = indexGraph(graph)
  const digraph = successors(graph, edges)
  const incoming: GraphEdge[][] = graph.nodes.map(() => [])
  for (const edge of edges) incoming[edge.target]?.push(edge)
  const bodyStarts = Map.groupBy(
    edges.filter(({ port }) => port === EACH),
    ({ source }) => source,
  )

  const loopOf = graph.nodes.map(() => -1)
  const depth = graph.nodes.map(() => 0)
  const intruders: { loop: number; edge: GraphEdge }[] = []
  // An outer loop comes before those in its body, which then claim their own part of it.
  const loops = topologicalOrder(digraph).filter((vertex) => isLoop(graph.nodes[vertex]?.type ?? ''))
  for (const loop of loops) {
    const bodyDepth = (depth[loop] ?? 0) + 1
    if (bodyDepth > DEEPEST_LOOP) return { loopOf, intruders, tooDeep: loop }
    const starts = (bodyStarts.get(loop) ?? []).map(({ target }) => target)
    const body = reachable(digraph, starts)
    const isInside = ({ source, port }: GraphEdge) => (source === loop ? port === EACH : body.has(source))
    for (const vertex of body) {
      loopOf[vertex] = loop
      depth[vertex] = bodyDepth
      const fromOutside = (incoming[vertex] ?? []).filter((edge) => !isInside(edge))
      intruders.push(...fromOutside.map((edge) => ({ loop, edge })))
    }
  }
  return { loopOf, intruders, tooDeep: undefined }
}
