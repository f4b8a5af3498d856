import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Database } from '../../../../src/db/client.ts'
import { scripts } from '../../../../src/db/schema.ts'
import { ExecutionLists } from '../../../../src/features/executions/store/list-repository.ts'
import { ExecutionRepository } from '../../../../src/features/executions/store/repository.ts'
import { Turns } from '../../../../src/lib/async/turns.ts'
import { createDatabase } from '../../../support/db/database.ts'
import { recordStatements } from '../../../support/db/recording-client.ts'
import { emptyGraph, executionWith } from '../../../support/engine/execution-records.ts'
import { createExecutionApp, fail, start } from '../../../support/http/execution-app.ts'

interface Row {
  readonly id: string
  readonly script_name: string | null
}

test('executions are found by a text in the name of the script, the message of the error or the id', async (t) => {
  const { addScript, call } = await createExecutionApp(t)
  const execute = async (script: number) =>
    String((await call('POST', `/scripts/${script}/execute`)).json.data.id)
  const billing = await addScript([start('a')], [], { name: 'Straße 100%' })
  const broken = await addScript([fail('f', "Supplier 'A_1' is closed")], [], { name: 'Orders' })
  const paid = await execute(billing)
  const failed = await execute(broken)
  const find = async (query: Readonly<Record<string, string>>) => {
    const { status, json, text } = await call('GET', `/executions?${new URLSearchParams(query)}`)
    assert.equal(status, 200, text)
    const rows: readonly Row[] = json.data
    return rows.map(({ id }) => id)
  }
  assert.deepEqual(await find({ q: 'STRASSE' }), [paid])
  assert.deepEqual(await find({ q: '100%' }), [paid])
  assert.deepEqual(await find({ q: "'a_1'" }), [failed])
  assert.deepEqual(await find({ q: 'orders', status: 'completed' }), [])
  assert.deepEqual(await find({ q: failed }), [failed])
  assert.deepEqual(await find({ q: failed, status: 'completed' }), [])
  assert.deepEqual(await find({ q: failed.slice(-8).toLowerCase() }), [failed])
  assert.deepEqual(await find({ q: '' }), [failed, paid])
  assert.deepEqual(await find({ q: 'nowhere' }), [])
})

test('rows have the name that their script has now, and none when it was deleted', async (t) => {
  const { addScript, call } = await createExecutionApp(t)
  const script = await addScript([start('a')], [], { name: 'Before' })
  await call('POST', `/scripts/${script}/execute`)
  const name = async () => (await call('GET', '/executions')).json.data[0].script_name
  assert.equal(await name(), 'Before')
  await call('PATCH', `/scripts/${script}`, { body: { name: 'After' } })
  assert.equal(await name(), 'After')
  await call('DELETE', `/scripts/${script}`)
  assert.equal(await name(), null)
})

/** One in a hundred is of script 2, the oldest first. */
const withMany = async (t: Parameters<typeof createDatabase>[0], many: number) => {
  const { database, writer } = await createDatabase(t)
  const { client, statements } = recordStatements(database.client)
  const repository = new ExecutionRepository(database, writer)
  const row = { description: null, active: true, execution_order: 0, version: 1, node_count: 0 }
  for (const [id, name] of [
    [1, 'COMMON'],
    [2, 'RARE'],
  ] as const)
    await database.orm.insert(scripts).values({
      ...row,
      id,
      name,
      name_folded: name,
      graph_hash: 'h',
      created_at: '2026-01-01T00:00:00.000Z',
      updated_at: '2026-01-01T00:00:00.000Z',
    })
  const ids = Array.from({ length: many }, (_, index) => `ex_${String(index).padStart(26, '0')}`)
  await Promise.all(
    ids.map((id, index) => {
      const execution = executionWith({ id, script_id: index % 100 === 0 ? 2 : 1 })
      return repository.save({ execution, nodes: [], graphs: [emptyGraph] })
    }),
  )
  const rare = ids.filter((_, index) => index % 100 === 0)
  return { lists: new ExecutionLists(new Database(client), new Turns()), statements, rare, ids }
}

test('a search looks at no more than a bound for one page, and goes on behind it', async (t) => {
  const { lists, statements, rare, ids } = await withMany(t, 10_500)
  const first = await lists.page({ q: 'rare', limit: 200 })
  assert.ok(statements.length <= 21)
  assert.equal(first.count, 100)
  assert.ok(first.nextCursor)
  const found: readonly Row[] = JSON.parse(first.items)
  assert.deepEqual(
    found.map(({ id }) => id),
    rare.slice(-100).toReversed(),
  )
  const rest = await lists.page({ q: 'rare', limit: 200, before: ids[500] })
  assert.deepEqual([rest.count, rest.nextCursor], [5, null])
  assert.equal((await lists.page({ q: 'nothing', limit: 5 })).count, 0)
})

for (const sort of ['created_at', '-created_at'] as const) {
  test(`a search in the order ${sort} finds each once, whatever the size of the pages`, async (t) => {
    const { lists, rare } = await withMany(t, 2500)
    for (const limit of [1, 7, 10, 25]) {
      const found: string[] = []
      let place: string | undefined
      do {
        const beyond = sort === 'created_at' ? { after: place } : { before: place }
        const page = await lists.page({ q: 'rare', sort, limit, ...beyond })
        const rows: readonly Row[] = JSON.parse(page.items)
        found.push(...rows.map(({ id }) => id))
        place = page.nextCursor === null ? undefined : placeIn(page.nextCursor)
      } while (place !== undefined)
      assert.deepEqual(found, sort === 'created_at' ? rare : rare.toReversed())
    }
  })
}

const placeIn = (cursor: string): string =>
  String(JSON.parse(Buffer.from(cursor, 'base64url').toString()).flat(2).at(-1))
