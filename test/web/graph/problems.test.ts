import assert from 'node:assert/strict'
import { test } from 'node:test'
import { edgeId } from '../../../src/web/graph/model.ts'
import { outputPorts } from '../../../src/web/graph/ports.ts'
import { locateProblems } from '../../../src/web/graph/problems.ts'
import { findCycle, readingOrder, upstreamOf } from '../../../src/web/graph/traversal.ts'
import { makeModel, makeNode } from './arbitraries.ts'

const problem = (path: string) => ({ path, code: 'any', message: `at ${path}` })

test('a problem is found at its node, field or edge, also when an id has dots', () => {
  const graph = makeModel('a-b a:true-c a.0-b')
  const { byNode, byEdge, general, count } = locateProblems(
    [
      'nodes.0',
      'nodes.1.parameters.cases.2',
      'connections.a.1.output',
      'connections.a.0.0',
      'connections',
      'nodes.99.id',
    ].map(problem),
    graph,
  )
  assert.deepEqual(byNode.get('a'), [{ field: '', message: 'at nodes.0' }])
  assert.deepEqual(byNode.get('b'), [
    { field: 'parameters.cases.2', message: 'at nodes.1.parameters.cases.2' },
  ])
  assert.deepEqual(
    [...byEdge.keys()],
    [
      edgeId({ source: 'a', output: 'true', target: 'c' }),
      edgeId({ source: 'a.0', output: 'out', target: 'b' }),
    ],
  )
  assert.deepEqual(general, ['at connections', 'at nodes.99.id'])
  assert.equal(count, 6)
})

test('a cycle is shown at each of its edges, and nowhere else', () => {
  const { byEdge, general, count } = locateProblems(
    [{ path: 'connections', code: 'cycle', message: 'a → b → a' }],
    makeModel('s-a a-b b-a b-c'),
  )
  assert.deepEqual(
    [...byEdge.keys()],
    [
      edgeId({ source: 'a', output: 'out', target: 'b' }),
      edgeId({ source: 'b', output: 'out', target: 'a' }),
    ],
  )
  assert.deepEqual([general, count], [[], 1])
})

const type = {
  type: 'switch',
  title: 'Switch',
  description: '',
  effects: false,
  ports: ['default', 'error'],
  dynamic_ports: true,
  parameters: {},
  example: { parameters: {} },
}

test('a node shows its cases, the port of errors when it is used, and ports that it no longer has', () => {
  const node = makeNode('s', { type: 'switch', parameters: { cases: ['paid', 'open', 'paid', 1] } })
  const names = (...ports: Parameters<typeof outputPorts>) => outputPorts(...ports).map(({ name }) => name)
  assert.deepEqual(names(node, type, []), ['paid', 'open', 'default'])
  assert.deepEqual(names({ ...node, on_error: 'continue' }, type, []), ['paid', 'open', 'default', 'error'])
  const gone = outputPorts(node, type, [{ target: 'x', output: 'gone' }])
  assert.deepEqual(gone.at(-1), { name: 'gone', isUnknown: true })
  assert.deepEqual(outputPorts(node, undefined, [{ target: 'x', output: 'out' }]), [
    { name: 'out', isUnknown: false },
  ])
})

test('a cycle is found with its nodes in order', () => {
  assert.deepEqual(findCycle(makeModel('s-a a-b b-c c-a')), ['a', 'b', 'c', 'a'])
  assert.equal(findCycle(makeModel('a-b a-c b-d c-d')), undefined)
  assert.deepEqual(findCycle(makeModel('a-a')), ['a', 'a'])
})

test('upstream are all nodes that lead to a node, and reading order goes along the edges', () => {
  const graph = makeModel('a-b b-c x-c c-d')
  assert.deepEqual([...upstreamOf('c', graph)].sort(), ['a', 'b', 'x'])
  assert.deepEqual(readingOrder(graph), ['a', 'x', 'b', 'c', 'd'])
})
