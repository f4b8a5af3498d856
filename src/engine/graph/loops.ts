import type { Turns } from '../../lib/async/turns.ts'
import { type Digraph, reachable, topologicalOrder } from './digraph.ts'
import type { Graph, GraphEdge } from './graph.ts'

export const MAX_LOOP_DEPTH = 16
export const EACH = 'each'

/** The loop of a node that is in no loop's body. */
export const OUTSIDE = -1

export interface LoopScopes {
  /** For each node, the innermost loop that contains it, or `OUTSIDE`. */
  readonly loopOf: readonly number[]
  /** Connections that enter a loop's body other than through the loop's port `each`. */
  readonly intruders: readonly { readonly loop: number; readonly edge: GraphEdge }[]
  /** The first loop that is nested too deeply; the nodes behind it are not counted as its body. */
  readonly tooDeep: number | undefined
}

export interface LoopRules {
  isLoop(type: string): boolean
  readonly turns: Turns
}

/** The successors of each node. */
export const successors = (graph: Graph, edges: readonly GraphEdge[]): Digraph => {
  const lists: number[][] = graph.nodes.map(() => [])
  for (const { source, target } of edges) lists[source]?.push(target)
  return { size: graph.nodes.length, edges: lists }
}

/**
 * Finds the loop that each node belongs to. A loop's body is everything that can be reached from its port `each`.
 * The graph must have no cycle. Takes time proportional to the graph, however its loops are nested.
 */
export const findLoopScopes = async (
  graph: Graph,
  edges: readonly GraphEdge[],
  { isLoop, turns }: LoopRules,
): Promise<LoopScopes> => {
  const digraph = successors(graph, edges)
  const loops = topologicalOrder(digraph).filter((vertex) => isLoop(graph.nodes[vertex]?.type ?? ''))
  const entries = Map.groupBy(
    edges.filter(({ port }) => port === EACH),
    ({ source }) => source,
  )

  const loopOf = graph.nodes.map(() => OUTSIDE)
  const depth = graph.nodes.map(() => 0)
  const entered = new Set<number>()
  // Outer loops come first; the loops in their bodies then claim their own parts.
  await turns.each(loops, (loop) => {
    if (depth[loop] === MAX_LOOP_DEPTH) return
    entered.add(loop)
    const scope = loopOf[loop]
    const starts = (entries.get(loop) ?? []).map(({ target }) => target)
    for (const vertex of reachable(digraph, starts, (each) => loopOf[each] === scope)) {
      loopOf[vertex] = loop
      depth[vertex] = (depth[loop] ?? 0) + 1
    }
  })

  const intruders: { loop: number; edge: GraphEdge }[] = []
  await turns.each(edges, (edge) => {
    const loop = loopOf[edge.target] ?? OUTSIDE
    const opensBody = edge.port === EACH && entered.has(edge.source)
    if (loop !== (opensBody ? edge.source : loopOf[edge.source])) intruders.push({ loop, edge })
  })
  return { loopOf, intruders, tooDeep: loops.find((loop) => !entered.has(loop)) }
}
