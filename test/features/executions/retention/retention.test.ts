import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { Database } from '../../../../src/db/client.ts'
import type { RetentionRule } from '../../../../src/domain/retention-rule.ts'
import { API_TRIGGER } from '../../../../src/domain/triggers/trigger.ts'
import type { ExecutionRecord } from '../../../../src/engine/records.ts'
import { RetentionRepository } from '../../../../src/features/executions/retention/repository.ts'
import { Retention } from '../../../../src/features/executions/retention/retention.ts'
import { ExecutionRepository } from '../../../../src/features/executions/store/repository.ts'
import { createIds } from '../../../../src/lib/store/ids.ts'
import { isoTime } from '../../../../src/lib/time/clock.ts'
import { createDatabase } from '../../../support/db/database.ts'
import { captureLog } from '../../../support/log-capture.ts'

const NOW = Date.UTC(2026, 5, 15)
const DAY = 24 * 60 * 60 * 1000

// Pauses between batches are not waited for; everything else of the clock stands still.
const clock = { now: () => NOW, sleep: () => Promise.resolve() }

const setUp = async (t: TestContext) => {
  const { database, writer } = await createDatabase(t)
  const executions = new ExecutionRepository(database, writer)
  const nextId = createIds('ex')
  const graph = { hash: 'h', graph: { nodes: [], connections: {} } }
  const snapshot = { hash: 'v', text: '{"A":1}', values: { A: 1 }, bytes: 30 }

  const add = async (daysAgo: number, more: Partial<ExecutionRecord> = {}) => {
    const at = NOW - daysAgo * DAY
    const execution: ExecutionRecord = {
      id: nextId(at),
      script_id: 1,
      graph_hash: graph.hash,
      script_version: null,
      variables_hash: null,
      batch_id: null,
      retry_of: null,
      input: null,
      status: 'completed',
      output: null,
      error: null,
      attempts: 1,
      timeout_ms: null,
      created_at: isoTime(at),
      started_at: isoTime(at),
      finished_at: isoTime(at),
      duration_ms: 5,
      caller: null,
      interruptions: 0,
      trigger: API_TRIGGER,
      sequence: null,
      strict: false,
      ...more,
    }
    const variables = execution.variables_hash === null ? undefined : snapshot
    const write = { execution, nodes: [], graphs: [graph], variables }
    await (execution.finished_at === null ? executions.save(write) : executions.finish(write))
    return execution.id
  }

  const prune = (rule: RetentionRule, bytes = 0, freeSpace = async () => false) =>
    new Retention({
      leadership: { isLeader: true },
      repository: new RetentionRepository(database, writer, {
        onContentsPruned: () => executions.forgetContents(),
        tables: { remove: async () => undefined },
      }),
      clock,
      logger: captureLog().logger,
      rule,
      bytes,
      pruneVersions: async () => false,
      freeSpace,
    }).pass()

  return { database, add, prune }
}

const stored = async (database: Database): Promise<unknown[]> =>
  (await database.execute('SELECT id FROM executions ORDER BY id')).rows.map(({ id }) => id)

const addScript = (database: Database, id: number, retention: string | null) =>
  database.execute({
    sql: `INSERT INTO scripts (id, name, active, execution_order, retention, version, graph_hash, node_count,
      created_at, updated_at) VALUES (?, ?, 1, 0, ?, 1, 'g', 0, '', '')`,
    args: [id, `script ${id}`, retention],
  })

test('executions older than the rule are deleted, except active ones', async (t) => {
  const { database, add, prune } = await setUp(t)
  await add(9)
  const running = await add(9, { status: 'running', finished_at: null, duration_ms: null })
  const young = await add(3)
  assert.equal(await prune({ days: 7 }), 1)
  assert.deepEqual(await stored(database), [running, young])
})

test('only the newest stay when there are more than the rule keeps, also over many batches', async (t) => {
  const { database, add, prune } = await setUp(t)
  const ids: string[] = []
  for (let index = 0; index < 450; index++) ids.push(await add(1))
  assert.equal(await prune({ count: 10 }), 440)
  assert.deepEqual(await stored(database), ids.slice(-10))
})

