import assert from 'node:assert/strict'
import { test } from 'node:test'
import { copyNodes, parseFragment, placeFragment } from '../../../src/web/graph/clipboard.ts'
import { freshId } from '../../../src/web/graph/node-ids.ts'
import { type Language, renameNode } from '../../../src/web/graph/references.ts'
import { makeModel, makeNode } from './arbitraries.ts'

const languages: Readonly<Record<string, Record<string, Language>>> = {
  transform: { expression: 'jsonata' },
  code: { code: 'javascript' },
  sql: { query: 'sql' },
}
const languagesOf = (type: string) => languages[type] ?? {}

const parametersAfter = (
  parameters: Record<string, unknown>,
  { type = 'transform', to = 'total' }: { type?: string; to?: string } = {},
) => {
  const model = makeModel('', [makeNode('sum'), makeNode('user', { type, parameters })])
  return renameNode(model, ['sum', to], languagesOf).nodes[1]?.parameters
}

test('a new id does not reach SQL, where the same text is the column of a table', () => {
  const query = "SELECT nodes.sum, '{{ nodes.sum }}' FROM nodes"
  assert.deepEqual(parametersAfter({ query, tables: { nodes: '{{ nodes.sum }}' } }, { type: 'sql' }), {
    query,
    tables: { nodes: '{{ nodes.total }}' },
  })
})

test('a new id reaches expressions, templates and code, and nothing that only looks like it', () => {
  const expression = 'nodes.sum.x + nodes.summary + mynodes.sum + nodes.`sum` + $x.nodes.sum'
  assert.deepEqual(parametersAfter({ expression }), {
    expression: 'nodes.total.x + nodes.summary + mynodes.sum + nodes.total + $x.nodes.sum',
  })
  assert.deepEqual(parametersAfter({ body: { a: ['{{ nodes.sum }} of nodes.sum'] } }, { type: 'http' }), {
    body: { a: ['{{ nodes.total }} of nodes.sum'] },
  })
  assert.deepEqual(
    parametersAfter({ code: 'return nodes.sum + nodes[\'sum\'] + nodes["sum"]' }, { type: 'code' }),
    {
      code: 'return nodes.total + nodes["total"] + nodes["total"]',
    },
  )
})

test('an id that is no name is quoted as each language needs it', () => {
  const to = 'the sum'
  assert.deepEqual(parametersAfter({ expression: 'nodes.sum' }, { to }), { expression: 'nodes.`the sum`' })
  assert.deepEqual(parametersAfter({ code: 'return nodes.sum' }, { to, type: 'code' }), {
    code: 'return nodes["the sum"]',
  })
})

test('edges follow a new id on both ends', () => {
  const renamed = renameNode(makeModel('a-b b:done-c'), ['b', 'x'], languagesOf)
  assert.deepEqual(
    [...renamed.connections],
    [
      ['a', [{ target: 'x', output: 'out' }]],
      ['x', [{ target: 'c', output: 'done' }]],
    ],
  )
})

test('pasted nodes get free ids, also where they name each other, and keep their distances', () => {
  const user = makeNode('b', {
    position: { x: 300, y: 50 },
    parameters: { expression: 'nodes.a + nodes.other' },
  })
  const model = makeModel('a-b b-c', [makeNode('a', { position: { x: 100, y: 20 } }), user])
  const copied = parseFragment(copyNodes(model, new Set(['a', 'b'])))
  assert.ok(copied)
  const taken = new Set(['a', 'b', 'c', 'b_2'])
  const { nodes, edges } = placeFragment(copied, { taken, languagesOf, at: { x: 0, y: 0 } })
  assert.deepEqual(
    nodes.map(({ id, position }) => [id, position]),
    [
      ['a_2', { x: 0, y: 0 }],
      ['b_3', { x: 200, y: 30 }],
    ],
  )
  assert.deepEqual(nodes[1]?.parameters, { expression: 'nodes.a_2 + nodes.other' })
  assert.deepEqual(edges, [{ source: 'a_2', target: 'b_3', output: 'out' }])
})

test('a whole script can be pasted, and other texts cannot', () => {
  const script = { name: 'x', nodes: [{ id: 'a', type: 'start' }], connections: { a: [{ target: 'gone' }] } }
  assert.deepEqual(parseFragment(JSON.stringify(script)), {
    nodes: [{ id: 'a', type: 'start', parameters: {} }],
    edges: [],
  })
  for (const text of [
    '',
    'hello',
    '[]',
    '{"nodes":[]}',
    '{"nodes":[{"id":1}]}',
    '{"nodes":[{"id":"a","type":"x"},{"id":"a","type":"x"}]}',
  ]) {
    assert.equal(parseFragment(text), undefined, text)
  }
})

test('a free id counts on, and stays as short as ids must be', () => {
  assert.equal(freshId('a', new Set(['a'])), 'a_2')
  assert.equal(freshId('a_2', new Set(['a', 'a_2', 'a_3'])), 'a_4')
  const long = 'x'.repeat(100)
  assert.equal([...freshId(long, new Set([long]))].length, 100)
})
