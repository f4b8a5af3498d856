import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { InStatement } from '@libsql/client'
import { Database } from '../../src/db/client.ts'
import { Writer } from '../../src/db/writer.ts'
import { ApiKeyRepository } from '../../src/features/api-keys/repository.ts'
import { StatsRepository } from '../../src/features/dashboard/repository.ts'
import { RecentRepository } from '../../src/features/executions/recent/recent-repository.ts'
import { RetentionRepository } from '../../src/features/executions/retention/repository.ts'
import { ExecutionLists } from '../../src/features/executions/store/list-repository.ts'
import { ExecutionRepository } from '../../src/features/executions/store/repository.ts'
import { DelayedRepository } from '../../src/features/executions/store/scheduling/delayed-repository.ts'
import { ScriptRepository } from '../../src/features/scripts/store/repository.ts'
import { SecretRepository } from '../../src/features/secrets/repository.ts'
import { Turns } from '../../src/lib/async/turns.ts'
import { createDatabase } from '../support/db/database.ts'
import { recordStatements } from '../support/db/recording-client.ts'
import { emptyGraph, executionWith } from '../support/engine/execution-records.ts'
import { ManualClock } from '../support/time/manual-clock.ts'

/** All objects with some of these fields. */
const partsOf = <T extends object>(whole: T): Partial<T>[] =>
  Object.entries(whole).reduce<Partial<T>[]>(
    (parts, [name, value]) => parts.flatMap((part) => [part, { ...part, [name]: value }]),
    [{}],
  )

const EXECUTION_FILTERS = partsOf({
  script_id: 1,
  status: ['failed'],
  batch_id: 'ba_1',
  error_code: 'E',
  delivery_id: 'd',
  from: 'ex_0',
  before: 'ex_9',
}).flatMap((filter) => [
  filter,
  { ...filter, trigger_kind: 'webhook' },
  { ...filter, trigger_kind: 'webhook', trigger_id: '1' },
])
const OF_SEVERAL = partsOf({ script_id: 1, error_code: 'E', from: 'ex_0', before: 'ex_9' }).map((filter) => ({
  ...filter,
  status: ['failed', 'timed_out', 'running'],
}))
const EXECUTION_SORTS = ['-created_at', 'created_at'] as const
const SCRIPT_PLACES = {
  '-updated_at': ['2026-01-01T00:00:00.000Z', 5],
  updated_at: ['2026-01-01T00:00:00.000Z', 5],
  name: ['a'],
  '-name': ['a'],
  created_at: [5],
  '-created_at': [5],
} as const
const SCRIPT_SORTS = Object.keys(SCRIPT_PLACES) as (keyof typeof SCRIPT_PLACES)[]
const SCRIPT_FILTERS = SCRIPT_SORTS.flatMap((sort) =>
  partsOf({ q: 'a', active: true, after: SCRIPT_PLACES[sort] }).map((filter) => ({ ...filter, sort })),
)

const useEverything = async (database: Database) => {
  const writer = new Writer(database)
  const executions = new ExecutionRepository(database, writer)
  const retention = new RetentionRepository(database, writer, {
    onContentsPruned: () => executions.forgetContents(),
    tables: { remove: async () => undefined },
  })
  const stats = new StatsRepository(database, writer, new ManualClock())
  const end = { status: 'completed', finished_at: '2026-01-01T00:00:00.000Z', duration_ms: 1 } as const
  await executions.save({ execution: executionWith({ id: 'ex_1' }), nodes: [], graphs: [emptyGraph] })
  await executions.finish({
    execution: executionWith({ id: 'ex_2', ...end }),
    nodes: [],
    graphs: [emptyGraph],
  })
  await executions.find('ex_1')
  await executions.unfinished('')
  await executions.head('ex_1')
  await executions.end(executionWith({ id: 'ex_1', ...end }))
  await executions.loadGraph('h')
  await executions.inBatch('ba_1')
  const lists = new ExecutionLists(database, new Turns())
  for (const filter of [...EXECUTION_FILTERS, ...OF_SEVERAL]) {
    await lists.page({ ...filter, limit: 5 })
    await lists.page({ ...filter, q: 'a', limit: 5 })
    await lists.endedIds({ ...filter, limit: 5 })
  }
  const recent = new RecentRepository(database, new Turns())
  for (const scriptId of [undefined, 1]) {
    const range = { from: 'ex_0', before: 'ex_9', scriptId, limit: 5 }
    await recent.runs(range, () => undefined)
    await recent.starts(range, () => undefined)
    await recent.failures(range)
  }
  await recent.queuedSince()
  const delayed = new DelayedRepository(database, writer)
  await delayed.counts()
  await delayed.firstStart()
  await delayed.due(0, ['a'])
  await delayed.enqueue('ex_1')
  await retention.count(1)
  await retention.count(undefined)
  await stats.overview()
  await executions.remove('ex_2')
  await executions.finish({
    execution: executionWith({ id: 'ex_3', ...end }),
    nodes: [],
    graphs: [emptyGraph],
  })
  await retention.prune({ scriptId: 1, before: 'ex_0', limit: 5 })
  await retention.prune({ limit: 5 })
  await retention.pruneContents()
}

