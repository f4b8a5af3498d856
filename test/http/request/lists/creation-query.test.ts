import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestApp } from '../../../support/http/test-app.ts'

const lists = [
  { path: '/api/schedules', item: { cron: '0 0 * * *', timezone: 'UTC' } },
  { path: '/api/webhooks', item: {} },
]

test('schedules and webhooks are listed in the order of their creation, and in the opposite one', async (t) => {
  const { request } = await createTestApp(t)
  for (const name of ['one', 'other']) await request('POST', '/api/scripts', { body: { name } })
  for (const { path, item } of lists) {
    for (const script_id of [1, 2, 1, 1]) {
      const { status } = await request('POST', path, { body: { script_id, name: 'n', ...item } })
      assert.equal(status, 201)
    }
    const pages = async (query: string): Promise<number[]> => {
      const found: number[] = []
      for (let cursor: unknown = ''; typeof cursor === 'string'; ) {
        const { json } = await request('GET', `${path}?limit=2&${query}&cursor=${cursor}`)
        found.push(...Object(json).data.map(({ id }: { id: number }) => id))
        cursor = Object(json).next_cursor
      }
      return found
    }
    assert.deepEqual(await pages(''), [1, 2, 3, 4])
    assert.deepEqual(await pages('sort=created_at&script_id=1'), [1, 3, 4])
    assert.deepEqual(await pages('sort=-created_at'), [4, 3, 2, 1])
    assert.deepEqual(await pages('sort=-created_at&script_id=1'), [4, 3, 1])
    const { json: first } = await request('GET', `${path}?limit=1&sort=-created_at`)
    const { status, json } = await request('GET', `${path}?cursor=${Object(first).next_cursor}`)
    assert.deepEqual([status, Object(json).details[0].code], [422, 'cursor_of_other_order'])
  }
})
