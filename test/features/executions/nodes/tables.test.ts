import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { createTestApp, type TestAppOptions } from '../../../support/http/test-app.ts'

const ORDERS = 'id,region,amount\n1,north,2.5\n2,south,3\n3,north,5\n'

/** A server with a file of orders; `run` executes a script of nodes in a row. */
const createTableApp = async (t: TestContext, options: TestAppOptions = {}) => {
  const app = await createTestApp(t, options)
  const workspace = join(app.folder, 'workspace')
  if (options.folder === undefined) await writeFile(join(workspace, 'orders.csv'), ORDERS)
  const run = async (graph: readonly object[] | object, input?: unknown) => {
    const script = { name: randomUUID(), ...(Array.isArray(graph) ? chainOf(graph) : graph) }
    const created = await app.request('POST', '/api/scripts', { body: script })
    assert.equal(created.status, 201, created.text)
    const path = `/api/scripts/${created.json.data.id}/execute`
    const { json } = await app.request('POST', path, { body: { input }, headers: { Prefer: 'wait=30' } })
    return json.data
  }
  const tablesOf = (id: string): readonly string[] => {
    const folder = join(app.folder, 'scriptd.db-tables', id)
    return existsSync(folder) ? readdirSync(folder) : []
  }
  return { ...app, workspace, run, tablesOf }
}

const chainOf = (nodes: readonly object[]) => {
  const ids = nodes.map((node) => String(Object(node).id))
  const next = ids.slice(1).map((target, index) => [ids[index], [{ target }]])
  return { nodes, connections: Object.fromEntries(next) }
}

const read = {
  id: 'read',
  type: 'file_read',
  parameters: { path: 'orders.csv', format: 'csv', as: 'table' },
}
const group = {
  id: 'group',
  type: 'sql',
  parameters: {
    query:
      'SELECT region, sum(amount) AS total, count(*) AS orders FROM input GROUP BY region ORDER BY region',
    as: 'table',
  },
}

test('a file is read, grouped and written as tables, which the API shows', async (t) => {
  const { run, request, workspace, tablesOf, folder } = await createTableApp(t)
  const write = {
    id: 'write',
    type: 'file_write',
    parameters: { path: 'totals.csv', content: '{{ input }}' },
  }
  const execution = await run([read, group, write])
  assert.equal(execution.status, 'completed', JSON.stringify(execution.error))
  assert.equal(
    await readFile(join(workspace, 'totals.csv'), 'utf8'),
    'region,total,orders\nnorth,7.5,2\nsouth,3,1\n',
  )

  const [read_, grouped] = execution.results
  assert.deepEqual(read_.output.columns, [
    { name: 'id', type: 'integer' },
    { name: 'region', type: 'text' },
    { name: 'amount', type: 'number' },
  ])
  assert.equal(read_.output.rows, 3)
  assert.ok(grouped.output.bytes > 0)
  assert.equal(tablesOf(execution.id).length, 2)
  const own = join(folder, 'scriptd.db-tables', execution.id)
  assert.equal(statSync(own).mode & 0o777, 0o700)
  for (const name of tablesOf(execution.id)) assert.equal(statSync(join(own, name)).mode & 0o777, 0o600)

  const path = `/api/executions/${execution.id}/nodes/group`
  const rows = [
    { region: 'north', total: 7.5, orders: 2 },
    { region: 'south', total: 3, orders: 1 },
  ]
  const detail = await request('GET', path)
  assert.deepEqual(detail.json.data.table_rows, rows)
  const first = await request('GET', `${path}/table?limit=1`)
  assert.deepEqual(first.json.data, rows.slice(0, 1))
  const second = await request('GET', `${path}/table?limit=1&cursor=${first.json.next_cursor}`)
  assert.deepEqual([second.json.data, second.json.next_cursor], [rows.slice(1), null])
  const csv = await request('GET', `${path}/table?format=csv`)
  assert.equal(csv.text, 'region,total,orders\r\nnorth,7.5,2\r\nsouth,3,1\r\n')
  assert.match(csv.headers.get('Content-Disposition') ?? '', /attachment/)
  const ndjson = await request('GET', `${path}/table?format=ndjson`)
  assert.equal(ndjson.text, rows.map((row) => `${JSON.stringify(row)}\n`).join(''))
  for (const format of ['csv', 'ndjson']) {
    const packed = await request('GET', `${path}/table?format=${format}`, {
      headers: { 'Accept-Encoding': 'gzip' },
    })
    assert.equal(packed.headers.get('Content-Encoding'), 'gzip', format)
  }
  const none = await request('GET', `/api/executions/${execution.id}/nodes/write/table`)
  assert.deepEqual([none.status, none.json.error_code], [404, 'TABLE_NOT_FOUND'])

  await request('DELETE', `/api/executions/${execution.id}`)
  assert.equal(existsSync(own), false)
})

test('a retry has the tables of the execution that it repeats, also when that is deleted', async (t) => {
  const { run, request } = await createTableApp(t)
  const write = {
    id: 'write',
    type: 'file_write',
    parameters: { path: 'out.csv', content: '{{ nodes.read }}', mode: 'create' },
  }
  await run([read, write])
  const failed = await run([read, write])
  assert.equal(failed.status, 'failed')
  await request('DELETE', '/api/files/content?path=out.csv')
  const retried = await request('POST', `/api/executions/${failed.id}/retry`, {
    headers: { Prefer: 'wait=30' },
  })
  assert.equal(retried.json.data.status, 'completed', retried.text)
  assert.equal(retried.json.data.results[0].attempts, failed.results[0].attempts)
  await request('DELETE', `/api/executions/${failed.id}`)
  const table = await request('GET', `/api/executions/${retried.json.data.id}/nodes/read/table?limit=1`)
  assert.deepEqual(table.json.data, [{ id: 1, region: 'north', amount: 2.5 }])
})