const textOf = (statement: InStatement) => (typeof statement === 'string' ? statement : statement.sql)

const planOf = async (database: Database, statement: InStatement) => {
  const { sql, args = [] } = typeof statement === 'string' ? { sql: statement } : statement
  const { rows } = await database.execute({ sql: `EXPLAIN QUERY PLAN ${sql}`, args })
  return rows.map(({ detail, parent }) => ({ detail: String(detail), parent: Number(parent) }))
}

test('no query on executions or their nodes reads a whole table', async (t) => {
  const { database } = await createDatabase(t)
  const { client, statements } = recordStatements(database.client)
  await useEverything(new Database(client))
  const onExecutions = statements.filter((each) => /\b(node_)?executions\b/.test(textOf(each)))
  assert.ok(onExecutions.length > 50)
  for (const each of onExecutions) {
    for (const { detail } of await planOf(database, each)) {
      const scan = /^SCAN (executions|node_executions|e)\b(?<index> USING .*INDEX)?/.exec(detail)
      // In the order of an index up to a limit it reads no more rows than it gives.
      const isBounded = scan?.groups?.index !== undefined && /\blimit (\?|1 offset)/i.test(textOf(each))
      // This one has none but those that it gives.
      const isOfFew = scan?.groups?.index?.endsWith('INDEX') && detail.includes(' executions_delayed')
      assert.ok(scan === null || isBounded || isOfFew, `${detail}\n${textOf(each)}`)
    }
  }
})

test('executions are looked up for the items of a list, and not the list for every execution', async (t) => {
  const { database } = await createDatabase(t)
  const { client, statements } = recordStatements(database.client)
  await useEverything(new Database(client))
  const withLists = statements.filter((each) => /\bjson_each\b/.test(textOf(each)))
  assert.ok(withLists.length > 10)
  for (const each of withLists) {
    const plan = await planOf(database, each)
    for (const [index, { detail, parent }] of plan.entries()) {
      if (!detail.startsWith('SCAN json_each')) continue
      const outer = plan.slice(0, index).filter((loop) => loop.parent === parent)
      const isInner = outer.some((loop) =>
        /^(SCAN|SEARCH) (executions|node_executions|e)\b/.test(loop.detail),
      )
      assert.ok(!isInner, `${outer.map((loop) => loop.detail).join('\n')}\n${detail}\n${textOf(each)}`)
    }
  }
})

const IN_ORDER = /^(SCAN|SEARCH) \w+( USING (INDEX \w+|INTEGER PRIMARY KEY)( \([^)]+\))?)?$/
/** What is done with the rows, and the names that are looked up for them. */
const IS_AROUND =
  /\(subquery-|^(CORRELATED SCALAR SUBQUERY \d+|MERGE \(UNION ALL\)|LEFT|RIGHT|SEARCH scripts USING INTEGER PRIMARY KEY \(rowid=\?\))$/

test('an index gives every page in its order', async (t) => {
  const { database, writer } = await createDatabase(t)
  const { client, statements } = recordStatements(database.client)
  const recorded = new Database(client)
  const [scripts, executions] = [
    new ScriptRepository(recorded, writer),
    new ExecutionLists(recorded, new Turns()),
  ]
  for (const filter of SCRIPT_FILTERS) await scripts.page({ ...filter, limit: 5 })
  for (const sort of EXECUTION_SORTS) {
    for (const filter of EXECUTION_FILTERS) await executions.page({ ...filter, sort, limit: 5 })
    for (const filter of OF_SEVERAL) await executions.page({ ...filter, sort, limit: 5 })
  }
  await new SecretRepository(recorded, writer).page({ after: ['A'], limit: 5 })
  await new ApiKeyRepository(recorded, writer).page({ after: ['key_1'], limit: 5 })
  assert.equal(statements.length, 6 * 8 + 2 * (128 * 3 + 16) + 2)
  for (const each of statements) {
    const read = (await planOf(database, each))
      .map(({ detail }) => detail)
      .filter((detail) => !IS_AROUND.test(detail))
    assert.equal(read.length, textOf(each).split(' UNION ALL ').length, textOf(each))
    for (const detail of read) assert.match(detail, IN_ORDER, textOf(each))
  }
})