test('a script with a rule of its own is left alone by the general one', async (t) => {
  const { database, add, prune } = await setUp(t)
  await addScript(database, 1, null)
  await addScript(database, 2, '{"count":1}')
  await addScript(database, 3, '{}')
  await add(9, { script_id: 1 })
  await add(9, { script_id: 2 })
  const lastOfTwo = await add(8, { script_id: 2 })
  const ofThree = await add(9, { script_id: 3 })
  assert.equal(await prune({ days: 7 }), 2)
  assert.deepEqual(await stored(database), [ofThree, lastOfTwo].toSorted())
})

test('the totals count remaining executions, the buckets also deleted ones', async (t) => {
  const { database, add, prune } = await setUp(t)
  await add(9)
  await add(9, { status: 'failed' })
  await add(1)
  await prune({ days: 7 })
  const totals = await database.execute('SELECT status, count, duration_ms FROM execution_totals ORDER BY 1')
  assert.deepEqual(totals.rows.map(Object.values), [
    ['completed', 1, 5],
    ['failed', 0, 0],
  ])
  const buckets = await database.execute('SELECT sum(completed), sum(failed) FROM execution_buckets')
  assert.deepEqual(buckets.rows.map(Object.values), [[2, 1]])
})

test('an unused graph is deleted with its last execution', async (t) => {
  const { database, add, prune } = await setUp(t)
  await add(9)
  assert.equal((await database.execute('SELECT hash FROM graphs')).rows.length, 1)
  await prune({ days: 7 })
  assert.equal((await database.execute('SELECT hash FROM graphs')).rows.length, 0)
  await add(1)
  assert.equal((await database.execute('SELECT hash FROM graphs')).rows.length, 1)
})

test('an execution whose time has not come keeps its own graph, and no other one', async (t) => {
  const { database, add, prune } = await setUp(t)
  await database.execute("INSERT INTO graphs (hash, graph) VALUES ('unused', '{}')")
  await add(9)
  await add(8, { status: 'scheduled', finished_at: null, duration_ms: null })
  assert.equal(await prune({ days: 7 }), 1)
  assert.deepEqual((await database.execute('SELECT hash FROM graphs')).rows.map(Object.values), [['h']])
})

test('an execution that ended long after it was accepted is kept from its end on', async (t) => {
  const { database, add, prune } = await setUp(t)
  const id = await add(30, { finished_at: isoTime(NOW - DAY) })
  await add(30)
  assert.equal(await prune({ days: 7 }), 1)
  assert.deepEqual(await stored(database), [id])
})

test('variables are deleted with the last execution that saw them, and stored again by the next one', async (t) => {
  const { database, add, prune } = await setUp(t)
  const hashes = async () =>
    (await database.execute('SELECT hash, variables FROM variable_snapshots')).rows.map(Object.values)
  await add(9, { variables_hash: 'v' })
  await add(8, { variables_hash: 'v' })
  await add(7)
  assert.deepEqual(await hashes(), [['v', '{"A":1}']])
  await prune({ count: 2 })
  assert.deepEqual(await hashes(), [['v', '{"A":1}']])
  await prune({ count: 1 })
  assert.deepEqual(await hashes(), [])
  await add(1, { variables_hash: 'v' })
  assert.deepEqual(await hashes(), [['v', '{"A":1}']])
})

test('above the size limit what is worth less goes before executions', async (t) => {
  const { add, prune, database } = await setUp(t)
  const id = await add(1)
  await database.batch(['CREATE TABLE filling (text)', 'INSERT INTO filling VALUES (zeroblob(1000000))'])
  const freeSpace = async () => (await database.batch(['DELETE FROM filling']))[0]?.rowsAffected === 1
  assert.equal(await prune({}, 900_000, freeSpace), 0)
  assert.equal((await database.execute('SELECT id FROM executions')).rows[0]?.id, id)
})

test('above the size limit the oldest go until the database is smaller, and the file shrinks', async (t) => {
  const { database, add, prune } = await setUp(t)
  for (let index = 0; index < 600; index++) await add(5, { output: 'x'.repeat(10_000) })
  const last = await add(1)
  const size = async () => (await database.execute('PRAGMA page_count')).rows[0]?.page_count
  const before = Number(await size())
  await prune({}, 2_000_000)
  const left = await stored(database)
  assert.equal(left.at(-1), last)
  assert.ok(left.length < 300, `${left.length} are left`)
  // A server keeps the space.
  if (!database.isRemote) assert.ok(Number(await size()) < before / 2)
})
