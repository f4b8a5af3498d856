import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openDatabase } from '../../../../src/db/client.ts'
import { bearer } from '../../../support/http/client.ts'
import { createExecutionApp } from '../../../support/http/execution-app.ts'
import { createScriptClient } from '../../../support/http/script-client.ts'
import { OPERATOR_TOKEN } from '../../../support/http/test-app.ts'

const node = (id: string, expression = '1', more: object = {}) => ({
  id,
  type: 'transform',
  parameters: { expression },
  ...more,
})
const to = (target: string) => [{ target, output: 'out' }]

const numbersOf = (answer: { readonly json: { readonly data: readonly { readonly version: number }[] } }) =>
  answer.json.data.map(({ version }) => version)

const createExecutionAppWithScripts = async (t: Parameters<typeof createExecutionApp>[0]) => {
  const app = await createExecutionApp(t)
  const create = async (body: object) => {
    const { status, json, text } = await app.call('POST', '/scripts', { body })
    assert.equal(status, 201, text)
    return json.data
  }
  return { ...app, create }
}

test('every change keeps a version, whichever way it is made', async (t) => {
  const { call, create } = await createExecutionAppWithScripts(t)
  const { id } = await create({ name: 'first', nodes: [node('a')] })
  const path = `/scripts/${id}`
  await call('PATCH', `${path}?note=Renamed`, { body: { name: 'second' } })
  await call('PUT', `${path}/nodes?note=${encodeURIComponent('다시')}`, {
    body: { nodes: [node('a'), node('b')], connections: { a: to('b') } },
  })
  await call('POST', `${path}/nodes?note=Added`, { body: node('c') })
  await call('PATCH', `${path}/nodes/c?note=Changed`, { body: { parameters: { expression: '2' } } })
  await call('DELETE', `${path}/nodes/c`)
  await call('PUT', '/scripts/order', { body: [{ id, execution_order: 7 }] })
  // Changes nothing.
  await call('PATCH', `${path}?note=Nothing`, { body: { name: 'second' } })
  const { json } = await call('GET', `${path}/versions`)
  assert.deepEqual(
    json.data.map(({ version, name, note, node_count }: Record<string, unknown>) => [
      version,
      name,
      note,
      node_count,
    ]),
    [
      [7, 'second', null, 2],
      [6, 'second', null, 2],
      [5, 'second', 'Changed', 3],
      [4, 'second', 'Added', 3],
      [3, 'second', '다시', 2],
      [2, 'second', 'Renamed', 1],
      [1, 'first', null, 1],
    ],
  )
  const script = (await call('GET', path)).json.data
  const newest = (await call('GET', `${path}/versions/7`)).json.data
  for (const [name, value] of Object.entries(newest.script)) assert.deepEqual(value, script[name], name)
  const first = await call('GET', `${path}/versions?limit=2`)
  const rest = await call('GET', `${path}/versions?limit=200&cursor=${first.json.next_cursor}`)
  assert.deepEqual([...numbersOf(first), ...numbersOf(rest)], [7, 6, 5, 4, 3, 2, 1])
})

test('a version names the API key that has saved it', async (t) => {
  const { request, createKey } = await createExecutionApp(t)
  const { id: keyId, key } = await createKey(['read', 'write'])
  const headers = bearer(key)
  const made = await request('POST', '/api/scripts', { headers, body: { name: 'a' } })
  const path = `/api/scripts/${made.json.data.id}`
  await request('PATCH', path, { headers: bearer(OPERATOR_TOKEN), body: { name: 'b' } })
  await request('PATCH', path, { headers, body: { name: 'c' } })
  const { json } = await request('GET', `${path}/versions`, { headers })
  const savers = json.data.map(({ saved_by }: { saved_by: unknown }) => saved_by)
  assert.deepEqual([savers[0], savers[2]], [keyId, keyId])
  assert.notEqual(savers[1], keyId)
})

test('versions are compared by settings, nodes, fields and connections', async (t) => {
  const { call, create } = await createScriptClient(t)
  const { id } = await create({
    name: 'a',
    nodes: [node('same'), node('gone'), node('old', '1', { name: 'Old' })],
    connections: { same: to('gone') },
  })
  const nodes = [node('new'), node('old', '2', { timeout_ms: 5 }), node('same')]
  await call('PUT', `/${id}`, { body: { name: 'b', nodes, connections: { same: to('old') } } })
  const { json } = await call('GET', `/${id}/versions/1/comparison`)
  assert.deepEqual(json.data, {
    from: 1,
    to: 2,
    settings: [{ field: 'name', before: 'a', after: 'b' }],
    nodes: {
      added: [node('new')],
      removed: [node('gone')],
      changed: [
        {
          id: 'old',
          fields: [
            { field: 'name', before: 'Old' },
            { field: 'timeout_ms', after: 5 },
            { field: 'parameters.expression', before: '1', after: '2' },
          ],
        },
      ],
    },
    connections: {
      added: [{ source: 'same', target: 'old', output: 'out' }],
      removed: [{ source: 'same', target: 'gone', output: 'out' }],
    },
  })
  const back = await call('GET', `/${id}/versions/2/comparison?to=1`)
  assert.deepEqual(back.json.data.nodes.added, [node('gone')])
  const none = await call('GET', `/${id}/versions/2/comparison`)
  assert.deepEqual(none.json.data.nodes, { added: [], removed: [], changed: [] })
})

