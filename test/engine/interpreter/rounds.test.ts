import assert from 'node:assert/strict'
import { test } from 'node:test'
import { followToEnd } from '../../support/conformance/follow.ts'
import type { EdgeSpec, NodeSpec } from '../../support/engine/graph-spec.ts'
import { buildGraph, hashGraph } from '../../support/engine/graphs.ts'
import { MemoryStore } from '../../support/engine/run/memory-store.ts'
import { createRunner, createWorld, recordOf, statusesOf } from '../../support/engine/run/world.ts'

const transform = (id: string, expression: string): NodeSpec => ({
  id,
  type: 'transform',
  parameters: { expression },
})
const until = (condition: string, more: Readonly<Record<string, unknown>> = {}): NodeSpec => ({
  id: 'loop',
  type: 'repeat',
  parameters: { times: 10, until: condition, ...more },
})

interface Case {
  readonly name: string
  readonly loop: NodeSpec
  readonly body?: readonly NodeSpec[]
  readonly edges?: readonly EdgeSpec[]
  readonly input?: unknown
  readonly output: unknown
}

const double = transform('work', 'input * 2')

const cases: readonly Case[] = [
  {
    name: 'each run gets the output of the one before',
    loop: until('input > 20'),
    input: 3,
    output: [6, 12, 24],
  },
  { name: 'the loop runs once at least', loop: until('true'), input: 1, output: [2] },
  {
    name: 'the last run that is allowed may be the last',
    loop: until('input = 8', { times: 3 }),
    input: 1,
    output: [2, 4, 8],
  },
  { name: 'loop.index counts the runs', loop: until('loop.index = 2'), input: 1, output: [2, 4, 8] },
  { name: 'loop.item is the input of the run', loop: until('loop.item = 4'), input: 1, output: [2, 4, 8] },
  { name: 'nodes and params stay visible', loop: until('input > params * 5'), input: 3, output: [6, 12, 24] },
  { name: 'braces around it change nothing', loop: until('{{ input > 20 }}'), input: 3, output: [6, 12, 24] },
  {
    name: 'what is found counts as true',
    loop: until('input.next[]'),
    body: [transform('work', 'loop.index = 1 ? {"next": [1]} : {}')],
    input: 1,
    output: [{}, { next: [1] }],
  },
  {
    name: 'an end in the body gives the output of the run',
    loop: until('input > 20'),
    body: [{ id: 'work', type: 'end', parameters: { output: '{{ input * 3 }}' } }],
    input: 3,
    output: [9, 27],
  },
  {
    name: 'a run whose path ends hands on null',
    loop: until('loop.index = 1'),
    body: [
      { id: 'work', type: 'condition', parameters: { expression: 'loop.index = 0' } },
      transform('item', 'input'),
    ],
    edges: [['work', 'item', 'true']],
    input: 5,
    output: [5, null],
  },
  {
    name: 'done at the limit',
    loop: until('false', { times: 2, on_limit: 'done' }),
    input: 1,
    output: [2, 4],
  },
  {
    name: 'done at a limit of none',
    loop: until('true', { times: 0, on_limit: 'done' }),
    input: 1,
    output: [],
  },
  {
    name: 'without a body each run gives its input',
    loop: until('loop.index = 2'),
    body: [],
    input: 5,
    output: [5, 5, 5],
  },
]

for (const { name, loop, body = [double], edges = [], input, output } of cases) {
  test(`repeat until: ${name}`, async () => {
    const { run } = await createRunner()
    const [first] = body
    const entry: EdgeSpec[] = first ? [['loop', first.id, 'each']] : []
    const { execution } = await run(buildGraph([loop, ...body], [...entry, ...edges]), { input })
    assert.deepEqual([execution.error, execution.output], [null, output])
  })
}

