import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { EdgeSpec, NodeSpec } from '../../support/engine/graph-spec.ts'
import { buildGraph, buildHashed } from '../../support/engine/graphs.ts'
import { createRunner, recordOf, statusesOf } from '../../support/engine/run/world.ts'

const probe = (id: string, parameters: NodeSpec['parameters'] = {}): NodeSpec => ({
  id,
  type: 'probe',
  parameters: { name: id, ...parameters },
})
/** By each of the three types; what is behind `each`, or called, is the node `work`. */
const composites: readonly { readonly node: NodeSpec; readonly paths: readonly [string, string] }[] = [
  {
    node: { id: 'whole', type: 'for_each', parameters: { items: [7] } },
    paths: ['whole[0]', 'whole[0, attempt 2]'],
  },
  {
    node: { id: 'whole', type: 'repeat', parameters: { times: 1 } },
    paths: ['whole[0]', 'whole[0, attempt 2]'],
  },
  {
    node: { id: 'whole', type: 'repeat', parameters: { times: 3, until: 'true' } },
    paths: ['whole[0]', 'whole[0, attempt 2]'],
  },
  {
    node: { id: 'whole', type: 'sub_script', parameters: { script_id: 7 } },
    paths: ['whole', 'whole[attempt 2]'],
  },
]

/** Runs a loop or call, with `work` inside of it and `after` behind it. */
const runWhole = async (node: NodeSpec, work: NodeSpec) => {
  const runner = await createRunner()
  runner.scripts.set(7, buildHashed([work]))
  const isCall = node.type === 'sub_script'
  const edges: EdgeSpec[] = isCall
    ? [['whole', 'after']]
    : [
        ['whole', 'work', 'each'],
        ['whole', 'after', 'done'],
      ]
  const nodes = isCall ? [node, probe('after')] : [node, work, probe('after')]
  return { ...runner, state: await runner.run(buildGraph(nodes, edges)) }
}

for (const { node, paths } of composites) {
  const name = `${node.type} ${JSON.stringify(node.parameters)}`
  const retry = { max_attempts: 3, backoff_ms: 1000 }

  test(`${name} is attempted again as a whole after a pause`, async () => {
    const { state, probes } = await runWhole(
      { ...node, retry },
      probe('work', { failures: 1, retryable: false }),
    )
    assert.deepEqual(statusesOf(state), {
      whole: 'completed',
      [`${paths[0]}/work`]: 'failed',
      [`${paths[1]}/work`]: 'completed',
      after: 'completed',
    })
    assert.deepEqual(probes.began, ['work', 'work', 'after'])
    const { attempts, duration_ms, error } = recordOf(state, 'whole') ?? {}
    assert.deepEqual([attempts, duration_ms, error], [2, 500, null])
  })

  test(`${name} fails after its last attempt`, async () => {
    const { state, probes } = await runWhole({ ...node, retry }, probe('work', { failures: 9 }))
    assert.deepEqual(probes.began, ['work', 'work', 'work'])
    const { attempts, duration_ms, error } = recordOf(state, 'whole') ?? {}
    assert.deepEqual([attempts, duration_ms, error?.code], [3, 1500, 'PROBE_FAILED'])
    assert.equal(state.execution.error?.node_id, 'whole')
  })

  test(`${name} has its time limit for each attempt`, async () => {
    const { state, probes } = await runWhole({ ...node, retry, timeout_ms: 100 }, probe('work', { ms: 5000 }))
    assert.deepEqual(probes.began, ['work', 'work', 'work'])
    const { attempts, duration_ms, error } = recordOf(state, 'whole') ?? {}
    assert.deepEqual([attempts, duration_ms, error?.code], [3, 1800, 'NODE_TIMEOUT'])
  })

  test(`${name} is cancelled in the pause between two attempts`, async () => {
    const runner = await createRunner()
    runner.scripts.set(7, buildHashed([probe('work', { failures: 1 })]))
    const edges: EdgeSpec[] = node.type === 'sub_script' ? [] : [['whole', 'work', 'each']]
    const nodes = [{ ...node, retry }, ...(edges.length > 0 ? [probe('work', { failures: 1 })] : [])]
    const { id, finished } = await runner.submit(buildGraph(nodes, edges))
    await runner.clock.advance(100)
    assert.equal(await runner.engine.cancel(id), true)
    const state = await finished
    assert.deepEqual([state.execution.status, recordOf(state, 'whole')?.status], ['cancelled', 'cancelled'])
    assert.deepEqual(runner.probes.began, ['work'])
  })
}

