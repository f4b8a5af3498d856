/** A directed graph over the integers `0..size-1`; `edges[i]` are the successors of `i`. */
export interface Digraph {
  readonly size: number
  readonly edges: readonly (readonly number[])[]
}

const inDegrees = ({ size, edges }: Digraph): number[] => {
  const degrees = new Array<number>(size).fill(0)
  for (const targets of edges) for (const target of targets) degrees[target] = (degrees[target] ?? 0) + 1
  return degrees
}

/** The vertices in an order where each follows its predecessors, without those on or behind a cycle. */
export const topologicalOrder = (graph: Digraph): number[] => {
  const missing = inDegrees(graph)
  const order: number[] = []
  missing.forEach((count, vertex) => {
    if (count === 0) order.push(vertex)
  })
  for (const vertex of order) {
    for (const target of graph.edges[vertex] ?? []) {
      const left = (missing[target] ?? 0) - 1
      missing[target] = left
      if (left === 0) order.push(target)
    }
  }
  return order
}

/** The vertices of one cycle, in order; `undefined` when the graph has none. */
export const findCycle = (graph: Digraph): number[] | undefined => {
  const sorted = new Set(topologicalOrder(graph))
  if (sorted.size === graph.size) return undefined
  // Every remaining vertex is on a cycle or behind one, so walking backwards from any of them closes a cycle.
  const before = new Map<number, number>()
  graph.edges.forEach((targets, source) => {
    if (!sorted.has(source)) for (const target of targets) before.set(target, source)
  })
  const seen = new Map<number, number>()
  const walk: number[] = []
  let vertex = before.keys().next().value
  while (vertex !== undefined && !seen.has(vertex)) {
    seen.set(vertex, walk.length)
    walk.push(vertex)
    vertex = before.get(vertex)
  }
  return vertex === undefined ? undefined : walk.slice(seen.get(vertex)).reverse()
}

/** Every vertex that can be reached from `starts`, these included, without entering one that is not `isOpen`. */
export const reachable = (
  graph: Digraph,
  starts: readonly number[],
  isOpen: (vertex: number) => boolean,
): Set<number> => {
  const found = new Set(starts.filter(isOpen))
  for (const vertex of found) {
    for (const target of graph.edges[vertex] ?? []) if (isOpen(target)) found.add(target)
  }
  return found
}
