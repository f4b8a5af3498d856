import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import fc from 'fast-check'
import type { Database } from '../../../../src/db/client.ts'
import { durationClassSql } from '../../../../src/db/counters/duration-class.ts'
import { type ExecutionRecord, FINAL_STATUSES } from '../../../../src/engine/records.ts'
import { ExecutionRepository } from '../../../../src/features/executions/store/repository.ts'
import { createIds } from '../../../../src/lib/store/ids.ts'
import { isoTime } from '../../../../src/lib/time/clock.ts'
import { createDatabase } from '../../../support/db/database.ts'
import { emptyGraph, executionWith } from '../../../support/engine/execution-records.ts'

const NOW = Date.UTC(2026, 0, 1)
const HOUR = 3_600_000
const EXECUTIONS = 6

interface End {
  readonly kind: 'finish'
  readonly which: number
  readonly status: (typeof FINAL_STATUSES)[number]
  readonly duration: number
  readonly hour: number
}

type Operation = End | { readonly kind: 'save' | 'remove'; readonly which: number }

const operation: fc.Arbitrary<Operation> = fc.oneof(
  fc.record({
    kind: fc.constant('finish' as const),
    which: fc.nat({ max: EXECUTIONS - 1 }),
    status: fc.constantFrom(...FINAL_STATUSES),
    duration: fc.nat({ max: 1000 }),
    hour: fc.nat({ max: 2 }),
  }),
  fc.record({
    kind: fc.constantFrom('save' as const, 'remove' as const),
    which: fc.nat({ max: EXECUTIONS - 1 }),
  }),
)

const query = async (database: Database, sql: string) => (await database.execute(sql)).rows.map(Object.values)

const checkCounters = async (database: Database) => {
  const totals = await query(
    database,
    'SELECT status, count, duration_ms FROM execution_totals WHERE count > 0 ORDER BY status',
  )
  const counted = await query(
    database,
    `SELECT status, count(*), sum(duration_ms) FROM executions WHERE status <> 'running' GROUP BY 1 ORDER BY 1`,
  )
  assert.deepEqual(totals, counted)
  const buckets = await query(
    database,
    `SELECT script_id, bucket, duration_class, completed, failed, cancelled, timed_out, duration_ms
      FROM execution_buckets WHERE completed + failed + cancelled + timed_out > 0 ORDER BY 1, 2, 3`,
  )
  const hours = await query(
    database,
    `SELECT script_id, substr(finished_at, 1, 13) || ':00:00.000Z', ${durationClassSql('duration_ms')},
      sum(status = 'completed'), sum(status = 'failed'), sum(status = 'cancelled'), sum(status = 'timed_out'),
      sum(duration_ms)
      FROM executions WHERE status <> 'running' GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`,
  )
  assert.deepEqual(buckets, hours)
}

const setUp = async (t: TestContext) => {
  const { database, writer } = await createDatabase(t)
  const executions = new ExecutionRepository(database, writer)
  const nextId = createIds('ex')
  const create = (index: number) =>
    executionWith({ id: nextId(NOW), script_id: index % 3, started_at: isoTime(NOW) })
  return { database, executions, create }
}

/** Makes each operation; those that join the next one share its commit. */
const perform = async (
  { database, executions, create }: Awaited<ReturnType<typeof setUp>>,
  operations: readonly (readonly [Operation, boolean])[],
) => {
  await database.batch([
    'DELETE FROM executions',
    'DELETE FROM execution_totals',
    'DELETE FROM execution_buckets',
  ])
  const records = Array.from({ length: EXECUTIONS }, (_, index) => create(index))
  const make = (each: Operation, execution: ExecutionRecord): Promise<unknown> => {
    const write = { execution, nodes: [], graphs: [emptyGraph] }
    if (each.kind !== 'finish') {
      return each.kind === 'save' ? executions.save(write) : executions.remove(execution.id)
    }
    const { status, duration: duration_ms, hour } = each
    const end = { status, duration_ms, finished_at: isoTime(NOW + hour * HOUR) }
    return executions.finish({ ...write, execution: { ...execution, ...end } })
  }
  let pending: Promise<unknown>[] = []
  for (const [each, joins] of operations) {
    const execution = records[each.which]
    if (execution) pending.push(make(each, execution))
    if (joins) continue
    await Promise.all(pending)
    pending = []
  }
  await Promise.all(pending)
}

test('totals and hourly buckets always equal the rows after any writes, repeated ends and deletions', async (t) => {
  const world = await setUp(t)
  const operations = fc.array(fc.tuple(operation, fc.boolean()), { maxLength: 25 })
  await fc.assert(
    fc.asyncProperty(operations, async (each) => {
      await perform(world, each)
      await checkCounters(world.database)
    }),
    { numRuns: 60 },
  )
})

test('a stored end is not overwritten', async (t) => {
  const { executions, create } = await setUp(t)
  const running = create(1)
  const end = { status: 'completed', finished_at: isoTime(NOW), duration_ms: 1, output: 'first' } as const
  const write = { nodes: [], graphs: [emptyGraph] }
  await executions.finish({ ...write, execution: { ...running, ...end } })
  await executions.finish({ ...write, execution: { ...running, ...end, status: 'failed', output: 'second' } })
  await executions.save({ ...write, execution: running })
  const { status, output } = (await executions.find(running.id))?.execution ?? {}
  assert.deepEqual([status, output], ['completed', 'first'])
})
