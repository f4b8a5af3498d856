import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AppError } from '../../../src/domain/errors.ts'
import { buildGraph, hashGraph } from '../../support/engine/graphs.ts'
import { MemoryStore } from '../../support/engine/run/memory-store.ts'
import { createWorld, sharedMemory } from '../../support/engine/run/world.ts'

const retry = { max_attempts: 3, backoff_ms: 3_600_000, max_backoff_ms: 3_600_000 }

const nodeOf = {
  probe: { type: 'probe', parameters: { name: '{{ params }}', ms: 5000 } },
  wait: { type: 'wait', parameters: { ms: 9e6 } },
  pause: { type: 'probe', parameters: { name: 'paused', failures: 9 }, retry },
}

const graphOf = (type: keyof typeof nodeOf) => hashGraph(buildGraph([{ id: 'a', ...nodeOf[type] }]))

const setUp = () => {
  const store = new MemoryStore()
  const world = createWorld({ store })
  const start = async (limits: Parameters<typeof world.createEngine>[0] = {}) => {
    const engine = world.createEngine(limits)
    await engine.start()
    await world.clock.settle()
    return engine
  }
  return { ...world, store, start }
}

const request = (input: unknown, type: keyof typeof nodeOf = 'probe') => ({
  caller: 'a',
  scriptId: 1,
  graph: graphOf(type),
  input,
  durable: true,
})

test('executions that cannot be loaded end as failed, and all others go on', async () => {
  const { store, start, clock } = setUp()
  const first = await start()
  const ids: string[] = []
  for (const input of ['unreadable', 'large', 'x'.repeat(200_000), 'fine']) {
    ids.push((await first.submit(request(input))).id)
  }
  await first.close()
  const { find } = store
  store.find = async (id) => {
    if (id === ids[0]) throw new AppError('EXECUTION_UNREADABLE')
    if (id === ids[1]) throw new AppError('EXECUTION_TOO_LARGE')
    return find.call(store, id)
  }
  const second = await start({ memory: { shared: sharedMemory(1e7), executionBytes: 1e5 } })
  await clock.advance(6000)
  assert.deepEqual(
    ids.map((id) => store.peek(id)?.execution).map((end) => [end?.status, end?.error?.code]),
    [
      ['failed', 'EXECUTION_UNREADABLE'],
      ['failed', 'EXECUTION_TOO_LARGE'],
      ['failed', 'EXECUTION_TOO_LARGE'],
      ['completed', undefined],
    ],
  )
  assert.deepEqual(second.load, { running: 0, queued: 0, scheduled: 0, waiting: 0 })
})

/** Leaves an execution with so many deaths, and a node with so many of them. */
const leave = async ({ store, start }: ReturnType<typeof setUp>, deaths: number, ofNode: number) => {
  const first = await start()
  const { id } = await first.submit(request('deadly'))
  await first.close()
  const state = store.peek(id)
  assert.ok(state)
  const kept = ofNode > 1 ? { interruptions: ofNode - 1 } : null
  const node = { ...state.nodes[0], status: 'running', attempts: ofNode, state: kept }
  const execution = { ...state.execution, interruptions: deaths }
  await store.save({ execution, nodes: ofNode > 0 ? [Object(node)] : [], graphs: [] })
  return id
}

for (const [deaths, ofNode, code] of [
  [3, 0, 'EXECUTION_INTERRUPTED'],
  [5, 2, 'EXECUTION_INTERRUPTED'],
  [3, 3, 'NODE_INTERRUPTED'],
  [4, 3, 'NODE_INTERRUPTED'],
  [2, 0, undefined],
  [4, 2, undefined],
] as const) {
  test(`after ${deaths} deaths, of which a node explains ${ofNode}, an execution ends with ${code}`, async () => {
    const world = setUp()
    const id = await leave(world, deaths, ofNode)
    world.probes.began.length = 0
    const engine = await world.start()
    await world.clock.advance(6000)
    const end = world.store.peek(id)?.execution
    assert.deepEqual([end?.status, end?.error?.code], [code ? 'failed' : 'completed', code])
    assert.equal(engine.submitted(id), undefined)
    assert.deepEqual(world.probes.began, code ? [] : ['deadly'])
  })
}

