import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Digraph, findCycle, reachable, topologicalOrder } from '../../../src/engine/graph/digraph.ts'

const digraph = (size: number, pairs: readonly (readonly [number, number])[]): Digraph => {
  const edges = Array.from({ length: size }, (): number[] => [])
  for (const [from, to] of pairs) edges[from]?.push(to)
  return { size, edges }
}

/** Edges only lead from a lower to a higher number. */
const acyclic = fc.integer({ min: 1, max: 30 }).chain((size) =>
  fc.array(fc.tuple(fc.nat({ max: size - 1 }), fc.nat({ max: size - 1 })), { maxLength: 80 }).map((pairs) => {
    const forward = pairs
      .filter(([a, b]) => a !== b)
      .map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const)
    return digraph(size, forward)
  }),
)

/** Any edges, to themselves and repeated ones too. */
const anyGraph = fc
  .integer({ min: 1, max: 12 })
  .chain((size) =>
    fc
      .array(fc.tuple(fc.nat({ max: size - 1 }), fc.nat({ max: size - 1 })), { maxLength: 30 })
      .map((pairs) => digraph(size, pairs)),
  )

const assertIsCycle = ({ edges }: Digraph, cycle: readonly number[]) => {
  assert.equal(new Set(cycle).size, cycle.length)
  for (const [index, vertex] of cycle.entries()) {
    const next = cycle[(index + 1) % cycle.length] ?? -1
    assert.ok(edges[vertex]?.includes(next), `${vertex} is not connected to ${next}`)
  }
}

test('a graph without a cycle has an order in which each vertex follows its predecessors', () => {
  fc.assert(
    fc.property(acyclic, (graph) => {
      assert.equal(findCycle(graph), undefined)
      const place = new Map(topologicalOrder(graph).map((vertex, index) => [vertex, index]))
      assert.equal(place.size, graph.size)
      for (const [from, targets] of graph.edges.entries()) {
        for (const to of targets) assert.ok((place.get(from) ?? 0) < (place.get(to) ?? 0))
      }
    }),
  )
})

test('an edge back along a path closes a cycle, which is reported', () => {
  fc.assert(
    fc.property(acyclic, fc.nat(), fc.nat(), (graph, pick, step) => {
      const start = pick % graph.size
      const ends = [...reachable(graph, [start], () => true)]
      const end = ends[step % ends.length] ?? start
      const edges = graph.edges.map((targets, vertex) => (vertex === end ? [...targets, start] : targets))
      const cycle = findCycle({ ...graph, edges })
      assert.ok(cycle)
      assertIsCycle({ ...graph, edges }, cycle)
    }),
  )
})

test('a graph has either an order of all its vertices or a cycle', () => {
  fc.assert(
    fc.property(anyGraph, (graph) => {
      const cycle = findCycle(graph)
      assert.equal(cycle === undefined, topologicalOrder(graph).length === graph.size)
      if (cycle) assertIsCycle(graph, cycle)
    }),
  )
})

test('reachability stops at vertices that are not open', () => {
  const graph = digraph(5, [
    [0, 1],
    [1, 2],
    [0, 3],
    [3, 4],
  ])
  assert.deepEqual([...reachable(graph, [0], (vertex) => vertex !== 3)], [0, 1, 2])
  assert.deepEqual([...reachable(graph, [3], (vertex) => vertex !== 3)], [])
})

test('a chain of a hundred thousand vertices needs no deep call stack', () => {
  const size = 100_000
  const edges = Array.from({ length: size }, (_, vertex) => (vertex + 1 < size ? [vertex + 1] : []))
  assert.equal(topologicalOrder({ size, edges }).length, size)
  edges[size - 1] = [0]
  assert.equal(findCycle({ size, edges })?.length, size)
})
