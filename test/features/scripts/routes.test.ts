import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Script, ScriptSummary } from '../../../src/features/scripts/schema.ts'
import { dataOf, errorOf } from '../../support/http/client.ts'
import { createScriptClient } from '../../support/http/script-client.ts'

const graph = {
  nodes: [
    { id: 'start', type: 'start', parameters: {} },
    { id: 'end', type: 'end', parameters: {}, metadata: { color: null, deep: { none: [null] } } },
  ],
  connections: { start: [{ target: 'end', output: 'out' }] },
}

test('a script is created with its graph, found, changed and deleted', async (t) => {
  const { call } = await createScriptClient(t)
  const made = await call('POST', '', { body: { name: ' Totals ', ...graph } })
  assert.equal(made.status, 201)
  const script = dataOf(Script, made)
  const { id } = script
  assert.equal(made.headers.get('Location'), `/api/scripts/${id}`)
  const { name, description, active, execution_order, retention, version, node_count } = script
  assert.deepEqual([name, description, active, execution_order, retention], ['Totals', null, true, 0, null])
  assert.deepEqual([version, node_count], [1, 2])
  assert.deepEqual({ nodes: script.nodes, connections: script.connections }, graph)

  const read = await call('GET', `/${id}`)
  assert.deepEqual([read.status, read.etag], [200, made.etag])
  assert.deepEqual(dataOf(Script, read), script)
  assert.equal((await call('GET', `/${id}`, { headers: { 'If-None-Match': read.etag } })).status, 304)

  const patched = await call('PATCH', `/${id}`, { body: { description: '합계', active: false } })
  assert.deepEqual(
    { ...dataOf(Script, patched), updated_at: script.updated_at },
    { ...script, description: '합계', active: false, version: 2 },
  )
  assert.notEqual(patched.etag, made.etag)

  const replaced = await call('PUT', `/${id}`, { body: { name: 'Other', nodes: [], connections: {} } })
  const { nodes, ...rest } = dataOf(Script, replaced)
  assert.deepEqual([nodes, rest.name, rest.description, rest.active], [[], 'Other', null, true])

  assert.equal((await call('DELETE', `/${id}`)).status, 200)
  assert.equal((await call('GET', `/${id}`)).status, 404)
})

test('a deleted script takes its rows with it', async (t) => {
  const { call, create, database } = await createScriptClient(t)
  const { id } = await create({ name: 'a', ...graph })
  await call('DELETE', `/${id}`)
  for (const table of ['scripts', 'script_versions']) {
    const { rows } = await database.execute(`SELECT count(*) AS count FROM ${table}`)
    assert.equal(rows[0]?.count, 0, table)
  }
})

test('what is written is answered, and read next, without reading the database', async (t) => {
  const { call, create, database } = await createScriptClient(t)
  const read = t.mock.method(database.client, 'execute')
  const { id } = await create({ name: 'a', ...graph })
  const put = await call('PUT', `/${id}/nodes`, { body: { nodes: graph.nodes, connections: {} } })
  assert.equal(put.status, 200, put.text)
  const got = dataOf(Script, await call('GET', `/${id}`))
  assert.deepEqual([got.version, got.nodes, got.connections], [2, graph.nodes, {}])
  assert.equal(read.mock.callCount(), 0)
})

test('a change of settings alone stores no other graph', async (t) => {
  const { call, create, database } = await createScriptClient(t)
  const { id } = await create({ name: 'a', ...graph })
  const graphs = async () => (await database.execute('SELECT hash FROM graphs')).rows.length
  assert.equal((await call('PATCH', `/${id}`, { body: { name: 'b' } })).status, 200)
  assert.equal(await graphs(), 1)
})

test('the description can be removed', async (t) => {
  const { call, create } = await createScriptClient(t)
  const { id } = await create({ name: 'a', description: 'text' })
  assert.equal(
    dataOf(Script, await call('PATCH', `/${id}`, { body: { description: null } })).description,
    null,
  )
})