test('a version is restored as a new one, unless somebody has saved meanwhile', async (t) => {
  const { call, create } = await createScriptClient(t)
  const first = await create({ name: 'a', tags: ['x'], nodes: [node('a')] })
  const path = `/${first.id}`
  const changed = await call('PUT', path, { body: { name: 'b', nodes: [node('b')], connections: {} } })
  await call('PATCH', path, { body: { active: false } })
  const stale = await call('POST', `${path}/versions/1/restore`, { headers: { 'If-Match': changed.etag } })
  assert.equal(stale.status, 412)
  const { etag } = await call('GET', path)
  const restored = await call('POST', `${path}/versions/1/restore?note=Back`, {
    headers: { 'If-Match': etag },
  })
  assert.equal(restored.status, 200, restored.text)
  const { version, updated_at, ...script } = restored.json.data
  const { version: _, updated_at: __, ...before } = first
  assert.deepEqual([version, script], [4, before])
  assert.deepEqual((await call('GET', `${path}/versions`)).json.data[0].note, 'Back')
  const again = await call('POST', `${path}/versions/4/restore`)
  assert.deepEqual([again.json.message, again.json.data.version], ['Nothing was changed.', 4])
})

test('a version whose name is taken meanwhile is not restored', async (t) => {
  const { call, create } = await createScriptClient(t)
  const { id } = await create({ name: 'a' })
  await call('PATCH', `/${id}`, { body: { name: 'b' } })
  await create({ name: 'a' })
  const { status, json } = await call('POST', `/${id}/versions/1/restore`)
  assert.deepEqual([status, json.error_code], [409, 'SCRIPT_NAME_TAKEN'])
})

test('only the last versions are kept, and none of a deleted script', async (t) => {
  const { call, create, database } = await createScriptClient(t)
  const { id } = await create({ name: 'a' })
  for (const name of ['b', 'c', 'd', 'e']) await call('PATCH', `/${id}`, { body: { name } })
  assert.deepEqual(numbersOf(await call('GET', `/${id}/versions`)), [5, 4, 3])
  const gone = await call('GET', `/${id}/versions/2`)
  assert.deepEqual([gone.status, gone.json.error_code], [404, 'SCRIPT_VERSION_NOT_FOUND'])
  await call('DELETE', `/${id}`)
  assert.equal((await call('GET', `/${id}/versions`)).status, 404)
  const { rows } = await database.execute('SELECT count(*) AS count FROM script_versions')
  assert.equal(rows[0]?.count, 0)
})

test('old versions are deleted in the background, but not the current one', async (t) => {
  const { call, create, clock, folder } = await createExecutionAppWithScripts(t)
  const { id } = await create({ name: 'a' })
  await call('PATCH', `/scripts/${id}`, { body: { name: 'b' } })
  const database = await openDatabase({ url: `file:${folder}/scriptd.db`, synchronous: 'OFF' })
  await database.execute("UPDATE script_versions SET saved_at = '2024-12-31T00:00:00.000Z'")
  await database.close()
  await clock.advance(120_000)
  assert.deepEqual(numbersOf(await call('GET', `/scripts/${id}/versions`)), [2])
  assert.equal((await call('GET', `/scripts/${id}/versions/2`)).status, 200)
})

test('an execution names the version that it ran, and so does its retry', async (t) => {
  const { call, create } = await createExecutionAppWithScripts(t)
  const { id } = await create({
    name: 'a',
    nodes: [{ id: 'f', type: 'fail', parameters: { message: 'no' } }],
  })
  const first = await call('POST', `/scripts/${id}/execute`)
  await call('PUT', `/scripts/${id}/nodes`, { body: { nodes: [node('a')], connections: {} } })
  const second = await call('POST', `/scripts/${id}/execute`)
  const retry = await call('POST', `/executions/${first.json.data.id}/retry`)
  assert.deepEqual(
    [first, second, retry].map(({ json }) => json.data.script_version),
    [1, 2, 1],
  )
  const listed = await call('GET', '/executions?sort=created_at')
  assert.deepEqual(
    listed.json.data.map(({ script_version }: { script_version: number }) => script_version),
    [1, 2, 1],
  )
})
