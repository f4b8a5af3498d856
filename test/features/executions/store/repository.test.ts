import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { ExecutionRecord, NodeRecord } from '../../../../src/engine/records.ts'
import { ExecutionRepository } from '../../../../src/features/executions/store/repository.ts'
import { createDatabase } from '../../../support/db/database.ts'
import { emptyGraph, executionWith } from '../../../support/engine/execution-records.ts'

const execution = (id: string, more: Partial<ExecutionRecord> = {}) => executionWith({ id, ...more })

const node = (id: string, seq: number, more: Partial<NodeRecord> = {}): NodeRecord => ({
  path: '',
  node_id: id,
  type: 'start',
  status: 'completed',
  port: 'out',
  output: null,
  error: null,
  attempts: 1,
  started_at: null,
  finished_at: null,
  duration_ms: null,
  started_seq: seq,
  finished_seq: seq + 1,
  state: null,
  logs: null,
  warnings: null,
  earlier_errors: null,
  ...more,
})

const json = fc.jsonValue().map((value): unknown => JSON.parse(JSON.stringify(value)))

test('any JSON is read as it was written', async (t) => {
  const failed = { status: 'failed', finished_at: '2026-01-01T00:00:00.000Z', duration_ms: 0 } as const
  const { database, writer } = await createDatabase(t)
  const executions = new ExecutionRepository(database, writer)
  let count = 0
  await fc.assert(
    fc.asyncProperty(json, json, json, async (input, output, state) => {
      const record = execution(`ex_${count++}`, { input, output })
      const error = { code: 'E', message: 'half \ud800 and \0', details: output }
      const logs = [{ level: 'warn', message: 'half \ud800 and \0' }] as const
      const nodes = [node('a', 1, { output, state, logs }), node('b', 3, { error, output: input })]
      await executions.save({ execution: record, nodes, graphs: [emptyGraph] })
      assert.deepEqual(await executions.find(record.id), { execution: record, nodes })

      const whole = { execution: { ...record, id: `${record.id}_whole`, ...failed }, nodes }
      await executions.finish({ ...whole, graphs: [emptyGraph], isWhole: true })
      assert.deepEqual(await executions.find(whole.execution.id), whole)
    }),
    { numRuns: 100 },
  )
})

for (const isWhole of [false, true]) {
  const when = isWhole ? 'for an execution that is written once' : 'for one that was written before'
  test(`nodes with large outputs are written in one commit, ${when}`, async (t) => {
    const { database, writer } = await createDatabase(t)
    const executions = new ExecutionRepository(database, writer)
    const output = 'x'.repeat(9_000_000)
    const nodes = Array.from({ length: 5 }, (_, index) => node(`n${index}`, index * 2 + 1, { output }))
    await executions.finish({
      execution: execution('ex_1', {
        status: 'completed',
        finished_at: '2026-01-01T00:00:00.000Z',
        duration_ms: 0,
      }),
      nodes,
      graphs: [emptyGraph],
      isWhole,
    })
    const { rows } = await database.execute(
      'SELECT count(*) AS count, sum(length(output)) AS size FROM node_executions',
    )
    assert.deepEqual([rows[0]?.count, rows[0]?.size], [5, 5 * (output.length + 2)])
  })
}

test('an execution that is written once, at its end, takes one row', async (t) => {
  const { database, writer } = await createDatabase(t)
  const executions = new ExecutionRepository(database, writer)
  const ended = { status: 'completed', finished_at: '2026-01-01T00:00:00.000Z', duration_ms: 0 } as const
  const nodes = [node('a', 1), node('b', 3)]
  await executions.finish({ execution: execution('ex_1', ended), nodes, graphs: [emptyGraph], isWhole: true })
  const { rows } = await database.execute('SELECT count(*) AS count FROM node_executions')
  assert.equal(rows[0]?.count, 0)
  assert.deepEqual((await executions.find('ex_1'))?.nodes, nodes)
})

