import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Expressions } from '../../../src/engine/expressions/expressions.ts'
import { graphProblems, MAX_PROBLEMS } from '../../../src/engine/graph/validate-graph.ts'
import { compilePlan } from '../../../src/engine/interpreter/plan.ts'
import { NodeTypes } from '../../../src/engine/node-types/registry.ts'
import { Turns } from '../../../src/lib/async/turns.ts'
import { chain, type EdgeSpec, type NodeSpec } from '../../support/engine/graph-spec.ts'
import { buildGraph, buildHashed } from '../../support/engine/graphs.ts'

const rules = { types: new NodeTypes(), expressions: new Expressions(), turns: new Turns() }

const log = (id: string): NodeSpec => ({ id, type: 'log', parameters: { message: 'm' } })
const loop = (id: string): NodeSpec => ({ id, type: 'repeat', parameters: { times: 2 } })
const choice = (id: string, ...cases: string[]): NodeSpec => ({
  id,
  type: 'switch',
  parameters: { expression: 'input', cases },
})
const unknown = (id: string): NodeSpec => ({ id, type: 'nope' })

interface Case {
  readonly name: string
  readonly nodes: readonly NodeSpec[]
  readonly edges?: readonly EdgeSpec[]
  /** `path code`, and the values as JSON where there are any. */
  readonly problems: readonly string[]
}

const cases: readonly Case[] = [
  { name: 'an empty graph', nodes: [], problems: [] },
  { name: 'a node alone', nodes: [log('a')], problems: [] },
  {
    name: 'a repeated node id',
    nodes: [log('a'), log('b'), log('a')],
    problems: ['nodes.2.id duplicate_node_id {"id":"a"}'],
  },
  {
    name: 'an unknown type',
    nodes: [log('a'), unknown('b')],
    problems: ['nodes.1.type unknown_node_type {"type":"nope"}'],
  },
  {
    name: 'types named like members of every object',
    nodes: [{ ...unknown('a'), type: 'constructor' }],
    problems: ['nodes.0.type unknown_node_type {"type":"constructor"}'],
  },
  {
    name: 'a missing parameter',
    nodes: [{ id: 'a', type: 'condition' }],
    problems: ['nodes.0.parameters.expression invalid_type'],
  },
  {
    name: 'a parameter that the type does not have',
    nodes: [{ ...log('a'), parameters: { message: 'm', x: 1 } }],
    problems: ['nodes.0.parameters unrecognized_keys'],
  },
  {
    name: 'an unknown source and an unknown target',
    nodes: [log('a')],
    edges: [
      ['a', 'gone'],
      ['ghost', 'a'],
    ],
    problems: [
      'connections.a.0.target unknown_target {"id":"gone"}',
      'connections.ghost unknown_source {"id":"ghost"}',
    ],
  },
  {
    name: 'ports that a node does not have',
    nodes: [log('a'), choice('s', 'x'), log('b')],
    edges: [
      ['a', 'b', 'true'],
      ['s', 'b', 'x'],
      ['s', 'b', 'y'],
      ['s', 'b', 'default'],
    ],
    problems: [
      'connections.a.0.output unknown_port {"port":"true","ports":"out, error"}',
      'connections.s.1.output unknown_port {"port":"y","ports":"x, default, error"}',
    ],
  },
  {
    name: 'a connection from an error port that is not in use',
    nodes: [log('a'), { ...log('b'), on_error: 'continue' }, log('c')],
    edges: [
      ['a', 'c', 'error'],
      ['b', 'c', 'error'],
    ],
    problems: ['connections.a.0.output error_port_unused {"id":"a"}'],
  },
  {
    name: 'a repeated connection',
    nodes: [log('a'), log('b')],
    edges: [
      ['a', 'b'],
      ['a', 'b', 'out'],
    ],
    problems: ['connections.a.1 duplicate_connection {"target":"b","port":"out"}'],
  },
  {
    name: 'a node connected to itself',
    nodes: [log('a')],
    edges: [['a', 'a']],
    problems: ['connections cycle {"nodes":"a → a"}'],
  },
  {
    name: 'a loop whose body leads back to it',
    nodes: [loop('l'), log('a')],
    edges: [
      ['l', 'a', 'each'],
      ['a', 'l'],
    ],
    problems: ['connections cycle {"nodes":"l → a → l"}'],
  },
  {
    name: 'loops in a loop',
    nodes: [loop('o'), loop('i'), log('a'), log('b'), log('z')],
    edges: [
      ['o', 'i', 'each'],
      ['i', 'a', 'each'],
      ['i', 'b', 'done'],
      ['o', 'z', 'done'],
    ],
    problems: [],
  },
  {
    name: 'a loop body that is entered from before the loop',
    nodes: [log('s'), loop('l'), log('a')],
    edges: [
      ['s', 'l'],
      ['s', 'a'],
      ['l', 'a', 'each'],
    ],
    problems: ['connections.s.1 loop_body_entered {"loop":"l","source":"s","target":"a"}'],
  },
  {
    name: 'a loop whose both ports lead to one node',
    nodes: [loop('l'), log('a')],
    edges: [
      ['l', 'a', 'each'],
      ['l', 'a', 'done'],
    ],
    problems: ['connections.l.1 loop_body_entered {"loop":"l","source":"l","target":"a"}'],
  },
  {
    name: 'two loops that share a body',
    nodes: [loop('l'), loop('m'), log('a'), log('b')],
    edges: [
      ['l', 'a', 'each'],
      ['m', 'a', 'each'],
      ['a', 'b'],
    ],
    problems: ['connections.m.0 loop_body_entered {"loop":"l","source":"m","target":"a"}'],
  },
  {
    name: 'an inner body that is entered from the outer one',
    nodes: [loop('o'), loop('i'), log('a'), log('b')],
    edges: [
      ['o', 'i', 'each'],
      ['o', 'b', 'each'],
      ['i', 'a', 'each'],
      ['b', 'a'],
    ],
    problems: ['connections.b.0 loop_body_entered {"loop":"i","source":"b","target":"a"}'],
  },
  {
    name: 'many things at once',
    nodes: [log('a'), { id: 'b', type: 'wait', parameters: { ms: -1 } }, unknown('c'), log('a')],
    edges: [
      ['b', 'c'],
      ['c', 'b', 'anything'],
      ['b', 'gone', 'no'],
    ],
    problems: [
      'connections cycle {"nodes":"b → c → b"}',
      'nodes.1.parameters.ms too_small',
      'nodes.2.type unknown_node_type {"type":"nope"}',
      'nodes.3.id duplicate_node_id {"id":"a"}',
      'connections.b.1.target unknown_target {"id":"gone"}',
      'connections.b.1.output unknown_port {"port":"no","ports":"out, error"}',
    ],
  },
]

