import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ScriptGraph } from '../../../src/features/scripts/graph/schema.ts'
import { chain, toGraphBody } from '../../support/engine/graph-spec.ts'
import { dataOf } from '../../support/http/client.ts'
import { createScriptClient } from '../../support/http/script-client.ts'
import { createTestApp } from '../../support/http/test-app.ts'

const ids = Array.from({ length: 5000 }, (_, index) => `n${index}`)
const nodes = ids.map((id) => ({ id, type: 'transform', parameters: { expression: '1' } }))
const skipping = ids.slice(2).map((id, index) => [ids[index] ?? '', id] as const)
const large = toGraphBody(nodes, [
  ...chain(...ids),
  ...skipping,
  ['n0', 'n4999'],
  ['n1', 'n4999'],
  ['n2', 'n4999'],
])

test('a graph of 5000 nodes and 10000 connections is saved in one batch and comes back equal', async (t) => {
  const { call, create, database } = await createScriptClient(t)
  const { id } = await create({ name: 'large' })
  const batch = t.mock.method(database.client, 'batch')
  const put = await call('PUT', `/${id}/nodes`, { body: large })
  assert.equal(put.status, 200, put.text)
  assert.equal(batch.mock.callCount(), 1)
  const saved = dataOf(ScriptGraph, await call('GET', `/${id}/nodes`))
  assert.deepEqual(saved.nodes, nodes)
  assert.equal(Object.values(saved.connections).flat().length, 10_000)
})

test('a graph of 5000 nodes runs', async (t) => {
  const { request } = await createTestApp(t)
  const made = await request('POST', '/api/scripts', { body: { name: 'large', ...large } })
  assert.equal(made.status, 201, made.text)
  const headers = { Prefer: 'wait=30' }
  const answer = await request('POST', `${made.headers.get('Location')}/execute`, { body: {}, headers })
  const { status, results } = Object(answer.json).data
  assert.deepEqual([answer.status, status, results.length], [200, 'completed', 5000])
})
