import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type ExecutionWrite, isFinal } from '../../../src/engine/records.ts'
import type { EdgeSpec, NodeSpec } from '../../support/engine/graph-spec.ts'
import { buildGraph, buildHashed } from '../../support/engine/graphs.ts'
import { MemoryStore } from '../../support/engine/run/memory-store.ts'
import { createRunner, statusesOf } from '../../support/engine/run/world.ts'

const slow = (id: string): NodeSpec => ({ id, type: 'probe', parameters: { name: id, ms: 1000 } })

interface Case {
  readonly name: string
  readonly nodes: readonly NodeSpec[]
  readonly edges?: readonly EdgeSpec[]
  readonly statuses: Readonly<Record<string, string>>
}

const cases: readonly Case[] = [
  { name: 'a task', nodes: [slow('a')], statuses: { a: 'cancelled' } },
  {
    name: 'a wait',
    nodes: [{ id: 'a', type: 'wait', parameters: { ms: 1000 } }],
    statuses: { a: 'cancelled' },
  },
  {
    name: 'a pause before the next attempt',
    nodes: [
      {
        id: 'a',
        type: 'probe',
        parameters: { name: 'a', failures: 5 },
        retry: { max_attempts: 5, backoff_ms: 5000 },
      },
    ],
    statuses: { a: 'cancelled' },
  },
  {
    name: 'a task whose failure would be caught',
    nodes: [{ ...slow('a'), on_error: 'continue' }, slow('handler')],
    edges: [['a', 'handler', 'error']],
    statuses: { a: 'cancelled', handler: 'skipped' },
  },
  {
    name: 'a loop',
    nodes: [{ id: 'a', type: 'repeat', parameters: { times: 3, concurrency: 2 } }, slow('b'), slow('c')],
    edges: [
      ['a', 'b', 'each'],
      ['a', 'c', 'done'],
    ],
    statuses: { a: 'cancelled', 'a[0]/b': 'cancelled', 'a[1]/b': 'cancelled', c: 'skipped' },
  },
  {
    name: 'a loop with a time limit of its own',
    nodes: [{ id: 'a', type: 'repeat', parameters: { times: 1 }, timeout_ms: 900 }, slow('b')],
    edges: [['a', 'b', 'each']],
    statuses: { a: 'cancelled', 'a[0]/b': 'cancelled' },
  },
  {
    name: 'a called script',
    nodes: [{ id: 'a', type: 'sub_script', parameters: { script_id: 7 } }],
    statuses: { a: 'cancelled', 'a/inner': 'cancelled' },
  },
]

for (const { name, nodes, edges, statuses } of cases) {
  test(`cancel stops ${name} at once, and what depends on it is skipped`, async () => {
    const { submit, engine, scripts, clock, probes } = await createRunner()
    scripts.set(7, buildHashed([slow('inner')]))
    const { id, finished } = await submit(buildGraph(nodes, edges))
    await clock.advance(10)
    assert.equal(await engine.cancel(id), true)
    const state = await finished
    assert.deepEqual(statusesOf(state), statuses)
    assert.deepEqual(
      [state.execution.status, state.execution.duration_ms, state.execution.error?.code],
      ['cancelled', 10, 'EXECUTION_CANCELLED'],
    )
    assert.equal(probes.active, 0)
  })
}

test('nodes that completed before the cancel keep their results', async () => {
  const { submit, engine, clock } = await createRunner()
  const { id, finished } = await submit(buildGraph([{ id: 'quick', type: 'start' }, slow('slow')]))
  await clock.settle()
  await engine.cancel(id)
  assert.deepEqual(statusesOf(await finished), { quick: 'completed', slow: 'cancelled' })
})

test('a queued execution is cancelled without starting', async () => {
  const { submit, engine, clock, probes } = await createRunner({ limits: { executions: 1 } })
  const first = await submit(buildGraph([slow('first')]))
  const second = await submit(buildGraph([slow('second')]))
  await clock.settle()
  assert.equal(await engine.cancel(second.id), true)
  assert.equal((await second.finished).execution.status, 'cancelled')
  await clock.until(first.finished)
  assert.deepEqual(probes.began, ['first'])
})

test('an execution that has ended cannot be cancelled', async () => {
  const { submit, engine, clock } = await createRunner()
  const { id, finished } = await submit(buildGraph([{ id: 'a', type: 'start' }]))
  await clock.until(finished)
  await clock.settle()
  assert.equal(await engine.cancel(id), false)
})

test('a cancel during the write of the end does not change that end', async () => {
  const cancels: Promise<boolean>[] = []
  const store = new (class extends MemoryStore {
    override finish(write: ExecutionWrite): Promise<void> {
      if (isFinal(write.execution.status)) cancels.push(engine.cancel(write.execution.id))
      return super.finish(write)
    }
  })()
  const { submit, engine, clock } = await createRunner({ store })
  const { finished } = await submit(buildGraph([{ id: 'a', type: 'start' }]))
  assert.equal((await clock.until(finished)).execution.status, 'completed')
  assert.deepEqual(await Promise.all(cancels), [false])
})
