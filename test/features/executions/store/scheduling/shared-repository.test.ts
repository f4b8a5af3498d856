import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { ExecutionRecord } from '../../../../../src/engine/records.ts'
import { ExecutionRepository } from '../../../../../src/features/executions/store/repository.ts'
import { isTaken } from '../../../../../src/features/executions/store/save-statements.ts'
import { SharedRepository } from '../../../../../src/features/executions/store/scheduling/shared-repository.ts'
import { createDatabase } from '../../../../support/db/database.ts'
import { emptyGraph, executionWith } from '../../../../support/engine/execution-records.ts'

const NOW = Date.UTC(2026, 0, 1)

const ended = (status: 'completed' | 'cancelled', more: Partial<ExecutionRecord> & { id: string }) =>
  executionWith({ finished_at: '2026-01-01T00:00:00.000Z', duration_ms: 1, ...more, status })

const setUp = async (t: TestContext) => {
  const { database, writer } = await createDatabase(t)
  const store = new ExecutionRepository(database, writer, { isShared: true })
  const shared = new SharedRepository({ database, writer, maxBytes: 1e6 })
  const save = (more: Partial<ExecutionRecord> & { id: string }) =>
    store.save({ execution: executionWith({ status: 'queued', ...more }), nodes: [], graphs: [emptyGraph] })
  const take = async (id: string, now = NOW) => {
    const { kind } = await shared.take(id, now)
    return kind
  }
  return { database, store, shared, save, take }
}

test('an execution is taken again and again, until it has ended', async (t) => {
  const { store, shared, save, take } = await setUp(t)
  await save({ id: 'ex_1' })
  const first = await shared.take('ex_1', NOW)
  const second = await shared.take('ex_1', NOW)
  assert.deepEqual(
    [first, second].map((taking) => 'fence' in taking && taking.fence),
    [1, 2],
  )
  await store.finish({ execution: ended('completed', { id: 'ex_1' }), nodes: [], graphs: [] })
  assert.deepEqual([await take('ex_1'), await take('ex_none')], ['gone', 'gone'])
})

test('only the last that has taken an execution writes it; others in the same commit are written', async (t) => {
  const { store, save, take } = await setUp(t)
  await Promise.all([save({ id: 'ex_1' }), save({ id: 'ex_2' })])
  await take('ex_1')
  const write = (id: string, fence: number) =>
    store.save({ execution: executionWith({ id }), nodes: [], graphs: [], part: 'progress', fence })
  const [late, other] = await Promise.allSettled([write('ex_1', 0), write('ex_2', 0)])
  assert.ok(late.status === 'rejected' && isTaken(late.reason))
  assert.equal(other.status, 'fulfilled')
  await write('ex_1', 1)
})

test('an execution is created once', async (t) => {
  const { store } = await setUp(t)
  const create = () =>
    store.save({ execution: executionWith({ id: 'ex_1' }), nodes: [], graphs: [emptyGraph], isNew: true })
  await create()
  await assert.rejects(create(), isTaken)
})

test('one whose time has not come is early', async (t) => {
  const { save, shared } = await setUp(t)
  const scheduled_at = '2026-01-01T00:00:10.000Z'
  await save({ id: 'ex_1', status: 'scheduled', trigger: { kind: 'api', id: null, scheduled_at } })
  assert.deepEqual(await shared.take('ex_1', NOW), { kind: 'early', at: Date.parse(scheduled_at) })
  assert.equal((await shared.take('ex_1', NOW + 10_000)).kind, 'taken')
})

test('those of a batch are taken in order, and the next is known', async (t) => {
  const { store, save, shared, take } = await setUp(t)
  for (const id of ['ex_1', 'ex_2', 'ex_3']) await save({ id, batch_id: 'ba_1' })
  assert.equal(await take('ex_2'), 'behind')
  const taking = await shared.take('ex_1', NOW)
  assert.ok(taking.kind === 'taken')
  await store.finish({
    execution: ended('completed', { id: 'ex_1', batch_id: 'ba_1' }),
    nodes: [],
    graphs: [],
  })
  assert.deepEqual(await shared.next(taking.execution), ['ex_2'])
  assert.equal(await take('ex_2'), 'taken')
})

test('a script has no more executions at once than it may', async (t) => {
  const { database, store, save, shared, take } = await setUp(t)
  await database.batch([
    { sql: 'INSERT INTO graphs (hash, graph) VALUES (?, ?)', args: ['h', '{}'] },
    `INSERT INTO scripts (id, name, description, active, execution_order, version, max_concurrent, created_at, updated_at, graph_hash, node_count)
      VALUES (1, 'a', '', 1, 0, 1, 1, '', '', 'h', 0)`,
  ])
  await Promise.all([save({ id: 'ex_1' }), save({ id: 'ex_2' })])
  const taking = await shared.take('ex_1', NOW)
  assert.ok(taking.kind === 'taken')
  assert.equal(await take('ex_2'), 'behind')
  await store.finish({ execution: ended('completed', { id: 'ex_1' }), nodes: [], graphs: [] })
  assert.deepEqual(await shared.next(taking.execution), ['ex_2'])
  assert.equal(await take('ex_2'), 'taken')
})

test('what was accepted and never started is overdue, what runs is not', async (t) => {
  const { save, shared, take } = await setUp(t)
  await Promise.all([save({ id: 'ex_1' }), save({ id: 'ex_2' })])
  await take('ex_2')
  assert.deepEqual(await shared.overdue(NOW + 1), ['ex_1'])
  assert.deepEqual(await shared.overdue(NOW), [])
})

test('one that is stopped ends once, and is taken from the host that runs it', async (t) => {
  const { store, shared, save, take } = await setUp(t)
  await save({ id: 'ex_1' })
  await take('ex_1')
  const end = ended('cancelled', { id: 'ex_1' })
  assert.deepEqual([await shared.stop(end), await shared.stop(end)], [true, false])
  const late = store.save({ execution: executionWith({ id: 'ex_1' }), nodes: [], graphs: [], fence: 1 })
  await assert.rejects(late, isTaken)
  assert.deepEqual(await shared.progress(['ex_1']), [{ id: 'ex_1', status: 'cancelled', seq: 0 }])
})
