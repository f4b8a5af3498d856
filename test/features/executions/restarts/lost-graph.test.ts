import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openDatabase } from '../../../../src/db/client.ts'
import { createTestApp } from '../../../support/http/test-app.ts'
import { createFolder } from '../../../support/process/command.ts'
import { ManualClock } from '../../../support/time/manual-clock.ts'

test('an execution without a stored graph fails and does not keep others from resuming', async (t) => {
  const folder = await createFolder(t)
  const clock = new ManualClock()
  const before = await createTestApp(t, { folder, clock })
  const start = async (name: string) => {
    const nodes = [{ id: name, type: 'wait', parameters: { ms: 3_600_000 } }]
    const script = await before.request('POST', '/api/scripts', { body: { name, nodes } })
    const headers = { Prefer: 'respond-async' }
    const { json } = await before.request('POST', `/api/scripts/${script.json.data.id}/execute`, { headers })
    return json.data.id
  }
  const lost = await start('lost')
  const other = await start('other')
  await before.close()

  const database = await openDatabase({ url: `file:${folder}/scriptd.db`, synchronous: 'OFF' })
  await database.execute({
    sql: 'DELETE FROM graphs WHERE hash = (SELECT graph_hash FROM executions WHERE id = ?)',
    args: [lost],
  })
  await database.close()

  const after = await createTestApp(t, { folder, clock })
  const statusOf = async (id: string) => (await after.request('GET', `/api/executions/${id}`)).json.data
  await after.request('GET', `/api/executions/${lost}/events`)
  assert.deepEqual(
    [(await statusOf(lost)).status, (await statusOf(lost)).error.code],
    ['failed', 'SCRIPT_NOT_FOUND'],
  )
  await clock.until(after.request('GET', `/api/executions/${other}/events`))
  assert.equal((await statusOf(other)).status, 'completed')
})
