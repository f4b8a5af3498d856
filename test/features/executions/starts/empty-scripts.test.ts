import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createExecutionApp, start } from '../../../support/http/execution-app.ts'

test('a script without nodes is not executed, and the answer tells what to do', async (t) => {
  const { addScript, call } = await createExecutionApp(t)
  const id = await addScript([])
  for (const prefer of ['wait=1', 'respond-async']) {
    const { status, json } = await call('POST', `/scripts/${id}/execute`, { headers: { Prefer: prefer } })
    assert.deepEqual([status, json.error_code], [409, 'SCRIPT_EMPTY'])
    assert.match(json.message, /PUT \/api\/scripts\/1\/nodes/)
  }
  assert.equal((await call('GET', '/executions')).json.count, 0)
})

test('a refused request with an idempotency key succeeds once the script has nodes', async (t) => {
  const { addScript, call } = await createExecutionApp(t)
  const id = await addScript([])
  const headers = { 'Idempotency-Key': 'first' }
  const execute = () => call('POST', `/scripts/${id}/execute`, { headers })
  assert.equal((await execute()).status, 409)
  await call('PUT', `/scripts/${id}/nodes`, { body: { nodes: [start('a')], connections: {} } })
  const { status, json } = await execute()
  assert.deepEqual([status, json.data.status], [200, 'completed'])
  await call('PUT', `/scripts/${id}/nodes`, { body: { nodes: [], connections: {} } })
  assert.equal((await execute()).json.data.id, json.data.id)
})

test('an execution can be retried whose script has no nodes any more', async (t) => {
  const { addScript, call } = await createExecutionApp(t)
  const id = await addScript([start('a')])
  const { data } = (await call('POST', `/scripts/${id}/execute`)).json
  await call('PUT', `/scripts/${id}/nodes`, { body: { nodes: [], connections: {} } })
  const { status, json } = await call('POST', `/executions/${data.id}/retry`)
  assert.deepEqual([status, json.data.status, json.data.results.length], [200, 'completed', 1])
})

test('execute-all leaves out scripts without nodes', async (t) => {
  const { addScript, call } = await createExecutionApp(t)
  await addScript([])
  const id = await addScript([start('a')])
  const { status, json } = await call('POST', '/scripts/execute-all')
  assert.equal(status, 200)
  assert.deepEqual(
    json.data.map(({ script_id }: { script_id: number }) => script_id),
    [id],
  )
})