test('each attempt of a loop goes over the items that it was opened with', async () => {
  const { run } = await createRunner()
  const retry = { max_attempts: 2, backoff_ms: 0 }
  const loop = { id: 'loop', type: 'for_each', parameters: { items: '[$random()]' }, retry }
  const item = { id: 'item', type: 'transform', parameters: { expression: 'input' } }
  const graph = buildGraph(
    [loop, item, probe('work', { failures: 1 })],
    [
      ['loop', 'item', 'each'],
      ['item', 'work'],
    ],
  )
  const state = await run(graph)
  const outputs = ['loop[0]/item', 'loop[0, attempt 2]/item'].map((key) => recordOf(state, key)?.output)
  assert.deepEqual(outputs, [outputs[0], outputs[0]])
  assert.deepEqual(recordOf(state, 'loop')?.output, [outputs[0]])
})

test('a loop in a loop has its attempts in each round of the outer one', async () => {
  const { run } = await createRunner()
  const retry = { max_attempts: 2, backoff_ms: 0 }
  const graph = buildGraph(
    [
      { id: 'outer', type: 'repeat', parameters: { times: 2 }, retry },
      { id: 'inner', type: 'repeat', parameters: { times: 1 }, retry },
      probe('work', { name: '{{ $string(loop.index) }}', failures: 3 }),
    ],
    [
      ['outer', 'inner', 'each'],
      ['inner', 'work', 'each'],
    ],
  )
  const state = await run(graph)
  assert.deepEqual(statusesOf(state), {
    outer: 'completed',
    'outer[0]/inner': 'failed',
    'outer[0]/inner[0]/work': 'failed',
    'outer[0]/inner[0, attempt 2]/work': 'failed',
    'outer[0, attempt 2]/inner': 'completed',
    'outer[0, attempt 2]/inner[0]/work': 'failed',
    'outer[0, attempt 2]/inner[0, attempt 2]/work': 'completed',
    'outer[1, attempt 2]/inner': 'completed',
    'outer[1, attempt 2]/inner[0]/work': 'completed',
  })
})

test('the failure of the last attempt can be caught', async () => {
  const { run } = await createRunner()
  const call = {
    id: 'call',
    type: 'sub_script',
    parameters: { script_id: 7 },
    retry: { max_attempts: 2 },
    on_error: 'continue' as const,
  }
  const caught = { id: 'caught', type: 'transform', parameters: { expression: 'input.error.code' } }
  const runner = await createRunner()
  runner.scripts.set(7, buildHashed([probe('work', { failures: 9 })]))
  const { execution } = await runner.run(buildGraph([call, caught], [['call', 'caught', 'error']]))
  assert.equal(execution.output, 'PROBE_FAILED')
  // Without the script there is nothing to attempt again.
  const missing = await run(buildGraph([call, caught], [['call', 'caught', 'error']]))
  assert.deepEqual([missing.execution.output, recordOf(missing, 'call')?.attempts], ['SCRIPT_NOT_FOUND', 1])
})

test('a limit of the server is not met again by another attempt', async () => {
  const retry = { max_attempts: 9, backoff_ms: 0 }
  const loop = { id: 'loop', type: 'repeat', parameters: { times: 4 }, retry }
  const { run } = await createRunner({ limits: { steps: 4 } })
  const state = await run(buildGraph([loop, probe('work')], [['loop', 'work', 'each']]))
  const { attempts, error } = recordOf(state, 'loop') ?? {}
  assert.deepEqual([attempts, error?.code], [1, 'STEP_LIMIT'])
})
