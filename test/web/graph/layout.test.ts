import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Position } from '../../../src/web/graph/edits.ts'
import { layOutInLayers } from '../../../src/web/graph/layout/layered.ts'
import { layOut } from '../../../src/web/graph/layout/layout.ts'
import { placeMissing } from '../../../src/web/graph/layout/place-missing.ts'
import type { ScriptModel } from '../../../src/web/graph/model.ts'
import { nodeSize, type Size } from '../../../src/web/graph/size.ts'
import { makeModel, makeNode, models } from './arbitraries.ts'

const sizesOf = ({ nodes }: ScriptModel) =>
  new Map(nodes.map(({ id }, index) => [id, nodeSize((index % 3) + 1)]))

const assertApart = (positions: ReadonlyMap<string, Position>, sizes: ReadonlyMap<string, Size>) => {
  const boxes = [...positions].map(([id, at]) => ({ id, ...at, ...(sizes.get(id) ?? nodeSize(1)) }))
  for (const [index, a] of boxes.entries()) {
    for (const b of boxes.slice(index + 1)) {
      const overlap =
        a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
      assert.ok(!overlap, `${a.id} and ${b.id} overlap`)
    }
  }
}

for (const [name, place] of [
  ['dagre', layOut],
  ['layers', layOutInLayers],
] as const) {
  test(`${name} gives every node a place of its own, whatever the graph`, () => {
    fc.assert(
      fc.property(models, (graph) => {
        const sizes = sizesOf(graph)
        const positions = place(graph, sizes)
        assert.equal(positions.size, graph.nodes.length)
        assertApart(positions, sizes)
      }),
    )
  })

  test(`${name} leads from left to right`, () => {
    const graph = makeModel('a-b a-c b-d c-d d-e')
    const positions = place(graph, sizesOf(graph))
    const x = (id: string) => positions.get(id)?.x ?? Number.NaN
    assert.ok(x('a') < x('b') && x('b') < x('d') && x('c') < x('d') && x('d') < x('e'))
  })
}

test('what the upper port leads to stands above what the lower one leads to', () => {
  const graph = makeModel('start-loop loop:each-wait loop:done-end wait-send send-note')
  const positions = layOut(graph, sizesOf(graph))
  const y = (id: string) => positions.get(id)?.y ?? Number.NaN
  assert.ok(y('wait') < y('end'))
})

test('a graph of 10,000 nodes is placed in layers without overlaps in its columns', () => {
  const edges = Array.from({ length: 9999 }, (_, index) => `n${Math.floor(index / 3)}-n${index + 1}`)
  const graph = makeModel(edges.join(' '))
  const positions = layOut(graph, sizesOf(graph))
  assert.equal(positions.size, 10_000)
  const columns = Map.groupBy([...positions.values()], ({ x }) => x)
  for (const column of columns.values()) {
    const sorted = column.map(({ y }) => y).sort((a, b) => a - b)
    for (const [index, y] of sorted.slice(1).entries()) assert.ok(y - (sorted[index] ?? 0) >= 60)
  }
})

test('nodes without a place get one beside their predecessors, and the others stay', () => {
  const { position: _, ...unplaced } = makeNode('b')
  const graph = makeModel('a-b c', [makeNode('a', { position: { x: 100, y: 100 } }), unplaced])
  const placed = placeMissing(graph, sizesOf(graph))
  assert.deepEqual(placed.nodes[0]?.position, { x: 100, y: 100 })
  assert.ok((placed.nodes[1]?.position?.x ?? 0) > 320)
  assert.equal(placeMissing(placed, sizesOf(placed)), placed)
})

test('nodes without a place never cover others', () => {
  fc.assert(
    fc.property(models, fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }), (graph, kept) => {
      const sizes = sizesOf(graph)
      const laidOut = layOut(graph, sizes)
      const nodes = graph.nodes.map(({ position: _, ...node }, index) => {
        const position = laidOut.get(node.id)
        return kept[index] && position ? { ...node, position } : node
      })
      const placed = placeMissing({ ...graph, nodes }, sizes)
      assertApart(
        new Map(placed.nodes.flatMap(({ id, position }) => (position ? [[id, position]] : []))),
        sizes,
      )
    }),
  )
})
