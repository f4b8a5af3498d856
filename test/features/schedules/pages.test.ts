import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createScheduledApp } from '../../support/http/scheduled-app.ts'

const NOTHING = { name: 'Nothing', nodes: [{ id: 'a', type: 'transform', parameters: { expression: '1' } }] }
/** More than are read from the database at once, and no multiple of that. */
const SCHEDULES = 37

test('pages of schedules have each one once and in order, whatever their length', async (t) => {
  const { app } = await createScheduledApp(t, NOTHING, { every_ms: 3_600_000 })
  for (let id = 2; id <= SCHEDULES; id++) {
    const body = { script_id: 1, name: `s${id}`, every_ms: 3_600_000 }
    assert.equal((await app.request('POST', '/api/schedules', { body })).status, 201)
  }
  const idsOf = async (query: string): Promise<number[]> => {
    const ids: number[] = []
    let more = ''
    do {
      const { json } = await app.request('GET', `/api/schedules?script_id=1&${query}${more}`)
      ids.push(...json.data.map(({ id }: { id: number }) => id))
      more = json.next_cursor === null ? '' : `&cursor=${json.next_cursor}`
    } while (more !== '')
    return ids
  }
  const all = Array.from({ length: SCHEDULES }, (_, index) => index + 1)
  for (const limit of [1, 15, 16, 17, 31, 32, 36, 37, 200]) {
    assert.deepEqual(await idsOf(`limit=${limit}`), all, `limit ${limit}`)
    assert.deepEqual(
      await idsOf(`limit=${limit}&sort=-created_at`),
      all.toReversed(),
      `limit ${limit}, descending`,
    )
  }
})