test('a change without an effect does not create a new version', async (t) => {
  const { call, create } = await createScriptClient(t)
  const { id, ...script } = await create({ name: 'a', ...graph })
  const { etag } = await call('GET', `/${id}`)
  const withEmptyList = { ...graph, connections: { ...graph.connections, end: [] } }
  const same: readonly (readonly [string, string, object])[] = [
    ['PATCH', `/${id}`, {}],
    ['PATCH', `/${id}`, { name: 'a', active: true }],
    ['PUT', `/${id}`, script],
    ['PUT', `/${id}/nodes`, graph],
    ['PUT', `/${id}/nodes`, withEmptyList],
    ['PATCH', `/${id}/nodes/start`, {}],
  ]
  for (const [method, path, body] of same) {
    const answer = await call(method, path, { body })
    assert.deepEqual([answer.status, answer.etag], [200, etag], `${method} ${path}`)
  }
})

const names = ['이름', '👩‍👩‍👧 family', 'e\u0301', '"quoted" & <b>', "it's", '100%', 'a'.repeat(100)]

for (const name of names) {
  test(`a script may be named ${name}`, async (t) => {
    const { call, create } = await createScriptClient(t)
    const { id } = await create({ name: ` \u3000${name}\n` })
    assert.equal(dataOf(Script, await call('GET', `/${id}`)).name, name)
    assert.equal(dataOf(ScriptSummary.array(), await call('GET', `?q=${encodeURIComponent(name)}`)).length, 1)
  })
}

const refused: readonly (readonly [body: unknown, path: string, code: string])[] = [
  [{}, 'name', 'invalid_type'],
  [{ name: '' }, 'name', 'too_small'],
  [{ name: ' \t\n ' }, 'name', 'too_small'],
  [{ name: 'a'.repeat(101) }, 'name', 'too_big'],
  [{ name: 'a\u0000b' }, 'name', 'control_characters'],
  [{ name: null }, 'name', 'invalid_type'],
  [{ name: 'a', description: 'a'.repeat(501) }, 'description', 'too_big'],
  [{ name: 'a', active: 'yes' }, 'active', 'invalid_type'],
  [{ name: 'a', execution_order: 1.5 }, 'execution_order', 'invalid_type'],
  [{ name: 'a', nme: 'b' }, '', 'unrecognized_keys'],
  [{ name: 'a', nodes: [{ id: 'n', type: 'start', extra: 1 }] }, 'nodes.0', 'unrecognized_keys'],
  [{ name: 'a', nodes: [{ id: 'n', type: 'start', metadata: [] }] }, 'nodes.0.metadata', 'not_an_object'],
  [{ name: 'a', nodes: [{ id: '', type: 'start' }] }, 'nodes.0.id', 'too_small'],
  [{ name: 'a', nodes: [{ id: '__proto__', type: 'start' }] }, 'nodes.0.id', 'reserved_name'],
  [{ name: 'a', connections: { n: [{ target: 'x', port: 'out' }] } }, 'connections.n.0', 'unrecognized_keys'],
  [[], '', 'invalid_type'],
]

for (const [body, path, code] of refused) {
  test(`${JSON.stringify(body).slice(0, 60)} is refused at "${path}"`, async (t) => {
    const { call } = await createScriptClient(t)
    const answer = await call('POST', '', { body })
    assert.equal(answer.status, 422)
    const { details = [] } = errorOf(answer)
    assert.ok(
      details.some((detail) => detail.path === path && detail.code === code),
      answer.text,
    )
  })
}

