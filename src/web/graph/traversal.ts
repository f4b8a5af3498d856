import { edgesOf, type GraphParts } from './model.ts'

type Neighbours = ReadonlyMap<string, readonly string[]>

export const successorsOf = (graph: Pick<GraphParts, 'connections'>): Neighbours =>
  new Map(
    [...graph.connections].map(([source, list]) => [source, [...new Set(list.map(({ target }) => target))]]),
  )

export const predecessorsOf = (graph: Pick<GraphParts, 'connections'>): Neighbours => {
  const predecessors = new Map<string, string[]>()
  for (const { source, target } of edgesOf(graph)) {
    const list = predecessors.get(target)
    if (!list) predecessors.set(target, [source])
    else if (!list.includes(source)) list.push(source)
  }
  return predecessors
}

/** All nodes that can be reached from one, without itself unless it is on a cycle. */
export const reachableFrom = (id: string, neighbours: Neighbours): ReadonlySet<string> => {
  const found = new Set<string>()
  const open = [...(neighbours.get(id) ?? [])]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (found.has(next)) continue
    found.add(next)
    open.push(...(neighbours.get(next) ?? []))
  }
  return found
}

/** The nodes whose outputs the expressions of a node may name. */
export const upstreamOf = (id: string, graph: GraphParts): ReadonlySet<string> =>
  reachableFrom(id, predecessorsOf(graph))

/** The number of edges on the longest way to each node. Nodes of a cycle count from where it is entered. */
export const layersOf = ({ nodes, connections }: GraphParts): ReadonlyMap<string, number> => {
  const successors = successorsOf({ connections })
  const open = new Map(nodes.map(({ id }) => [id, 0]))
  for (const list of successors.values()) {
    for (const target of list) open.set(target, (open.get(target) ?? 0) + 1)
  }
  const layers = new Map(nodes.map(({ id }) => [id, 0]))
  const ready = nodes.map(({ id }) => id).filter((id) => open.get(id) === 0)
  // Grows while it is gone through.
  for (const next of ready) {
    for (const target of successors.get(next) ?? []) {
      layers.set(target, Math.max(layers.get(target) ?? 0, (layers.get(next) ?? 0) + 1))
      const left = (open.get(target) ?? 0) - 1
      open.set(target, left)
      if (left === 0) ready.push(target)
    }
  }
  return layers
}

/** The ids in the order in which the nodes stand on the canvas: by columns from the left, each from the top. */
export const readingOrder = (graph: GraphParts): string[] => {
  const layers = layersOf(graph)
  return graph.nodes
    .toSorted(
      (a, b) =>
        (layers.get(a.id) ?? 0) - (layers.get(b.id) ?? 0) || (a.position?.y ?? 0) - (b.position?.y ?? 0),
    )
    .map(({ id }) => id)
}

/** The ids on a cycle, from its start back to it; undefined if there is none. */
export const findCycle = (graph: GraphParts): readonly string[] | undefined => {
  const successors = successorsOf(graph)
  const state = new Map<string, 'open' | 'done'>()
  for (const { id } of graph.nodes) {
    if (state.has(id)) continue
    const way: { id: string; next: number }[] = [{ id, next: 0 }]
    state.set(id, 'open')
    for (let top = way.at(-1); top; top = way.at(-1)) {
      const target = successors.get(top.id)?.[top.next]
      top.next += 1
      if (target === undefined) {
        state.set(top.id, 'done')
        way.pop()
      } else if (state.get(target) === 'open') {
        return [...way.slice(way.findIndex((each) => each.id === target)).map((each) => each.id), target]
      } else if (!state.has(target)) {
        state.set(target, 'open')
        way.push({ id: target, next: 0 })
      }
    }
  }
  return
}
