import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Graph } from '../../../../../src/engine/graph/graph.ts'
import type { NodeSpec } from '../../../../support/engine/graph-spec.ts'
import { buildGraph, hashGraph } from '../../../../support/engine/graphs.ts'
import { MemoryStore } from '../../../../support/engine/run/memory-store.ts'
import { createRunner, createWorld, recordOf } from '../../../../support/engine/run/world.ts'

interface Case {
  readonly name: string
  readonly parameters: Readonly<Record<string, unknown>>
  readonly retry?: NodeSpec['retry']
  readonly status: string
  readonly attempts: number
  /** Without jitter, in all. */
  readonly duration: number
}

const cases: readonly Case[] = [
  { name: 'once without a retry', parameters: { failures: 1 }, status: 'failed', attempts: 1, duration: 0 },
  {
    name: 'until it completes',
    parameters: { failures: 2 },
    retry: { max_attempts: 5, backoff_ms: 100 },
    status: 'completed',
    attempts: 3,
    duration: 50 + 100,
  },
  {
    name: 'as often as is allowed, with pauses that double',
    parameters: { failures: 9 },
    retry: { max_attempts: 4, backoff_ms: 100 },
    status: 'failed',
    attempts: 4,
    duration: 50 + 100 + 200,
  },
  {
    name: 'with no pause longer than the longest',
    parameters: { failures: 9 },
    retry: { max_attempts: 4, backoff_ms: 100, max_backoff_ms: 150 },
    status: 'failed',
    attempts: 4,
    duration: 50 + 75 + 75,
  },
  {
    name: 'once when the error cannot be retried',
    parameters: { failures: 9, retryable: false },
    retry: { max_attempts: 4 },
    status: 'failed',
    attempts: 1,
    duration: 0,
  },
  {
    name: 'once when the parameters are wrong',
    parameters: { name: 7 },
    retry: { max_attempts: 4 },
    status: 'failed',
    attempts: 1,
    duration: 0,
  },
]

for (const { name, parameters, retry, status, attempts, duration } of cases) {
  test(`a failing node is attempted ${name}`, async () => {
    const { run } = await createRunner({ random: () => 0 })
    const node = { id: 'a', type: 'probe', parameters: { name: 'a', ...parameters }, ...(retry && { retry }) }
    const record = recordOf(await run(buildGraph([node])), 'a')
    assert.deepEqual([record?.status, record?.attempts, record?.duration_ms], [status, attempts, duration])
  })
}

test('the pause is not shorter than what the answer of a server asks for', async () => {
  const send = async () => ({ status: 429, headers: { 'retry-after': '7' }, body: new Uint8Array() })
  const { run } = await createRunner({ services: { http: { send } } })
  const parameters = { url: 'http://example.com/' }
  const retry = { max_attempts: 3, backoff_ms: 100, max_backoff_ms: 200 }
  const record = recordOf(await run(buildGraph([{ id: 'a', type: 'http_request', parameters, retry }])), 'a')
  assert.deepEqual([record?.attempts, record?.duration_ms], [3, 14_000])
  assert.equal(Object(record?.error?.details).retry_after_ms, 7000)
})

/** Starts an engine on what another has left, and lets it die soon after. */
const startAndDie = async (store: MemoryStore, graph?: Graph): Promise<MemoryStore> => {
  const { createEngine, clock } = createWorld({ store })
  const engine = createEngine()
  await engine.start()
  if (graph) {
    await engine.submit({ caller: 'a', scriptId: 1, graph: hashGraph(graph), input: null, durable: true })
  }
  await clock.advance(1)
  return store.copy()
}

for (const [type, crashes] of [
  ['effect', 3],
  // Its first attempt is not on disk, as writing every attempt would slow down all nodes.
  ['probe', 4],
] as const) {
  test(`a node (${type}) that the process does not survive fails after ${crashes} crashes`, async () => {
    let store = new MemoryStore()
    const graph = buildGraph([{ id: 'a', type, parameters: { name: 'a', ms: 1000 } }])
    store = await startAndDie(store, graph)
    for (let crash = 1; crash < crashes; crash++) store = await startAndDie(store)
    const [head] = await store.unfinished('')
    assert.ok(head)
    assert.equal(store.peek(head.id)?.nodes[0]?.status, 'running')
    const after = (await startAndDie(store)).peek(head.id)
    assert.equal(after?.nodes[0]?.error?.code, 'NODE_INTERRUPTED')
  })
}

test('jitter makes pauses longer, up to twice the shortest', async () => {
  const { run } = await createRunner({ random: () => 0.5 })
  const retry = { max_attempts: 2, backoff_ms: 100 }
  const node = { id: 'a', type: 'probe', parameters: { name: 'a', failures: 1 }, retry }
  assert.equal(recordOf(await run(buildGraph([node])), 'a')?.duration_ms, 75)
})

test('invalid parameters are reported with their paths', async () => {
  const { run } = await createRunner()
  const node = { id: 'a', type: 'probe', parameters: { name: '{{ 7 }}', ms: 'soon' } }
  const error = recordOf(await run(buildGraph([node])), 'a')?.error
  assert.equal(error?.code, 'INVALID_PARAMETERS')
  assert.deepEqual(
    Object(error?.details).map(({ path }: { readonly path: string }) => path),
    ['name', 'ms'],
  )
})

test('the text of a number where a number is expected is advised to be converted', async () => {
  const { run } = await createRunner()
  const messageFor = async (ms: string) => {
    const node = { id: 'a', type: 'probe', parameters: { name: 'a', ms } }
    return recordOf(await run(buildGraph([node]), { input: { ms: '100', unit: '5 s' } }), 'a')?.error?.message
  }
  const mistake = 'ms: Must be a number, not a string.'
  assert.equal(await messageFor('{{ input.ms }}'), `${mistake} Convert it, as in {{ $number(input.value) }}.`)
  assert.equal(await messageFor('{{ input.unit }}'), mistake)
})

test('parameters that expand far beyond their source are refused', async () => {
  const { run } = await createRunner()
  const output = Array(5000).fill('{{ input }}')
  const record = recordOf(
    await run(buildGraph([{ id: 'a', type: 'end', parameters: { output } }]), { input: Array(1000).fill(1) }),
    'a',
  )
  assert.equal(record?.error?.code, 'INVALID_PARAMETERS')
})

test('a node of an unknown type fails', async () => {
  const { run } = await createRunner()
  assert.equal(
    (await run(buildGraph([{ id: 'a', type: 'nope' }]))).execution.error?.code,
    'UNKNOWN_NODE_TYPE',
  )
})
