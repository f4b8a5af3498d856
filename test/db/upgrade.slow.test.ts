import assert from 'node:assert/strict'
import { globSync } from 'node:fs'
import { copyFile, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type TestContext, test } from 'node:test'
import journal from '../../drizzle/meta/_journal.json' with { type: 'json' }
import { type Database, openDatabase } from '../../src/db/client.ts'
import { migrate } from '../../src/db/migrate.ts'
import { ScriptGraph } from '../../src/features/scripts/graph/schema.ts'
import { readRows } from '../support/db/database-file.ts'
import { fixtureScripts, orderOf } from '../support/db/fixture-content.ts'
import { MIGRATIONS } from '../support/db/template.ts'
import { createTestApp } from '../support/http/test-app.ts'
import { createFolder, runCommand } from '../support/process/command.ts'
import { ManualClock } from '../support/time/manual-clock.ts'

const FIXTURES = join(import.meta.dirname, '../fixtures/databases')
const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS

const tags = journal.entries.map(({ tag }) => tag)
const fixtures = globSync('*.db', { cwd: FIXTURES }).map((name) => basename(name, '.db'))

/** A folder with a copy of the database, which the program may change, and what is in it. */
const copyFixture = async (t: TestContext, tag: string) => {
  const folder = await createFolder(t)
  const path = join(folder, 'scriptd.db')
  await copyFile(join(FIXTURES, `${tag}.db`), path)
  return { folder, path, rows: readRows(path) }
}

type Rows = ReturnType<typeof readRows>

/** The executions as they are answered, what matters of them. */
const storedExecutions = ({ executions = [], node_executions = [] }: Rows) =>
  executions.map(({ id, status, output, created_at }) => ({
    id,
    status,
    output: JSON.parse(String(output)),
    created_at: String(created_at),
    results: node_executions
      .filter(({ execution_id }) => execution_id === id)
      .map(({ node_id, status, output }) => ({
        node_id,
        status,
        ...(status === 'completed' && { output: JSON.parse(String(output)) }),
      })),
  }))

/** The graphs of all scripts, by their ids. */
const graphsOfScripts = async (database: Database) => {
  const { rows } = await database.execute(
    'SELECT id, graph FROM scripts JOIN graphs ON graphs.hash = graph_hash',
  )
  return new Map(rows.map(({ id, graph }) => [Number(id), ScriptGraph.parse(JSON.parse(String(graph)))]))
}

test('of every schema but the newest a database is kept', () => {
  const missing = tags.slice(0, -1).filter((tag) => !fixtures.includes(tag))
  assert.deepEqual(
    missing,
    [],
    'npm run db:fixture writes it, with the program as it is before the next migration',
  )
  const unknown = fixtures.filter((tag) => !tags.includes(tag))
  assert.deepEqual(unknown, [])
})

for (const tag of fixtures) {
  test(`a database of ${tag} has that schema, and every value survives the migrations`, async (t) => {
    const { path, rows } = await copyFixture(t, tag)
    const { __lease, __drizzle_migrations: history = [], sqlite_sequence, ...tables } = rows
    const { nodes = [], connections = [], ...before } = tables
    const known = MIGRATIONS.slice(0, tags.indexOf(tag) + 1)
    assert.deepEqual(
      history.map(({ hash }) => hash),
      known.map(({ hash }) => hash),
    )
    const database = await openDatabase({ url: `file:${path}`, synchronous: 'OFF' })
    t.after(() => database.close())
    assert.equal(await migrate(database, MIGRATIONS), MIGRATIONS.length - known.length)
    for (const [table, old] of Object.entries(before)) {
      const { rows: all } = await database.execute(`SELECT * FROM "${table}"`)
      assert.equal(all.length, old.length, table)
      for (const [index, row] of old.entries()) assert.partialDeepStrictEqual({ ...all[index] }, { ...row })
    }
    const graphs = await graphsOfScripts(database)
    for (const { script_id, seq, definition } of nodes) {
      assert.deepEqual(graphs.get(Number(script_id))?.nodes[Number(seq)], JSON.parse(String(definition)))
    }
    for (const { script_id, source, target, output } of connections) {
      const list = graphs.get(Number(script_id))?.connections[String(source)]
      assert.ok(list?.some((edge) => edge.target === target && edge.output === output))
    }
  })

  test(`a database of ${tag} is served with all that it has, and goes on`, async (t) => {
    const { folder, rows } = await copyFixture(t, tag)
    const executions = storedExecutions(rows)
    const last = executions.at(-1)
    assert.ok(last)
    // The last execution waits for a day, which is nearly over.
    const clock = new ManualClock(Date.parse(last.created_at) + DAY_MS - MINUTE_MS)
    // Time alone must remove nothing.
    const env = { EXECUTION_RETENTION_DAYS: '0' }
    const { request } = await createTestApp(t, { folder, clock, env })
    const get = async (path: string) => (await clock.until(request('GET', path))).json.data
    const execute = (id: number, body: unknown, headers = {}) =>
      clock.until(request('POST', `/api/scripts/${id}/execute`, { body, headers }))

    for (const [index, script] of fixtureScripts.entries()) {
      assert.partialDeepStrictEqual(await get(`/api/scripts/${index + 1}`), script)
    }
    for (const execution of executions) {
      assert.partialDeepStrictEqual(await get(`/api/executions/${execution.id}`), execution)
    }
    const { stats, executions: counted } = await get('/api/dashboard/stats')
    assert.deepEqual(stats, { large_orders: 1, visits: 42 })
    assert.partialDeepStrictEqual(counted, { [String(last.status)]: 1, completed: 2, failed: 1 })
    assert.deepEqual((await get('/api/config/user-settings/theme')).value, { dark: true })

    const again = await execute(1, orderOf(40), { 'Idempotency-Key': 'first' })
    assert.equal(again.headers.get('Idempotency-Replayed'), 'true')
    assert.equal(again.json.data.id, executions[0]?.id)
    assert.deepEqual((await execute(1, orderOf(50))).json.data.output, { total: 150 })
    assert.equal((await get('/api/dashboard/stats')).stats.large_orders, 2)
    const created = await request('POST', '/api/scripts', { body: { name: 'new' } })
    assert.equal(created.json.data.id, fixtureScripts.length + 1)

    await clock.advance(2 * MINUTE_MS)
    assert.equal((await get(`/api/executions/${last.id}`)).status, 'completed')
  })
}

test('serve refuses a database that a newer program has changed, in one line, and leaves it as it is', async (t) => {
  const { path } = await copyFixture(t, tags[0] ?? '')
  const database = new DatabaseSync(path)
  database.exec(`INSERT INTO __drizzle_migrations (hash, created_at) VALUES ('newer', 9e12)`)
  database.close()
  const before = await readFile(path)
  const env = { DATABASE_URL: `file:${path}` }
  const { code, stdout, stderr } = await runCommand(t, { args: ['serve', '--port', '0'], env })
  assert.deepEqual([code, stdout], [1, ''])
  const reason = 'its schema was made by a newer version of this program'
  assert.equal(stderr, `scriptd: cannot use the database ${path}: ${reason}\n`)
  assert.deepEqual(await readFile(path), before)
})
