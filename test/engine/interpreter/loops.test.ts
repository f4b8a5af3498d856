import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { EdgeSpec, NodeSpec } from '../../support/engine/graph-spec.ts'
import { buildGraph } from '../../support/engine/graphs.ts'
import { createRunner, recordOf, statusesOf } from '../../support/engine/run/world.ts'

const transform = (id: string, expression: string): NodeSpec => ({
  id,
  type: 'transform',
  parameters: { expression },
})
const forEach = (id: string, items: unknown, concurrency = 4): NodeSpec => ({
  id,
  type: 'for_each',
  parameters: { items, concurrency },
})

interface Case {
  readonly name: string
  readonly nodes: readonly NodeSpec[]
  readonly edges: readonly EdgeSpec[]
  readonly output: unknown
}

const cases: readonly Case[] = [
  {
    name: 'an item that ends at a port without connection gives nothing',
    nodes: [
      forEach('loop', [1, 2, 3]),
      { id: 'odd', type: 'condition', parameters: { expression: 'input % 2 = 1' } },
      transform('item', 'input * 10'),
    ],
    edges: [
      ['loop', 'odd', 'each'],
      ['odd', 'item', 'true'],
    ],
    output: [10, null, 30],
  },
  {
    name: 'an item that ends at a condition without any connection gives nothing',
    nodes: [
      forEach('loop', [1, 2]),
      { id: 'odd', type: 'condition', parameters: { expression: 'input % 2 = 1' } },
    ],
    edges: [['loop', 'odd', 'each']],
    output: [null, null],
  },
  {
    name: 'an item that ends at a switch without any connection gives nothing, whatever its cases are called',
    nodes: [
      forEach('loop', [1, 2]),
      {
        id: 'kind',
        type: 'switch',
        parameters: { expression: 'input = 1 ? "out" : "done"', cases: ['out'] },
      },
    ],
    edges: [['loop', 'kind', 'each']],
    output: [null, null],
  },
  {
    name: 'end ends the run of an item with its output, and nothing of the run starts after it',
    nodes: [
      forEach('loop', [1, 2]),
      { id: 'stop', type: 'end', parameters: { output: 'enough {{ input }}' } },
      { id: 'wait', type: 'wait', parameters: { ms: 5 } },
      { id: 'never', type: 'fail', parameters: { message: 'it ran' } },
    ],
    edges: [
      ['loop', 'stop', 'each'],
      ['loop', 'wait', 'each'],
      ['wait', 'never'],
    ],
    output: ['enough 1', 'enough 2'],
  },
  {
    name: 'an error port alone leaves the output to the run',
    nodes: [forEach('loop', [1]), transform('item', 'input'), transform('caught', '"caught"')],
    edges: [
      ['loop', 'item', 'each'],
      ['item', 'caught', 'error'],
    ],
    output: [1],
  },
  {
    name: 'an empty list gives an empty list',
    nodes: [forEach('loop', []), transform('item', 'input')],
    edges: [['loop', 'item', 'each']],
    output: [],
  },
  {
    name: 'a loop without a body gives its items',
    nodes: [forEach('loop', [1, 2])],
    edges: [],
    output: [1, 2],
  },
  {
    name: 'the item is the input, index and item are in loop, outer outputs and params stay visible',
    nodes: [
      transform('before', '10'),
      forEach('loop', ['a', 'b']),
      transform('item', 'input & loop.item & loop.index & nodes.before & params'),
    ],
    edges: [
      ['before', 'loop'],
      ['loop', 'item', 'each'],
    ],
    output: ['aa010P', 'bb110P'],
  },
  {
    name: 'nodes behind port done get the whole list',
    nodes: [forEach('loop', [1, 2, 3]), transform('item', 'input * 2'), transform('sum', '$sum(input)')],
    edges: [
      ['loop', 'item', 'each'],
      ['loop', 'sum', 'done'],
    ],
    output: 12,
  },
  {
    name: 'a body with branches gives the outputs of its last nodes for each item',
    nodes: [
      forEach('loop', [1, 5]),
      { id: 'if', type: 'condition', parameters: { expression: 'input > 3' } },
      transform('big', '"big"'),
      transform('small', '"small"'),
      { id: 'join', type: 'merge' },
    ],
    edges: [
      ['loop', 'if', 'each'],
      ['if', 'big', 'true'],
      ['if', 'small', 'false'],
      ['big', 'join'],
      ['small', 'join'],
    ],
    output: ['small', 'big'],
  },
  {
    name: 'loops in loops',
    nodes: [
      forEach('outer', [[1, 2], [], [3]]),
      forEach('inner', 'input[]'),
      transform('item', 'input * 10 + loop.index'),
    ],
    edges: [
      ['outer', 'inner', 'each'],
      ['inner', 'item', 'each'],
    ],
    output: [[10, 21], [], [30]],
  },
  {
    name: 'repeat counts from 0',
    nodes: [{ id: 'loop', type: 'repeat', parameters: { times: 3 } }, transform('item', 'input')],
    edges: [['loop', 'item', 'each']],
    output: [0, 1, 2],
  },
  {
    name: 'an item whose failure is caught gives the output of the handler',
    nodes: [
      forEach('loop', [1, 2]),
      { id: 'check', type: 'fail', parameters: { message: 'no {{ input }}' }, on_error: 'continue' },
      transform('handled', 'input.error.message'),
    ],
    edges: [
      ['loop', 'check', 'each'],
      ['check', 'handled', 'error'],
    ],
    output: ['no 1', 'no 2'],
  },
]

