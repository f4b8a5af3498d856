import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { EdgeSpec, NodeSpec } from '../../support/engine/graph-spec.ts'
import { buildGraph, buildHashed } from '../../support/engine/graphs.ts'
import { createRunner, recordOf, statusesOf } from '../../support/engine/run/world.ts'

const slow = (id: string): NodeSpec => ({ id, type: 'probe', parameters: { name: id, ms: 1000 } })

interface Case {
  readonly name: string
  readonly nodes: readonly NodeSpec[]
  readonly edges?: readonly EdgeSpec[]
  readonly statuses: Readonly<Record<string, string>>
}

/** Each has a node `slow` that would end after a second. */
const cases: readonly Case[] = [
  { name: 'task', nodes: [{ ...slow('slow'), timeout_ms: 50 }], statuses: { slow: 'failed' } },
  {
    name: 'wait',
    nodes: [{ id: 'slow', type: 'wait', parameters: { ms: 1000 }, timeout_ms: 50 }],
    statuses: { slow: 'failed' },
  },
  {
    name: 'loop with a task in it',
    nodes: [
      { id: 'slow', type: 'repeat', parameters: { times: 3, concurrency: 1 }, timeout_ms: 1500 },
      slow('item'),
    ],
    edges: [['slow', 'item', 'each']],
    statuses: { slow: 'failed', 'slow[0]/item': 'completed', 'slow[1]/item': 'cancelled' },
  },
  {
    name: 'loop with a wait and nodes behind it',
    nodes: [
      { id: 'slow', type: 'repeat', parameters: { times: 1 }, timeout_ms: 50 },
      { id: 'wait', type: 'wait', parameters: { ms: 1000 } },
      slow('behind'),
    ],
    edges: [
      ['slow', 'wait', 'each'],
      ['wait', 'behind'],
    ],
    statuses: { slow: 'failed', 'slow[0]/wait': 'cancelled', 'slow[0]/behind': 'skipped' },
  },
  {
    name: 'loop in a loop',
    nodes: [
      { id: 'slow', type: 'repeat', parameters: { times: 1 }, timeout_ms: 50 },
      { id: 'inner', type: 'repeat', parameters: { times: 1 }, timeout_ms: 900 },
      slow('item'),
    ],
    edges: [
      ['slow', 'inner', 'each'],
      ['inner', 'item', 'each'],
    ],
    statuses: { slow: 'failed', 'slow[0]/inner': 'cancelled', 'slow[0]/inner[0]/item': 'cancelled' },
  },
  {
    name: 'called script',
    nodes: [{ id: 'slow', type: 'sub_script', parameters: { script_id: 7 }, timeout_ms: 50 }],
    statuses: { slow: 'failed', 'slow/item': 'cancelled' },
  },
]

for (const { name, nodes, edges, statuses } of cases) {
  test(`a node that takes too long fails: ${name}`, async () => {
    const { run, scripts, clock } = await createRunner()
    scripts.set(7, buildHashed([slow('item')]))
    const state = await run(buildGraph(nodes, edges))
    assert.deepEqual(statusesOf(state), statuses)
    assert.equal(recordOf(state, 'slow')?.error?.code, 'NODE_TIMEOUT')
    assert.equal(recordOf(state, 'slow')?.duration_ms, nodes[0]?.timeout_ms)
    assert.equal(state.execution.status, 'failed')
    await clock.settle()
  })
}

test('a time limit can be caught, and affects only nodes that depend on the node', async () => {
  const { run } = await createRunner()
  const graph = buildGraph(
    [
      { id: 'loop', type: 'repeat', parameters: { times: 1 }, timeout_ms: 50, on_error: 'continue' },
      slow('item'),
      { id: 'caught', type: 'transform', parameters: { expression: 'input.error.code' } },
      slow('beside'),
    ],
    [
      ['loop', 'item', 'each'],
      ['loop', 'caught', 'error'],
    ],
  )
  const state = await run(graph)
  assert.deepEqual(state.execution.output, { caught: 'NODE_TIMEOUT', beside: null })
  assert.equal(state.execution.status, 'completed')
})

test('each attempt has the whole time limit', async () => {
  const { run } = await createRunner()
  const retry = { max_attempts: 3, backoff_ms: 0 }
  const state = await run(buildGraph([{ ...slow('slow'), timeout_ms: 50, retry }]))
  assert.deepEqual([recordOf(state, 'slow')?.attempts, recordOf(state, 'slow')?.duration_ms], [3, 150])
})

for (const [name, options, more] of [
  ['of the server', { limits: { timeoutMs: 100 } }, {}],
  ['of the request', { limits: { timeoutMs: 900 } }, { timeoutMs: 100 }],
] as const) {
  test(`an execution that takes too long is timed out: limit ${name}`, async () => {
    const { run } = await createRunner(options)
    const nodes = [
      slow('a'),
      { id: 'b', type: 'wait', parameters: { ms: 1000 } },
      { id: 'c', type: 'repeat', parameters: { times: 2 } },
      slow('d'),
      slow('e'),
    ]
    const edges: EdgeSpec[] = [
      ['c', 'd', 'each'],
      ['a', 'e'],
    ]
    const state = await run(buildGraph(nodes, edges), more)
    assert.deepEqual(statusesOf(state), {
      a: 'cancelled',
      b: 'cancelled',
      c: 'cancelled',
      'c[0]/d': 'cancelled',
      e: 'skipped',
    })
    const { status, error, duration_ms } = state.execution
    assert.deepEqual([status, duration_ms], ['timed_out', 100])
    assert.equal(error?.code, 'EXECUTION_TIMED_OUT')
    assert.match(error.message, /longer than 100 ms, by the timeout_ms of .* EXECUTION_TIMEOUT_MS$/)
  })
}
