import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { openDatabase } from '../../../../src/db/client.ts'
import { enlargeExecution } from '../../../support/db/large-execution.ts'
import { chain, toGraphBody } from '../../../support/engine/graph-spec.ts'
import { createTestApp } from '../../../support/http/test-app.ts'
import { createFolder } from '../../../support/process/command.ts'

const ENV = { EXECUTION_MEMORY_LIMIT_BYTES: '200000' }
const GRAPH = toGraphBody(
  [
    { id: 'in', type: 'start' },
    { id: 'wait', type: 'wait', parameters: { ms: 3_600_000 } },
  ],
  chain('in', 'wait'),
)

/** What becomes of the stored execution with this input. */
const damage = {
  'input that is no JSON': `UPDATE executions SET input = '{"a":' WHERE id = ?`,
  'output of a node that is no JSON': `UPDATE node_executions SET output = 'x' WHERE execution_id = ? AND node_id = 'in'`,
  'large input': `UPDATE executions SET input = '"' || hex(zeroblob(500000)) || '"' WHERE id = ?`,
  'many deaths': 'UPDATE executions SET interruptions = 3 WHERE id = ?',
}

const codes = ['EXECUTION_UNREADABLE', 'EXECUTION_UNREADABLE', 'EXECUTION_TOO_LARGE', 'EXECUTION_INTERRUPTED']

/** The program on a database that an earlier one has left, with unfinished executions that cannot go on, and a good one. */
const setUp = async (t: TestContext) => {
  const folder = await createFolder(t)
  const before = await createTestApp(t, { folder, env: ENV })
  await before.request('POST', '/api/scripts', { body: { name: 'waits', ...GRAPH } })
  const begin = async (input: string): Promise<string> => {
    const headers = { Prefer: 'respond-async', 'Idempotency-Key': input.replaceAll(' ', '-') }
    const { json } = await before.request('POST', '/api/scripts/1/execute', { headers, body: { input } })
    return json.data.id
  }
  const damaged = await Promise.all(Object.keys(damage).map(begin))
  const good = await begin('good')
  const ended = await begin('ended')
  await before.request('POST', `/api/executions/${ended}/cancel`)
  await before.close()
  enlargeExecution(`${folder}/scriptd.db`, ended, 1_000_000)
  const database = await openDatabase({ url: `file:${folder}/scriptd.db`, synchronous: 'OFF' })
  await Promise.all(
    Object.values(damage).map((sql, index) => database.execute({ sql, args: [damaged[index] ?? ''] })),
  )
  await database.close()

  const after = await createTestApp(t, { folder, env: ENV })
  // An event stream of an execution ends when it has.
  for (const id of damaged) await after.request('GET', `/api/executions/${id}/events`)
  return { ...after, damaged, good, ended }
}

test('unfinished executions that cannot go on are put aside, visible to clients, and the others go on', async (t) => {
  const { request, log, damaged, good } = await setUp(t)
  const { json } = await request('GET', '/api/executions?status=failed')
  const failed = Object.groupBy(json.data, ({ id }: { id: string }) => id)
  assert.deepEqual(
    damaged.map((id) => Object(failed[id]?.[0]).error.code),
    codes,
  )
  assert.equal((await request('GET', `/api/executions/${good}`)).json.data.status, 'running')
  const filtered = await request('GET', '/api/executions?error_code=EXECUTION_INTERRUPTED')
  assert.deepEqual([filtered.json.count, filtered.json.data[0].id], [1, damaged[3]])
  const stats = await request('GET', '/api/dashboard/stats')
  assert.partialDeepStrictEqual(stats.json.data.executions, { running: 1, failed: 4 })
  const warnings = log.lines.filter(
    ({ level, execution_id }) => level === 'warn' && execution_id !== undefined,
  )
  assert.equal(warnings.length, 4)
  assert.match(String(warnings[0]?.msg), /GET \/api\/executions\?error_code=EXECUTION_/)
})

const until = async (isSo: () => Promise<boolean>) => {
  while (!(await isSo())) await delay(5)
}

test('the retry of an execution that was put aside goes on with the items that its loop had', async (t) => {
  const folder = await createFolder(t)
  const before = await createTestApp(t, { folder, env: ENV })
  const nodes = [
    { id: 'loop', type: 'for_each', parameters: { items: '[$uuid(), $uuid()]' } },
    { id: 'wait', type: 'wait', parameters: { ms: '{{ loop.index = 0 ? 0 : 1000000 }}' } },
  ]
  const graph = toGraphBody(nodes, [['loop', 'wait', 'each']])
  await before.request('POST', '/api/scripts', { body: { name: 'loop', ...graph } })
  const headers = { Prefer: 'respond-async' }
  const { id } = (await before.request('POST', '/api/scripts/1/execute', { headers })).json.data
  await until(async () => (await before.request('GET', `/api/executions/${id}`)).json.data.results.length > 2)
  await before.close()
  const database = await openDatabase({ url: `file:${folder}/scriptd.db`, synchronous: 'OFF' })
  await database.execute({ sql: damage['many deaths'], args: [id] })
  await database.close()

  const { request } = await createTestApp(t, { folder, env: ENV })
  await request('GET', `/api/executions/${id}/events`)
  const ended = (await request('GET', `/api/executions/${id}`)).json.data
  assert.deepEqual([ended.status, ended.results[0].status], ['failed', 'cancelled'])
  const retry = (await request('POST', `/api/executions/${id}/retry`, { headers })).json.data
  await until(async () => (await request('GET', `/api/executions/${retry.id}`)).json.data.results.length > 2)
  const { results } = (await request('GET', `/api/executions/${retry.id}`)).json.data
  const outputs = [ended, { results }].map((each) =>
    each.results.find(({ path }: { path: string }) => path === 'loop[0]'),
  )
  assert.equal(outputs[1].output, outputs[0].output)
  assert.equal(outputs[1].finished_at, outputs[0].finished_at)
})

test('an execution that cannot be read is refused, and can be deleted', async (t) => {
  const { request, damaged, ended } = await setUp(t)
  const answers = await Promise.all([...damaged, ended].map((id) => request('GET', `/api/executions/${id}`)))
  assert.deepEqual(
    answers.map(({ status, json }) => [status, json.error_code]),
    [
      [409, 'EXECUTION_UNREADABLE'],
      [409, 'EXECUTION_UNREADABLE'],
      [200, undefined],
      [200, undefined],
      [409, 'EXECUTION_TOO_LARGE'],
    ],
  )
  // To keep it, SQLite would have had to read it.
  assert.equal(answers[2]?.json.data.input, null)
  assert.equal(answers[3]?.json.data.results[1].status, 'cancelled')
  for (const path of [`${ended}/events`, `${ended}/retry`]) {
    const method = path.endsWith('events') ? 'GET' : 'POST'
    const { status, json } = await request(method, `/api/executions/${path}`)
    assert.deepEqual([status, json.error_code], [409, 'EXECUTION_TOO_LARGE'])
  }
  for (const id of damaged) assert.equal((await request('DELETE', `/api/executions/${id}`)).status, 200)
  assert.equal((await request('GET', '/api/executions?status=failed')).json.count, 0)
})
