import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chain, type EdgeSpec, type NodeSpec } from '../../support/engine/graph-spec.ts'
import { buildGraph } from '../../support/engine/graphs.ts'
import { createRunner, recordOf, statusesOf } from '../../support/engine/run/world.ts'

const probe = (id: string, port = 'out', output: unknown = id): NodeSpec => ({
  id,
  type: 'probe',
  parameters: { name: id, port, output },
})
const failing = (id: string, on_error: NodeSpec['on_error'] = 'stop'): NodeSpec => ({
  id,
  type: 'fail',
  parameters: { message: 'no' },
  on_error,
})
const reply = (id: string): NodeSpec => ({ id, type: 'transform', parameters: { expression: 'input' } })
const merge = (id: string): NodeSpec => ({ id, type: 'merge' })

interface Case {
  readonly name: string
  readonly nodes: readonly NodeSpec[]
  readonly edges: readonly EdgeSpec[]
  readonly statuses: Readonly<Record<string, string>>
  readonly output?: unknown
  readonly status?: string
}

const cases: readonly Case[] = [
  {
    name: 'one node',
    nodes: [probe('a')],
    edges: [],
    statuses: { a: 'completed' },
    output: 'a',
  },
  {
    name: 'the branch that is not taken is skipped to its end, and the merge runs with the other',
    nodes: [probe('if', 'left'), probe('l'), probe('r'), probe('r2'), merge('m')],
    edges: [
      ['if', 'l', 'left'],
      ['if', 'r', 'right'],
      ['r', 'r2'],
      ['l', 'm'],
      ['r2', 'm'],
    ],
    statuses: { if: 'completed', l: 'completed', r: 'skipped', r2: 'skipped', m: 'completed' },
    output: 'l',
  },
  {
    name: 'a merge waits for both of two branches that run',
    nodes: [probe('s'), probe('a'), probe('b'), merge('m')],
    edges: [...chain('s', 'a', 'm'), ...chain('s', 'b', 'm')],
    statuses: { s: 'completed', a: 'completed', b: 'completed', m: 'completed' },
    output: { a: 'a', b: 'b' },
  },
  {
    name: 'several merges behind one another decide by what is left alive',
    nodes: [probe('if', 'left'), probe('l'), probe('r'), merge('m1'), merge('m2'), probe('x')],
    edges: [
      ['if', 'l', 'left'],
      ['if', 'r', 'right'],
      ['r', 'm1'],
      ['if', 'm1', 'right'],
      ['m1', 'm2'],
      ['l', 'm2'],
      ['m1', 'x'],
    ],
    statuses: {
      if: 'completed',
      l: 'completed',
      r: 'skipped',
      m1: 'skipped',
      x: 'skipped',
      m2: 'completed',
    },
    output: 'l',
  },
  {
    name: 'a node connected to two ports of one source runs when one of them delivers',
    nodes: [probe('if', 'left'), probe('a')],
    edges: [
      ['if', 'a', 'left'],
      ['if', 'a', 'right'],
    ],
    statuses: { if: 'completed', a: 'completed' },
    output: 'a',
  },
  {
    name: 'a path that ends at a port without connection gives no output',
    nodes: [probe('if', 'left'), probe('r'), merge('m')],
    edges: [
      ['if', 'r', 'right'],
      ['r', 'm'],
    ],
    statuses: { if: 'completed', r: 'skipped', m: 'skipped' },
    output: null,
  },
  {
    name: 'a failure skips everything that depends on it, while other branches continue',
    nodes: [probe('s'), failing('f'), probe('f2'), probe('b'), probe('b2')],
    edges: [...chain('s', 'f', 'f2'), ...chain('s', 'b', 'b2')],
    statuses: { s: 'completed', f: 'failed', f2: 'skipped', b: 'completed', b2: 'completed' },
    status: 'failed',
    output: null,
  },
  {
    name: 'a merge behind a failed and a live branch is skipped',
    nodes: [failing('f'), probe('b'), merge('m'), probe('x')],
    edges: [
      ['f', 'm'],
      ['b', 'm'],
      ['m', 'x'],
    ],
    statuses: { f: 'failed', b: 'completed', m: 'skipped', x: 'skipped' },
    status: 'failed',
    output: null,
  },
  {
    name: 'one_success runs with what did not fail',
    nodes: [
      failing('f'),
      probe('f2'),
      probe('b'),
      { ...merge('m'), trigger_rule: 'one_success' },
      probe('x'),
    ],
    edges: [...chain('f', 'f2', 'm'), ...chain('b', 'm', 'x')],
    statuses: { f: 'failed', f2: 'skipped', b: 'completed', m: 'completed', x: 'completed' },
    status: 'failed',
    output: null,
  },
  {
    name: 'one_success behind failures alone is skipped, and so is what depends on it',
    nodes: [failing('f'), { ...merge('m'), trigger_rule: 'one_success' }, probe('b'), probe('x')],
    edges: [...chain('f', 'm', 'x'), ...chain('b', 'x')],
    statuses: { f: 'failed', m: 'skipped', b: 'completed', x: 'skipped' },
    status: 'failed',
    output: null,
  },
  {
    name: 'all_done runs behind branches that were not taken, with nothing as input',
    nodes: [probe('if', 'left'), probe('r'), { ...reply('all'), trigger_rule: 'all_done' }],
    edges: [
      ['if', 'r', 'right'],
      ['r', 'all'],
    ],
    statuses: { if: 'completed', r: 'skipped', all: 'completed' },
    output: null,
  },
  {
    name: 'a caught failure continues through port error, and the other ports are dead',
    nodes: [failing('f', 'continue'), merge('caught'), probe('usual')],
    edges: [
      ['f', 'caught', 'error'],
      ['f', 'usual'],
    ],
    statuses: { f: 'failed', caught: 'completed', usual: 'skipped' },
    output: { error: { code: 'FAILED', message: 'no' } },
  },
  {
    name: 'a caught failure without a connection is the output',
    nodes: [failing('f', 'continue')],
    edges: [],
    statuses: { f: 'failed' },
    output: { error: { code: 'FAILED', message: 'no' } },
  },
  {
    name: 'port error is dead when nothing fails',
    nodes: [probe('a'), probe('handler'), probe('b')],
    edges: [
      ['a', 'handler', 'error'],
      ['a', 'b'],
    ],
    statuses: { a: 'completed', handler: 'skipped', b: 'completed' },
    output: 'b',
  },
  {
    name: 'the end node gives the output, whatever else is last',
    nodes: [probe('a'), { id: 'end', type: 'end' }, probe('z')],
    edges: [
      ['a', 'end'],
      ['a', 'z'],
    ],
    statuses: { a: 'completed', end: 'completed', z: 'completed' },
    output: 'a',
  },
  {
    name: 'several end nodes give a map of those that ran',
    nodes: [
      probe('a', 'left'),
      { id: 'e1', type: 'end' },
      { id: 'e2', type: 'end' },
      { id: 'e3', type: 'end' },
    ],
    edges: [
      ['a', 'e1', 'left'],
      ['a', 'e2', 'left'],
      ['a', 'e3', 'right'],
    ],
    statuses: { a: 'completed', e1: 'completed', e2: 'completed', e3: 'skipped' },
    output: { e1: 'a', e2: 'a' },
  },
  {
    name: 'without an end node several last nodes give a map in their order',
    nodes: [probe('b'), probe('a')],
    edges: [],
    statuses: { b: 'completed', a: 'completed' },
    output: { b: 'b', a: 'a' },
  },
  { name: 'nothing', nodes: [], edges: [], statuses: {}, output: null },
]

