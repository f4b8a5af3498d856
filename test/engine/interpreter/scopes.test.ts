import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chain, type EdgeSpec, type NodeSpec } from '../../support/engine/graph-spec.ts'
import { buildGraph } from '../../support/engine/graphs.ts'
import { createRunner, recordOf } from '../../support/engine/run/world.ts'

const transform = (id: string, expression: string): NodeSpec => ({
  id,
  type: 'transform',
  parameters: { expression },
})

interface Case {
  readonly name: string
  readonly nodes: readonly NodeSpec[]
  readonly edges: readonly EdgeSpec[]
  readonly output: unknown
}

const cases: readonly Case[] = [
  {
    name: 'a node without predecessors gets the execution’s input',
    nodes: [transform('a', 'input')],
    edges: [],
    output: { x: 1 },
  },
  {
    name: 'a single predecessor passes its output on',
    nodes: [transform('a', '2'), transform('b', 'input + 1')],
    edges: chain('a', 'b'),
    output: 3,
  },
  {
    name: 'several predecessors make a map by node id',
    nodes: [transform('a', '1'), transform('b', '2'), transform('c', 'input')],
    edges: [
      ['b', 'c'],
      ['a', 'c'],
    ],
    output: { b: 2, a: 1 },
  },
  {
    name: 'nodes and params stay in scope far downstream',
    nodes: [transform('a', '1'), transform('b', '2'), transform('c', 'nodes.a + nodes.b + params.x')],
    edges: chain('a', 'b', 'c'),
    output: 4,
  },
  {
    name: 'a node that has ended but does not lead to this one is not in scope',
    nodes: [
      transform('other', '1'),
      transform('a', '2'),
      transform('b', '3'),
      transform('c', '{ "all": nodes, "other": nodes.other, "ids": $keys(nodes) }'),
      { id: 'end', type: 'end' },
    ],
    edges: [...chain('a', 'b', 'c', 'end')],
    output: { all: { a: 2, b: 3 }, ids: ['a', 'b'] },
  },
  {
    name: 'the body of a loop sees what the loop sees, and no other node',
    nodes: [
      transform('other', '1'),
      transform('a', '2'),
      { id: 'each', type: 'for_each', parameters: { items: ['x'] } },
      transform('first', '3'),
      transform('second', '[nodes.a, nodes.first, nodes.other, nodes.each, $keys(nodes)]'),
      { id: 'end', type: 'end' },
    ],
    edges: [
      ['a', 'each'],
      ['each', 'first', 'each'],
      ['first', 'second'],
      ['each', 'end', 'done'],
    ],
    output: [[2, 3, 'a', 'first']],
  },
  {
    name: 'the execution names its script',
    nodes: [transform('a', 'execution.script_id')],
    edges: [],
    output: 1,
  },
]

for (const { name, nodes, edges, output } of cases) {
  test(`what a node sees: ${name}`, async () => {
    const { run } = await createRunner()
    const { execution } = await run(buildGraph(nodes, edges), { input: { x: 1 } })
    assert.deepEqual(execution.output, output)
  })
}

const ids = ['__proto__x', 'a/b[0]', 'constructor', 'toString', 'hasOwnProperty', '한글 🎉', '100%']

for (const id of ids) {
  test(`a node may be named ${id}, also inside a loop`, async () => {
    const { run } = await createRunner()
    const graph = buildGraph(
      [
        { id: 'start', type: 'start' },
        { id, type: 'for_each', parameters: { items: [1, 2] } },
        transform(`${id}!`, `loop.index + nodes.start.x`),
        transform('last', `$lookup(nodes, ${JSON.stringify(id)})`),
      ],
      [
        ['start', id],
        [id, `${id}!`, 'each'],
        [id, 'last', 'done'],
      ],
    )
    const { execution, nodes } = await run(graph, { input: { x: 1 } })
    assert.deepEqual(execution.output, [1, 2])
    assert.equal(nodes.filter(({ node_id }) => node_id === `${id}!`).length, 2)
  })
}

test('ids that look like paths do not collide', async () => {
  const { run } = await createRunner()
  const graph = buildGraph(
    [
      { id: 'a', type: 'for_each', parameters: { items: [1] } },
      transform('b', '"inside"'),
      transform('a[0]/b', '"outside"'),
      transform('last', 'nodes'),
    ],
    [
      ['a', 'b', 'each'],
      ['a', 'a[0]/b', 'done'],
      ['a[0]/b', 'last'],
    ],
  )
  const state = await run(graph)
  assert.deepEqual(state.execution.output, { a: ['inside'], 'a[0]/b': 'outside' })
  assert.equal(recordOf(state, 'a[0]/b')?.output, 'inside')
})
