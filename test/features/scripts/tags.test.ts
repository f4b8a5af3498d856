import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Script, ScriptSummary } from '../../../src/features/scripts/schema.ts'
import { dataOf, errorOf } from '../../support/http/client.ts'
import { createScriptClient } from '../../support/http/script-client.ts'

const settingsOf = ({ tags, timeout_ms }: ScriptSummary) => ({ tags, timeout_ms })

test('a script has no tags and no time limit until they are set, and shows them wherever it is shown', async (t) => {
  const { call, create } = await createScriptClient(t)
  const { id } = await create({ name: 'a' })
  assert.deepEqual(settingsOf(dataOf(Script, await call('GET', `/${id}`))), { tags: [], timeout_ms: null })
  const set = { tags: ['orders', '청구'], timeout_ms: 5000 }
  assert.deepEqual(settingsOf(dataOf(Script, await call('PATCH', `/${id}`, { body: set }))), set)
  assert.deepEqual(dataOf(ScriptSummary.array(), await call('GET', '')).map(settingsOf), [set])
  const read = await call('GET', `/${id}`)
  const replaced = await call('PUT', `/${id}`, { body: dataOf(Script, read) })
  assert.deepEqual([replaced.etag, settingsOf(dataOf(Script, replaced))], [read.etag, set])
})

test('tags are trimmed, composed and kept once each', async (t) => {
  const { create } = await createScriptClient(t)
  const { tags } = await create({ name: 'a', tags: [' orders', 'orders ', 'e\u0301', '\u00e9', 'Orders'] })
  assert.deepEqual(tags, ['orders', '\u00e9', 'Orders'])
})

for (const { body, path } of [
  { body: { tags: 'orders' }, path: 'tags' },
  { body: { tags: [' '] }, path: 'tags.0' },
  { body: { tags: ['a', 'b'.repeat(51)] }, path: 'tags.1' },
  { body: { tags: ['a\u0007'] }, path: 'tags.0' },
  { body: { tags: Array.from({ length: 21 }, (_, index) => `${index}`) }, path: 'tags' },
  { body: { timeout_ms: 0 }, path: 'timeout_ms' },
  { body: { timeout_ms: 1.5 }, path: 'timeout_ms' },
]) {
  test(`${JSON.stringify(body).slice(0, 40)} is refused by its path`, async (t) => {
    const { call } = await createScriptClient(t)
    const refused = await call('POST', '', { body: { name: 'a', ...body } })
    assert.equal(refused.status, 422)
    assert.deepEqual(
      errorOf(refused).details?.map((detail) => detail.path),
      [path],
    )
  })
}

test('a list is filtered by one tag or several, page by page', async (t) => {
  const { call, create } = await createScriptClient(t)
  await create({ name: 'both', tags: ['orders', 'é'] })
  await create({ name: 'one', tags: ['orders'] })
  await create({ name: 'none' })
  await create({ name: 'other', tags: ['Orders', 'orders2'] })
  const namesOf = async (query: string) => {
    const answer = await call('GET', `?${query}`)
    assert.equal(answer.status, 200, answer.text)
    return dataOf(ScriptSummary.array(), answer).map(({ name }) => name)
  }
  assert.deepEqual(await namesOf('tag=orders'), ['one', 'both'])
  assert.deepEqual(await namesOf(`tag=${encodeURIComponent(' orders ')}&tag=e%CC%81`), ['both'])
  assert.deepEqual(await namesOf('tag=nothing'), [])
  assert.deepEqual(await namesOf('tag=orders&q=bo&active=true'), ['both'])
  const first = await call('GET', '?tag=orders&limit=1')
  assert.deepEqual(await namesOf(`tag=orders&limit=1&cursor=${Object(first.json).next_cursor}`), ['both'])
  assert.equal((await call('GET', '?tag=')).status, 422)
  assert.equal((await call('GET', `?tag=${'x'.repeat(51)}`)).status, 422)
})