test('a name that another script has is refused, and the refusal names it', async (t) => {
  const { call, create } = await createScriptClient(t)
  await create({ name: 'taken' })
  const { id } = await create({ name: 'free' })
  const answers = [
    await call('POST', '', { body: { name: 'taken' } }),
    await call('PATCH', `/${id}`, { body: { name: 'taken' } }),
    await call('PUT', `/${id}`, { body: { name: 'taken', nodes: [], connections: {} } }),
  ]
  for (const answer of answers) {
    const { error_code, message } = errorOf(answer)
    assert.deepEqual([answer.status, error_code], [409, 'SCRIPT_NAME_TAKEN'])
    assert.match(message, /taken/)
  }
  assert.equal(dataOf(Script, await call('GET', `/${id}`)).name, 'free')
})

const addresses: readonly (readonly [method: string, path: string, body?: object])[] = [
  ['GET', ''],
  ['PUT', '', { name: 'a', ...graph }],
  ['PATCH', '', { active: false }],
  ['DELETE', ''],
  ['GET', '/nodes'],
  ['PUT', '/nodes', graph],
  ['POST', '/nodes', { id: 'n', type: 'start' }],
  ['GET', '/nodes/start'],
  ['PATCH', '/nodes/start', { name: 'n' }],
  ['DELETE', '/nodes/start'],
  ['POST', '/validate'],
]

for (const [method, path, body] of addresses) {
  test(`${method} ${path} of a script that does not exist is answered 404`, async (t) => {
    const { call } = await createScriptClient(t)
    const answer = await call(method, `/999${path}`, { body })
    assert.deepEqual([answer.status, errorOf(answer).error_code], [404, 'SCRIPT_NOT_FOUND'])
  })

  test(`${method} ${path} refuses an id that is not a number`, async (t) => {
    const { call } = await createScriptClient(t)
    for (const id of ['x', '0', '-1', '1.5', '1e3', '99999999999999999']) {
      const answer = await call(method, `/${id}${path}`, { body })
      assert.deepEqual([answer.status, errorOf(answer).details?.[0]?.path], [422, 'path.script_id'], id)
    }
  })
}

const writes = addresses.filter(([method, path]) => method !== 'GET' && path !== '/validate')

for (const [method, path, body] of writes) {
  test(`${method} ${path} with a stale If-Match is answered 412 and changes nothing`, async (t) => {
    const { call, create } = await createScriptClient(t)
    const { id } = await create({ name: 'a', ...graph })
    const { etag: stale } = await call('GET', `/${id}`)
    await call('PATCH', `/${id}`, { body: { description: 'changed' } })
    const before = await call('GET', `/${id}`)
    const answer = await call(method, `/${id}${path}`, { body, headers: { 'If-Match': stale } })
    assert.deepEqual([answer.status, errorOf(answer).error_code], [412, 'PRECONDITION_FAILED'])
    assert.equal((await call('GET', `/${id}`)).text, before.text)
  })

  test(`${method} ${path} with the current If-Match succeeds`, async (t) => {
    const { call, create } = await createScriptClient(t)
    const { id } = await create({ name: 'a', ...graph })
    const { etag } = await call('GET', `/${id}`)
    const answer = await call(method, `/${id}${path}`, { body, headers: { 'If-Match': etag } })
    assert.ok([200, 201].includes(answer.status), answer.text)
  })
}

test('broken JSON is answered 400, other content 415', async (t) => {
  const { call } = await createScriptClient(t)
  assert.equal((await call('POST', '', { body: '{"name":' })).status, 400)
  const headers = { 'Content-Type': 'text/plain' }
  assert.equal((await call('POST', '', { body: '{"name":"a"}', headers })).status, 415)
})

test('messages are in Korean on request', async (t) => {
  const { call } = await createScriptClient(t)
  const headers = { 'Accept-Language': 'ko' }
  const made = await call('POST', '', { body: { name: '가' }, headers })
  assert.equal(Object(made.json).message, '스크립트를 생성했습니다.')
  assert.equal(errorOf(await call('GET', '/999', { headers })).message, '스크립트를 찾을 수 없습니다: 999')
  const taken = errorOf(await call('POST', '', { body: { name: '가' }, headers }))
  assert.equal(taken.message, '같은 이름의 스크립트가 이미 있습니다: 가')
})