test('node rows in the row of an execution are read in the order of columns in which earlier versions wrote them', async (t) => {
  const { database, writer } = await createDatabase(t)
  const executions = new ExecutionRepository(database, writer)
  const ended = { status: 'completed', finished_at: '2026-01-01T00:00:00.000Z', duration_ms: 0 } as const
  await executions.finish({
    execution: execution('ex_1', ended),
    nodes: [],
    graphs: [emptyGraph],
    isWhole: true,
  })
  const nodes =
    '[["loop[0]","a","transform","failed","error",{"b":1},{"code":"E","message":"m"},2,"2026","2027",3,4,5,{"c":1}]]'
  await database.execute({ sql: 'UPDATE executions SET nodes = ?', args: [nodes] })
  assert.deepEqual((await executions.find('ex_1'))?.nodes, [
    {
      path: 'loop[0]',
      node_id: 'a',
      type: 'transform',
      status: 'failed',
      port: 'error',
      output: { b: 1 },
      error: { code: 'E', message: 'm' },
      attempts: 2,
      started_at: '2026',
      finished_at: '2027',
      duration_ms: 3,
      started_seq: 4,
      finished_seq: 5,
      state: { c: 1 },
      logs: null,
      warnings: null,
      earlier_errors: null,
    },
  ])
})

test('nodes are listed in the order of their starts, skipped ones where they were skipped', async (t) => {
  const { database, writer } = await createDatabase(t)
  const executions = new ExecutionRepository(database, writer)
  const skipped = { status: 'skipped', started_seq: 0, finished_seq: 4 } as const
  const nodes = [node('c', 6), node('b', 2), node('s', 0, skipped), node('a', 1)]
  await executions.save({ execution: execution('ex_1'), nodes, graphs: [emptyGraph] })
  const found = await executions.find('ex_1')
  assert.deepEqual(
    found?.nodes.map(({ node_id }) => node_id),
    ['a', 'b', 's', 'c'],
  )
})

/** An execution that is large enough to be read in pages, of which each path of a loop is one node. */
const saveLoop = async (executions: ExecutionRepository) => {
  const nodes = Array.from({ length: 3000 }, (_, index) =>
    node('n', 1 + 2 * index, { path: `loop[${index}]`, output: 'x'.repeat(400) }),
  )
  await executions.save({ execution: execution('ex_1'), nodes, graphs: [emptyGraph] })
  return nodes
}

test('a large execution is read in pages, between which others have their turns', async (t) => {
  const { database, writer } = await createDatabase(t)
  const executions = new ExecutionRepository(database, writer)
  const nodes = await saveLoop(executions)
  let turns = 0
  const count = () => {
    turns++
    next = setImmediate(count)
  }
  let next = setImmediate(count)
  const found = await executions.find('ex_1')
  clearImmediate(next)
  assert.deepEqual(
    found?.nodes.map(({ path }) => path),
    nodes.map(({ path }) => path),
  )
  assert.ok(turns >= 5, String(turns))
})

test('an execution that is deleted while it is read is not found', async (t) => {
  const { database, writer } = await createDatabase(t)
  const executions = new ExecutionRepository(database, writer)
  await saveLoop(executions)
  const finding = executions.find('ex_1')
  setImmediate(() => void database.execute("DELETE FROM executions WHERE id = 'ex_1'"))
  assert.equal(await finding, undefined)
})

test('unfinished executions are found, oldest first', async (t) => {
  const { database, writer } = await createDatabase(t)
  const executions = new ExecutionRepository(database, writer)
  const ended = { status: 'failed', finished_at: '2026-01-01T00:00:00.000Z', duration_ms: 0 } as const
  const write = (record: ExecutionRecord) => ({ execution: record, nodes: [], graphs: [emptyGraph] })
  await executions.save(write(execution('ex_3', { status: 'queued' })))
  await executions.finish(write(execution('ex_2', ended)))
  await executions.save(write(execution('ex_1')))
  const ids = (await executions.unfinished('')).map(({ id }) => id)
  assert.deepEqual(ids, ['ex_1', 'ex_3'])
  assert.deepEqual(
    (await executions.unfinished('ex_1')).map(({ id }) => id),
    ['ex_3'],
  )
})
