import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ScriptGraph, ScriptNode } from '../../../src/features/scripts/graph/schema.ts'
import { chain, toGraphBody } from '../../support/engine/graph-spec.ts'
import { dataOf, errorOf } from '../../support/http/client.ts'
import { createScriptClient } from '../../support/http/script-client.ts'

const log = (id: string) => ({ id, type: 'log', parameters: { message: 'm' } })
const abc = toGraphBody(['a', 'b', 'c'].map(log), [...chain('a', 'b', 'c'), ['a', 'c']])

test('a graph is replaced as a whole, and what GET gives is what was put', async (t) => {
  const { call, create } = await createScriptClient(t)
  const { id } = await create({ name: 's' })
  const put = await call('PUT', `/${id}/nodes`, { body: abc })
  const got = await call('GET', `/${id}/nodes`)
  assert.deepEqual([put.status, got.status, got.etag], [200, 200, put.etag])
  assert.deepEqual(dataOf(ScriptGraph, got), dataOf(ScriptGraph, put))
  assert.equal((await call('GET', `/${id}/nodes`, { headers: { 'If-None-Match': got.etag } })).status, 304)
  const again = await call('PUT', `/${id}/nodes`, { body: dataOf(ScriptGraph, got) })
  assert.deepEqual([again.status, again.etag], [200, got.etag])
})

test('a graph with unknown keys or without one of its parts is refused', async (t) => {
  const { call, create } = await createScriptClient(t)
  const { id } = await create({ name: 's', ...abc })
  for (const body of [{ ...abc, extra: 1 }, { nodes: abc.nodes }, { connections: {} }]) {
    assert.equal((await call('PUT', `/${id}/nodes`, { body })).status, 422)
  }
  assert.equal(dataOf(ScriptGraph, await call('GET', `/${id}/nodes`)).nodes.length, 3)
})

test('metadata is kept as it was given', async (t) => {
  const { call, create } = await createScriptClient(t)
  const { id } = await create({ name: 's' })
  const metadata = {
    ['__proto__']: { kept: true },
    none: null,
    list: [null, { x: null }],
    text: '노드 👋',
    nested: { a: { b: [] } },
    big: 1e300,
  }
  await call('POST', `/${id}/nodes`, { body: { ...log('n'), metadata } })
  assert.deepEqual(dataOf(ScriptNode, await call('GET', `/${id}/nodes/n`)).metadata, metadata)
})

for (const nodeId of ['a/b', '노드 1', '%', '%2F', '...', '..a', '?x=1#y', '👋', 'a.b', 'constructor', '1']) {
  test(`a node may be named ${nodeId}`, async (t) => {
    const { call, create } = await createScriptClient(t)
    const { id } = await create({ name: 's', nodes: [log('first')] })
    const made = await call('POST', `/${id}/nodes`, { body: log(nodeId) })
    assert.equal(made.status, 201)
    const path = `/${id}/nodes/${encodeURIComponent(nodeId)}`
    assert.equal(made.headers.get('Location'), `/api/scripts${path}`)
    const got = await call('GET', path.replace('/..', '/%2E%2E'))
    // Browsers and `URL` take `..` out of an address, however it is written.
    if (nodeId === '..') return
    assert.deepEqual([got.status, got.etag], [200, made.etag])
    assert.deepEqual(dataOf(ScriptNode, got), dataOf(ScriptNode, made))
    const patched = await call('PATCH', path, { body: { name: 'Named' } })
    assert.deepEqual(dataOf(ScriptNode, patched), { ...log(nodeId), name: 'Named' })
    const gone = await call('DELETE', path)
    assert.deepEqual([gone.status, Object(gone.json).data], [200, { id: nodeId }])
    assert.equal((await call('GET', path)).status, 404)
  })
}

test('an id that exists in the script is answered 409', async (t) => {
  const { call, create } = await createScriptClient(t)
  const { id } = await create({ name: 's', ...abc })
  const answer = await call('POST', `/${id}/nodes`, { body: log('b') })
  assert.deepEqual([answer.status, errorOf(answer).error_code], [409, 'NODE_ID_TAKEN'])
})

test('a deleted node takes its connections with it and leaves the others', async (t) => {
  const { call, create } = await createScriptClient(t)
  const { id } = await create({ name: 's', ...abc })
  await call('DELETE', `/${id}/nodes/b`)
  assert.deepEqual(dataOf(ScriptGraph, await call('GET', `/${id}/nodes`)), {
    nodes: [log('a'), log('c')],
    connections: { a: [{ target: 'c', output: 'out' }] },
  })
})

test('nodes that do not exist are answered 404', async (t) => {
  const { call, create } = await createScriptClient(t)
  const { id } = await create({ name: 's', ...abc })
  for (const method of ['GET', 'PATCH', 'DELETE']) {
    const body = method === 'PATCH' ? {} : undefined
    const answer = await call(method, `/${id}/nodes/gone`, { body })
    assert.deepEqual([answer.status, errorOf(answer).error_code], [404, 'NODE_NOT_FOUND'])
  }
})

test('problems of one node have paths in that node, those of the rest paths in the graph', async (t) => {
  const { call, create } = await createScriptClient(t)
  const nodes = [log('a'), { id: 's', type: 'switch', parameters: { expression: 'input', cases: ['x'] } }]
  const { id } = await create({ name: 's', ...toGraphBody(nodes, [['s', 'a', 'x']]) })
  const pathsOf = async (method: string, path: string, body: object) => {
    const answer = await call(method, `/${id}/nodes${path}`, { body })
    assert.equal(answer.status, 422)
    return errorOf(answer).details?.map((detail) => detail.path)
  }
  assert.deepEqual(await pathsOf('POST', '', { id: 'n', type: 'nope' }), ['type'])
  assert.deepEqual(await pathsOf('POST', '', { ...log('n'), retry: { max_attempts: 0 } }), [
    'retry.max_attempts',
  ])
  assert.deepEqual(await pathsOf('PATCH', '/a', { parameters: {} }), ['parameters.message'])
  assert.deepEqual(await pathsOf('PATCH', '/a', { id: 'other' }), [''])
  const cases = { parameters: { expression: '1 +', cases: ['y'] } }
  assert.deepEqual(await pathsOf('PATCH', '/s', cases), ['parameters.expression', 'connections.s.0.output'])
})

test('ill-formed Unicode is kept in nodes, and refused in columns', async (t) => {
  const { call, create } = await createScriptClient(t)
  const { id } = await create({ name: 's' })
  const odd = '\ud800 \u0000 "\\ud800"'
  const kept = { ...log('n'), name: odd, metadata: { [odd]: [odd] }, parameters: { message: odd } }
  await call('POST', `/${id}/nodes`, { body: kept })
  assert.deepEqual(dataOf(ScriptNode, await call('GET', `/${id}/nodes/n`)), kept)
  for (const node of [log(odd), { ...log('m'), type: odd }]) {
    assert.equal((await call('POST', `/${id}/nodes`, { body: node })).status, 422)
  }
  const ports = { s: [{ target: 'n', output: odd }] }
  const nodes = [{ id: 's', type: 'switch', parameters: { expression: '1', cases: [odd] } }, log('n')]
  assert.equal((await call('PUT', `/${id}/nodes`, { body: { nodes, connections: ports } })).status, 422)
})