const failures: readonly [string, NodeSpec, string, RegExp][] = [
  ['the limit is reached', until('false', { times: 2 }), 'REPEAT_LIMIT', /`until` was not met in 2 runs/],
  ['no run is allowed', until('true', { times: 0 }), 'REPEAT_LIMIT', /in 0 runs/],
  ['until fails', until('$error("broken")'), 'EXPRESSION_FAILED', /broken/],
  [
    'until fails in a loop that continues',
    { ...until('$error("broken")'), on_error: 'continue' },
    'EXPRESSION_FAILED',
    /broken/,
  ],
]

for (const [name, loop, code, message] of failures) {
  test(`repeat until fails when ${name}`, async () => {
    const { run } = await createRunner()
    const state = await run(buildGraph([loop, double], [['loop', 'work', 'each']]), { input: 1 })
    const { status, error } = recordOf(state, 'loop') ?? {}
    assert.deepEqual([status, error?.code], ['failed', code])
    assert.match(error?.message ?? '', message)
  })
}

test('a loop that continues on errors hands on the error of a run', async () => {
  const { run } = await createRunner()
  const loop = { ...until('loop.index = 2'), on_error: 'continue' as const }
  const work = transform(
    'work',
    'input.error ? "after " & input.error.code : loop.index = 1 ? $error("no") : input',
  )
  const { execution } = await run(buildGraph([loop, work], [['loop', 'work', 'each']]), { input: 1 })
  const [first, failed, last] = Object(execution.output)
  assert.deepEqual([first, failed.error.code, last], [1, 'EXPRESSION_FAILED', 'after EXPRESSION_FAILED'])
})

test('no round starts after one that failed', async () => {
  const { run } = await createRunner()
  const work = transform('work', 'loop.index = 1 ? $error("no") : input')
  const state = await run(buildGraph([until('false'), work], [['loop', 'work', 'each']]), { input: 1 })
  assert.deepEqual(statusesOf(state), {
    loop: 'failed',
    'loop[0]/work': 'completed',
    'loop[1]/work': 'failed',
  })
})

test('polls with a pause between two rounds until the time limit', async () => {
  const { run } = await createRunner()
  const wait = { id: 'wait', type: 'wait', parameters: { ms: 1000 } }
  const graph = buildGraph(
    [{ ...until('false', { times: 100 }), timeout_ms: 3500 }, wait],
    [['loop', 'wait', 'each']],
  )
  const state = await run(graph)
  const { error, duration_ms } = recordOf(state, 'loop') ?? {}
  assert.deepEqual([error?.code, duration_ms, state.nodes.length], ['NODE_TIMEOUT', 3500, 5])
})

test('a long loop without any wait leaves a turn to everything else, and can be cancelled', async () => {
  const { engine, submit } = await createRunner({ limits: { steps: 10_000_000 } })
  const { id, finished } = await submit(buildGraph([until('false', { times: 100_000 })]))
  await new Promise((resolve) => setTimeout(resolve, 20))
  assert.equal(await engine.cancel(id), true)
  assert.equal((await finished).execution.status, 'cancelled')
})

test('a round that was not the last one stays so, whatever the condition says after a restart', async () => {
  const store = new MemoryStore()
  const { clock, createEngine, probes } = createWorld({ store })
  const first = createEngine()
  await first.start()
  const work = { id: 'work', type: 'probe', parameters: { name: '{{ $string(loop.index) }}', ms: 100 } }
  const graph = hashGraph(buildGraph([until('loop.index = 2 or params'), work], [['loop', 'work', 'each']]))
  const { id } = await first.submit({ scriptId: 1, caller: 'a', graph, input: false, durable: true })
  await clock.advance(150)
  await first.close()
  const state = store.peek(id)
  assert.ok(state)
  await store.save({ execution: { ...state.execution, input: true }, nodes: [], graphs: [] })
  const second = createEngine()
  await second.start()
  await clock.until(followToEnd(second, id))
  assert.deepEqual(probes.began, ['0', '1', '1'])
  assert.equal(store.peek(id)?.execution.status, 'completed')
})