test('the deaths that a node has ended after count as one for its execution', async () => {
  const { store, start, clock } = setUp()
  const nodes = ['a', 'b'].map((name) => ({
    id: name,
    type: 'effect',
    parameters: { name, ms: 5000 },
    on_error: 'continue' as const,
  }))
  const graph = hashGraph(buildGraph(nodes, [['a', 'b', 'error']]))
  const { id } = await (await start()).submit({ ...request(null), graph })
  for (let death = 0; death < 6; death++) {
    await clock.advance(1)
    await start()
  }
  await clock.advance(6000)
  const state = store.peek(id)
  assert.deepEqual(
    state?.nodes.map(({ error }) => error?.code),
    ['NODE_INTERRUPTED', 'NODE_INTERRUPTED'],
  )
  assert.equal(state?.execution.status, 'completed')
})

test('a stop of the server is no interruption, and neither is its death while an execution only waits', async () => {
  const { store, start, clock } = setUp()
  const first = await start()
  const stopped = await first.submit(request('stopped'))
  await clock.advance(1)
  await first.close()
  assert.equal(store.peek(stopped.id)?.execution.interruptions, 0)

  const second = await start({ checkpointMs: 0 })
  const waiting = await second.submit(request('waits', 'wait'))
  const pausing = await second.submit(request('pauses', 'pause'))
  await clock.advance(1000)
  await new Promise((resolve) => setTimeout(resolve, 50))
  assert.equal(store.peek(waiting.id)?.execution.interruptions, 0)
  assert.equal(store.peek(pausing.id)?.execution.interruptions, 0)
})

test('of those that may have killed the process one starts after the other', async () => {
  const { store, start, clock, probes } = setUp()
  const first = await start()
  for (const input of ['a', 'b', 'c']) await first.submit(request(input))
  await clock.settle()
  await first.close()
  for (const { id } of await store.unfinished('')) {
    const state = store.peek(id)
    if (!state) continue
    const interruptions = state.execution.input === 'c' ? 1 : 2
    await store.save({ ...state, execution: { ...state.execution, interruptions }, graphs: [] })
  }
  probes.began.length = 0
  const second = await start()
  await clock.advance(1)
  assert.deepEqual(probes.began, ['a', 'c'])
  await clock.advance(12_000)
  assert.deepEqual(probes.began, ['a', 'c', 'b'])
  await second.close()
})

test('a request repeated under the id of an unfinished execution finds it before its data are read', async () => {
  const { start } = setUp()
  const first = await start({ executions: 1 })
  await first.submit(request('a'))
  const { id } = await first.submit({ ...request('b'), id: 'ex_mine' })
  await first.close()
  const second = await start({ executions: 1 })
  assert.equal(second.submitted(id)?.id, id)
  assert.equal(second.find(id), undefined)
  await second.close()
})

test('after a death, only as many nodes are written before they start as the dead process may have started', async () => {
  const { store, start, clock } = setUp()
  const graph = hashGraph(
    buildGraph(
      [
        { id: 'first', type: 'wait', parameters: { ms: 1000 } },
        { id: 'each', type: 'for_each', parameters: { items: '[1..12000]', concurrency: 1 } },
        { id: 'double', type: 'transform', parameters: { expression: 'input * 2' } },
      ],
      [
        ['first', 'each'],
        ['each', 'double', 'each'],
      ],
    ),
  )
  const first = await start()
  const { id } = await first.submit({ ...request(null), graph })
  await first.close()
  const { save } = store
  let saves = 0
  store.save = (write) => {
    saves++
    return save.call(store, write)
  }
  await start()
  await clock.advance(2000)
  const hasEnded = () => store.peek(id)?.execution.status === 'completed'
  for (let turns = 0; !hasEnded() && turns < 10_000; turns++) await clock.settle()
  assert.ok(hasEnded())
  assert.ok(saves > 8000 && saves < 9000, `${saves} writes`)
})