for (const { name, nodes, edges, output } of cases) {
  test(`loops: ${name}`, async () => {
    const { run } = await createRunner()
    const { execution } = await run(buildGraph(nodes, edges), { input: 'P' })
    assert.deepEqual([execution.error, execution.output], [null, output])
  })
}

test('items run up to the concurrency of the loop, and the list keeps their order', async () => {
  const { run, probes } = await createRunner()
  const item = { name: '{{ $string(input) }}', ms: '{{ 10 - input }}' }
  const graph = buildGraph(
    [forEach('loop', [0, 1, 2, 3, 4, 5], 3), { id: 'item', type: 'probe', parameters: item }],
    [['loop', 'item', 'each']],
  )
  const { execution } = await run(graph)
  assert.equal(probes.peak, 3)
  assert.deepEqual(probes.ended.slice(0, 3), ['2', '1', '0'])
  assert.deepEqual(execution.output, [0, 1, 2, 3, 4, 5])
})

test('a failed item fails the loop, is named, and prevents further items from starting', async () => {
  const { run, probes } = await createRunner()
  const failures = '{{ input = 1 ? 9 : 0 }}'
  const graph = buildGraph(
    [
      forEach('loop', [0, 1, 2, 3], 1),
      { id: 'item', type: 'probe', parameters: { name: '{{ $string(input) }}', failures } },
      transform('after', '1'),
    ],
    [
      ['loop', 'item', 'each'],
      ['loop', 'after', 'done'],
    ],
  )
  const state = await run(graph)
  assert.deepEqual(probes.began, ['0', '1'])
  assert.deepEqual(statusesOf(state), {
    loop: 'failed',
    'loop[0]/item': 'completed',
    'loop[1]/item': 'failed',
    after: 'skipped',
  })
  assert.equal(recordOf(state, 'loop')?.error?.message, 'item 1, node "item": 1 has failed')
  assert.equal(state.execution.error?.code, 'PROBE_FAILED')
})

test('items that cannot be listed fail the loop', async () => {
  const { run } = await createRunner()
  const graph = buildGraph([forEach('loop', '7'), transform('item', '1')], [['loop', 'item', 'each']])
  assert.equal((await run(graph)).execution.error?.code, 'ITEMS_NOT_ARRAY')
})

test('a loop that continues on errors gives all results, those of failed items as their errors', async () => {
  const { run } = await createRunner()
  const loop = { ...forEach('loop', [1, 2, 3], 1), on_error: 'continue' as const }
  const fail = transform('item', 'input = 2 ? $error("no") : input * 10')
  const { execution } = await run(buildGraph([loop, fail], [['loop', 'item', 'each']]))
  const [first, second, third] = Object(execution.output)
  assert.deepEqual([execution.status, first, third], ['completed', 10, 30])
  assert.equal(second.error.code, 'EXPRESSION_FAILED')
})
