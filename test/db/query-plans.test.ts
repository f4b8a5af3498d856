import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { InStatement } from '@libsql/client'
import { StatsRepository } from '../../src/dashboard/repository.ts'
import { Database } from '../../src/db/client.ts'
import { Writer } from '../../src/db/writer.ts'
import { ExecutionRepository } from '../../src/executions/repository.ts'
import { RetentionRepository } from '../../src/executions/retention-repository.ts'
import { createDatabase } from '../support/database.ts'
import { emptyGraph, executionWith } from '../support/execution-records.ts'
import { ManualClock } from '../support/manual-clock.ts'
import { recordStatements } from '../support/recording-client.ts'

const FILTERS = [
  {},
  { script_id: 1 },
  { status: 'failed' },
  { batch_id: 'ba_1' },
  { script_id: 1, status: 'failed' },
  { from: 'ex_0', before: 'ex_9' },
  { script_id: 1, from: 'ex_0', before: 'ex_9' },
  { status: 'failed', from: 'ex_0', before: 'ex_9' },
]

const useEverything = async (database: Database) => {
  const writer = new Writer(database)
  const executions = new ExecutionRepository(database, writer)
  const retention = new RetentionRepository(database, writer, () => executions.forgetGraphs())
  const stats = new StatsRepository(database, writer, new ManualClock())
  const end = { status: 'completed', finished_at: '2026-01-01T00:00:00.000Z', duration_ms: 1 } as const
  await executions.save({ execution: executionWith({ id: 'ex_1' }), nodes: [], graphs: [emptyGraph] })
  await executions.finish({
    execution: executionWith({ id: 'ex_2', ...end }),
    nodes: [],
    graphs: [emptyGraph],
  })
  await executions.find('ex_1')
  await executions.unfinished()
  await executions.loadGraph('h')
  for (const filter of FILTERS) await executions.page({ ...filter, limit: 5 })
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
  await retention.pruneGraphs()
}

const textOf = (statement: InStatement) => (typeof statement === 'string' ? statement : statement.sql)

test('no query on executions or their nodes reads a whole table', async (t) => {
  const { database } = await createDatabase(t)
  const { client, statements } = recordStatements(database.client)
  await useEverything(new Database(client))
  const onExecutions = statements.filter((each) => /\b(node_)?executions\b/.test(textOf(each)))
  assert.ok(onExecutions.length > 20)
  for (const each of onExecutions) {
    const { sql, args = [] } = typeof each === 'string' ? { sql: each } : each
    const { rows } = await database.execute({ sql: `EXPLAIN QUERY PLAN ${sql}`, args })
    for (const { detail } of rows) {
      const scan = /^SCAN (executions|node_executions|e)\b(?<index> USING .*INDEX)?/.exec(String(detail))
      // In the order of an index up to a limit it reads no more rows than it gives.
      const isBounded = scan?.groups?.index !== undefined && /\blimit \?/i.test(sql)
      assert.ok(scan === null || isBounded, `${detail}\n${sql}`)
    }
  }
})