for (const { name, nodes, edges = [], problems } of cases) {
  test(`${name}: ${problems.length} problems`, async () => {
    const found = await graphProblems(buildGraph(nodes, edges), rules)
    const told = found.map(({ path, code, values }) => [path, code, values && JSON.stringify(values)])
    assert.deepEqual(
      told.map((parts) => parts.filter(Boolean).join(' ')),
      problems,
    )
  })
}

test('every expression that does not compile is reported, in templates as well', async () => {
  const graph = buildGraph([
    { id: 'a', type: 'transform', parameters: { expression: '1 +' } },
    { ...log('b'), parameters: { message: { deep: ['{{ ) }}'] } } },
  ])
  assert.deepEqual(
    (await graphProblems(graph, rules)).map(({ path, code }) => `${path} ${code}`),
    [
      'nodes.0.parameters.expression invalid_expression',
      'nodes.1.parameters.message.deep.0 invalid_expression',
    ],
  )
})

const nested = (depth: number) => {
  const ids = Array.from({ length: depth }, (_, index) => `l${index}`)
  return buildGraph(
    ids.map(loop),
    chain(...ids).map(([from, to]): EdgeSpec => [from, to, 'each']),
  )
}

test('loops may be nested 16 deep', async () => {
  assert.deepEqual(await graphProblems(nested(16), rules), [])
  assert.deepEqual(await graphProblems(nested(17), rules), [
    { path: 'nodes.16', code: 'loop_too_deep', values: { limit: 16 } },
  ])
})

const big = 10_000
const names = Array.from({ length: big }, (_, index) => `n${index}`)

test('ten thousand nodes in a chain are checked and compiled', async () => {
  const source = buildHashed(names.map(log), chain(...names))
  assert.deepEqual(await graphProblems(source.graph, rules), [])
  assert.equal((await compilePlan(source, rules)).root.nodes.length, big)
})

test('ten thousand loops, each in the one before, are refused by the depth', async () => {
  assert.deepEqual(
    (await graphProblems(nested(big), rules)).map(({ path }) => path),
    ['nodes.16'],
  )
})

test('thousands of loops around one body are refused without comparing each pair', async () => {
  const loops = names.slice(0, big / 2)
  const body = names.slice(big / 2)
  const entries = loops.map((id): EdgeSpec => [id, body[0] ?? '', 'each'])
  const graph = buildGraph([...loops.map(loop), ...body.map(log)], [...entries, ...chain(...body)])
  const problems = await graphProblems(graph, rules)
  assert.equal(problems.length, MAX_PROBLEMS)
  assert.equal(new Set(problems.map(({ path }) => path)).size, MAX_PROBLEMS)
})

test('more connections than are allowed are a problem', async () => {
  const list = Array.from({ length: 50_001 }, (_, index) => ({ target: `n${index % big}`, output: 'out' }))
  const graph = { nodes: buildGraph(names.map(log)).nodes, connections: { n0: list } }
  const paths = (await graphProblems(graph, rules)).filter(({ code }) => code === 'too_big')
  assert.deepEqual(paths, [{ path: 'connections', code: 'too_big', values: { maximum: 50_000 } }])
})

test('expressions are not of any length together', async () => {
  const node = (id: string, parameters: Readonly<Record<string, unknown>>, type = 'transform') => ({
    id,
    type,
    parameters,
  })
  const long = '1 '.repeat(49_000)
  const some = Array.from({ length: 10 }, (_, index) => node(`n${index}`, { expression: long }))
  const problemsOf = async (more: Parameters<typeof buildGraph>[0]) =>
    await graphProblems(buildGraph([...some, ...more]), rules)
  // Each is wrong by itself, which is told as long as they are looked at.
  assert.equal((await problemsOf([node('code', { code: long }, 'code')])).length, 10)
  for (const more of [
    node('text', { output: [`{{ ${long} }}`] }, 'end'),
    node('last', { expression: long }),
  ]) {
    assert.deepEqual(await problemsOf([more]), [
      { path: 'nodes', code: 'expressions_too_long', values: { maximum: 1_000_000 } },
    ])
  }
})