test('a loop takes the rows of a table one by one or in batches', async (t) => {
  const { run } = await createTableApp(t)
  for (const [batch, expected] of [
    [undefined, ['north', 'south', 'north']],
    [2, [['north', 'south'], ['north']]],
  ] as const) {
    const loop = {
      id: 'each',
      type: 'for_each',
      parameters: { items: 'input', concurrency: 2, batch_size: batch },
    }
    const take = {
      id: 'take',
      type: 'transform',
      parameters: { expression: batch ? '[input.region]' : 'input.region' },
    }
    const done = { id: 'done', type: 'end' }
    const script = {
      nodes: [read, loop, take, done],
      connections: {
        read: [{ target: 'each' }],
        each: [
          { target: 'take', output: 'each' },
          { target: 'done', output: 'done' },
        ],
      },
    }
    const execution = await run(script)
    assert.deepEqual(execution.output, expected, JSON.stringify(execution.error))
  }
})

test('the outputs of a loop become a table, which may be larger than an output', async (t) => {
  const { run, request } = await createTableApp(t, { env: { NODE_OUTPUT_LIMIT_BYTES: '10000' } })
  const collect = (as: string, expression: string, items: unknown = '[1..50]') => {
    const loop = { id: 'each', type: 'for_each', parameters: { items, concurrency: 4, as } }
    const body = { id: 'body', type: 'transform', parameters: { expression } }
    return run({ nodes: [loop, body], connections: { each: [{ target: 'body', output: 'each' }] } })
  }
  const long = '{ "n": input, "text": $pad("", 1000, "x") }'
  const list = await collect('array', long)
  assert.equal(list.error.code, 'OUTPUT_TOO_LARGE', JSON.stringify(list.error))
  const execution = await collect('table', long)
  assert.equal(execution.status, 'completed', JSON.stringify(execution.error))
  assert.equal(execution.output.rows, 50)
  const { json } = await request('GET', `/api/executions/${execution.id}/nodes/each/table?limit=200`)
  assert.deepEqual(
    json.data.map(({ n }: { readonly n: number }) => n),
    Array.from({ length: 50 }, (_, index) => index + 1),
  )
  const empty = await collect('table', long, [])
  assert.deepEqual([empty.status, empty.output.rows], ['completed', 0])
  const failed = await collect('table', 'input = 7 ? $error("seven") : input')
  assert.equal(failed.status, 'failed')
})

test('the list that a transform results in can be a table', async (t) => {
  const { run, request } = await createTableApp(t, { env: { NODE_OUTPUT_LIMIT_BYTES: '10000' } })
  const transform = (expression: string) =>
    run([{ id: 'make', type: 'transform', parameters: { expression, as: 'table' } }])
  const text = 'a "line"\n한국어 \u2028'
  const long = `[[1..200].{ "n": $, "text": ${JSON.stringify(text)} & $pad("", 100, "x"), "list": [$, null] }]`
  const execution = await transform(long)
  assert.equal(execution.status, 'completed', JSON.stringify(execution.error))
  assert.equal(execution.output.rows, 200)
  const { json } = await request('GET', `/api/executions/${execution.id}/nodes/make/table?limit=200`)
  assert.deepEqual(json.data[199], { n: 200, text: text + 'x'.repeat(100), list: [200, null] })
  assert.equal((await transform('input.nothing')).output.rows, 0)
  assert.equal((await transform('"text"')).error.code, 'ITEMS_NOT_ARRAY')
})

test('a cancelled loop leaves no table', async (t) => {
  const { request, tablesOf } = await createTableApp(t)
  const loop = { id: 'each', type: 'for_each', parameters: { items: [1, 2], as: 'table' } }
  const wait = { id: 'wait', type: 'wait', parameters: { ms: 1_000_000 } }
  const graph = { nodes: [loop, wait], connections: { each: [{ target: 'wait', output: 'each' }] } }
  const created = await request('POST', '/api/scripts', { body: { name: 'cancelled', ...graph } })
  const started = await request('POST', `/api/scripts/${created.json.data.id}/execute`, {
    body: {},
    headers: { Prefer: 'respond-async' },
  })
  const path = `/api/executions/${started.json.data.id}`
  await request('POST', `${path}/cancel`)
  const ended = await request('GET', path)
  assert.equal(ended.json.data.status, 'cancelled', ended.text)
  assert.deepEqual(tablesOf(started.json.data.id), [])
})

test('what an earlier process has left of tables is gone after a start', async (t) => {
  const { run, tablesOf, close, folder } = await createTableApp(t)
  const execution = await run([read])
  const tables = join(folder, 'scriptd.db-tables')
  await writeFile(join(tables, execution.id, 'tb_0.partial'), '')
  await close()
  await mkdir(join(tables, 'ex_0'))
  await writeFile(join(tables, 'ex_0', 'tb_0.table'), '')
  await createTableApp(t, { folder })
  assert.deepEqual(readdirSync(tables), [execution.id])
  assert.equal(tablesOf(execution.id).length, 1)
})

test('an ad hoc run leaves no tables', async (t) => {
  const { request, folder } = await createTableApp(t)
  const body = { action_type: 'file_read', parameters: read.parameters }
  const { json } = await request('POST', '/api/actions', { body })
  assert.equal(json.data.output.rows, 3)
  const left = readdirSync(join(folder, 'scriptd.db-tables'))
  assert.deepEqual(left, [])
})
