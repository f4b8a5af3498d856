import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ScriptGraph } from '../../../src/features/scripts/graph/schema.ts'
import { Script } from '../../../src/features/scripts/schema.ts'
import { dataOf } from '../../support/http/client.ts'
import { createScriptClient } from '../../support/http/script-client.ts'

const hundred = Array.from({ length: 100 }, (_, index) => index)

const countStatuses = (answers: readonly { readonly status: number }[]) =>
  Object.fromEntries(
    [...Map.groupBy(answers, ({ status }) => status)].map(([status, { length }]) => [status, length]),
  )

test('of a hundred changes of one version exactly one succeeds', async (t) => {
  const { call, create } = await createScriptClient(t)
  const { id } = await create({ name: 'a' })
  const { etag } = await call('GET', `/${id}`)
  const headers = { 'If-Match': etag }
  const answers = await Promise.all(
    hundred.map((index) => call('PATCH', `/${id}`, { body: { description: `change ${index}` }, headers })),
  )
  assert.deepEqual(countStatuses(answers), { 200: 1, 412: 99 })
  const [winner] = answers.filter(({ status }) => status === 200)
  assert.ok(winner)
  assert.deepEqual(dataOf(Script, await call('GET', `/${id}`)), dataOf(Script, winner))
})

test('nodes that are added concurrently without If-Match are all added, also during other changes', async (t) => {
  const { call, create } = await createScriptClient(t)
  const { id } = await create({ name: 'a' })
  const answers = await Promise.all(
    hundred.flatMap((index) => [
      call('POST', `/${id}/nodes`, { body: { id: `n${index}`, type: 'start' } }),
      call('PUT', '/order', { body: [{ id, execution_order: index + 1 }] }),
    ]),
  )
  assert.deepEqual(countStatuses(answers), { 200: 100, 201: 100 })
  const { nodes } = dataOf(ScriptGraph, await call('GET', `/${id}/nodes`))
  assert.deepEqual(nodes.map((node) => node.id).toSorted(), hundred.map((index) => `n${index}`).toSorted())
})

test('of scripts that are created concurrently with one name exactly one gets it', async (t) => {
  const { call, create } = await createScriptClient(t)
  const made = await Promise.all(hundred.slice(0, 20).map(() => call('POST', '', { body: { name: 'same' } })))
  assert.deepEqual(countStatuses(made), { 201: 1, 409: 19 })
  const others = await Promise.all(hundred.slice(0, 20).map((index) => create({ name: `other ${index}` })))
  const renamed = await Promise.all(
    others.map(({ id }) => call('PATCH', `/${id}`, { body: { name: 'renamed' } })),
  )
  assert.deepEqual(countStatuses(renamed), { 200: 1, 409: 19 })
})

test('of concurrent deletions one succeeds and the others find nothing', async (t) => {
  const { call, create } = await createScriptClient(t)
  const { id } = await create({ name: 'a' })
  const answers = await Promise.all(hundred.slice(0, 10).map(() => call('DELETE', `/${id}`)))
  assert.deepEqual(countStatuses(answers), { 200: 1, 404: 9 })
})

test('readers never see an older version than was answered before', async (t) => {
  const { call, create } = await createScriptClient(t)
  const { id } = await create({ name: 'a' })
  for (const index of hundred.slice(0, 30)) {
    const readers = hundred.slice(0, 5).map(() => call('GET', `/${id}`))
    const changed = dataOf(Script, await call('PATCH', `/${id}`, { body: { description: `${index}` } }))
    await Promise.all(readers)
    assert.deepEqual(dataOf(Script, await call('GET', `/${id}`)), changed)
  }
})