for (const { name, nodes, edges, statuses, output, status = 'completed' } of cases) {
  test(`joins and branches: ${name}`, async () => {
    const { run } = await createRunner()
    const state = await run(buildGraph(nodes, edges))
    assert.deepEqual(statusesOf(state), statuses)
    assert.deepEqual([state.execution.status, state.execution.output], [status, output])
  })
}

test('an execution fails with the first uncaught failure and names its node', async () => {
  const { run } = await createRunner()
  const { execution } = await run(buildGraph([failing('c', 'continue'), failing('f')]))
  assert.deepEqual(execution.error, { code: 'FAILED', message: 'no', node_id: 'f' })
})

test('all_done is given the errors of what failed, and of what was skipped for it', async () => {
  const { run } = await createRunner()
  const nodes = [
    failing('f'),
    probe('f2'),
    probe('b'),
    { ...reply('all'), trigger_rule: 'all_done' as const },
  ]
  const state = await run(
    buildGraph(nodes, [...chain('f', 'f2', 'all'), ...chain('f', 'all'), ...chain('b', 'all')]),
  )
  const error = { code: 'FAILED', message: 'no' }
  assert.deepEqual(recordOf(state, 'all')?.output, { f2: { error }, f: { error }, b: 'b' })
  assert.equal(state.execution.status, 'failed')
})
