import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ScriptDeletions } from '../../../src/features/scripts/schema.ts'
import { dataOf, errorOf } from '../../support/http/client.ts'
import { createScriptClient } from '../../support/http/script-client.ts'

test('scripts are deleted by their ids, and each is told of', async (t) => {
  const { call, create } = await createScriptClient(t)
  const [first, second, third] = [
    await create({ name: 'a' }),
    await create({ name: 'b' }),
    await create({ name: 'c' }),
  ]
  const ids = [third.id, 999, first.id, third.id]
  const answer = await call('POST', '/delete', { body: { ids } })
  assert.equal(answer.status, 200)
  assert.deepEqual(dataOf(ScriptDeletions, answer), {
    deleted: 2,
    more: false,
    results: [
      { id: third.id, deleted: true, error_code: null },
      { id: 999, deleted: false, error_code: 'SCRIPT_NOT_FOUND' },
      { id: first.id, deleted: true, error_code: null },
    ],
  })
  const { json } = await call('GET', '')
  assert.deepEqual(
    Object(json).data.map(({ id }: { id: number }) => id),
    [second.id],
  )
})

test('scripts are deleted by a filter, as many as its limit at once', async (t) => {
  const { call, create } = await createScriptClient(t)
  for (let index = 0; index < 5; index++)
    await create({ name: `Old ${index}`, tags: ['old', 'x'], active: index > 0 })
  await create({ name: 'new', tags: ['x'] })
  const filter = { q: 'OLD', active: true, tag: ['old', 'x'] }
  const remove = async () =>
    dataOf(ScriptDeletions, await call('POST', '/delete', { body: { filter, limit: 3 } }))
  const first = await remove()
  assert.deepEqual([first.deleted, first.more, first.results.map(({ id }) => id)], [3, true, [2, 3, 4]])
  assert.deepEqual(await remove(), {
    deleted: 1,
    more: false,
    results: [{ id: 5, deleted: true, error_code: null }],
  })
  assert.deepEqual(await remove(), { deleted: 0, more: false, results: [] })
  assert.equal(Object((await call('GET', '')).json).count, 2)
})

const refused: readonly (readonly [body: unknown, path: string, code: string])[] = [
  [{}, '', 'exactly_one'],
  [{ ids: [1], filter: { active: false } }, '', 'exactly_one'],
  [{ filter: {} }, 'filter', 'empty_filter'],
  [{ filter: { tag: [] } }, 'filter.tag', 'too_small'],
  [{ filter: { name: 'a' } }, 'filter', 'unrecognized_keys'],
  [{ ids: [] }, 'ids', 'too_small'],
  [{ ids: ['1'] }, 'ids.0', 'invalid_type'],
  [{ ids: Array.from({ length: 201 }, (_, index) => index + 1) }, 'ids', 'too_big'],
  [{ filter: { active: false }, limit: 201 }, 'limit', 'too_big'],
]

test('what selects nothing, too much or in two ways deletes nothing', async (t) => {
  const { call, create } = await createScriptClient(t)
  await create({ name: 'a', active: false })
  for (const [body, path, code] of refused) {
    const answer = await call('POST', '/delete', { body })
    const [problem] = errorOf(answer).details ?? []
    assert.deepEqual([answer.status, problem?.path, problem?.code], [422, path, code], JSON.stringify(body))
  }
  assert.equal(Object((await call('GET', '')).json).count, 1)
})
