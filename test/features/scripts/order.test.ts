import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Script } from '../../../src/features/scripts/schema.ts'
import { dataOf, errorOf } from '../../support/http/client.ts'
import { createScriptClient } from '../../support/http/script-client.ts'

test('scripts get new positions, and only those that moved get a new version', async (t) => {
  const { call, create, service } = await createScriptClient(t)
  const [a, b, c] = [await create({ name: 'a' }), await create({ name: 'b' }), await create({ name: 'c' })]
  const places = [
    { id: c.id, execution_order: -1 },
    { id: a.id, execution_order: 0 },
    { id: b.id, execution_order: 5 },
  ]
  const answer = await call('PUT', '/order', { body: places })
  assert.deepEqual([answer.status, Object(answer.json).data], [200, { updated: 3 }])
  assert.deepEqual(await service.activeIds(), [c.id, a.id, b.id])
  const versions = [c, a, b].map(async ({ id }) => dataOf(Script, await call('GET', `/${id}`)).version)
  assert.deepEqual(await Promise.all(versions), [2, 1, 2])
})

for (const { method, path, allow } of [
  { method: 'PATCH', path: '/order', allow: 'GET, HEAD, OPTIONS, PUT' },
  { method: 'DELETE', path: '/order', allow: 'GET, HEAD, OPTIONS, PUT' },
  { method: 'POST', path: '/1', allow: 'DELETE, GET, HEAD, OPTIONS, PATCH, PUT' },
]) {
  test(`${method} ${path} is answered with the methods of that address`, async (t) => {
    const { call } = await createScriptClient(t)
    const answer = await call(method, path, { ...(method === 'PATCH' && { body: {} }) })
    assert.deepEqual([answer.status, answer.headers.get('Allow')], [405, allow])
  })
}

test('unknown and repeated scripts are reported, and nothing is moved', async (t) => {
  const { call, create } = await createScriptClient(t)
  const { id } = await create({ name: 'a' })
  const place = { id, execution_order: 7 }
  const problemsOf = async (body: object, headers = {}) => {
    const answer = await call('PUT', '/order', { body, headers })
    assert.equal(answer.status, 422)
    return errorOf(answer).details
  }
  const gone = { id: 999, execution_order: 1 }
  assert.deepEqual(await problemsOf([place, gone]), [
    { path: '1.id', code: 'unknown_script', message: 'Script 999 does not exist.' },
  ])
  assert.deepEqual(await problemsOf([place, place, place]), [
    { path: '1.id', code: 'duplicate_script', message: `Script ${id} is listed more than once.` },
    { path: '2.id', code: 'duplicate_script', message: `Script ${id} is listed more than once.` },
  ])
  const [korean] = (await problemsOf([gone], { 'Accept-Language': 'ko' })) ?? []
  assert.equal(korean?.message, '존재하지 않는 스크립트입니다: 999')
  for (const body of [[], [{ ...place, extra: 1 }], [{ id: 'x', execution_order: 1 }]]) await problemsOf(body)
  assert.equal(dataOf(Script, await call('GET', `/${id}`)).execution_order, 0)
})
