import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createExecutionApp, wait } from '../../support/http/execution-app.ts'

const SLOW = [wait('w', 60_000)]

for (const { ofScript, ofRequest, expected } of [
  { ofScript: 1000, ofRequest: undefined, expected: 1000 },
  { ofScript: 1000, ofRequest: 5000, expected: 1000 },
  { ofScript: 1000, ofRequest: 400, expected: 400 },
  { ofScript: null, ofRequest: 400, expected: 400 },
]) {
  test(`a script limited to ${ofScript} ms and a request to ${ofRequest} ms end after ${expected} ms`, async (t) => {
    const { addScript, call } = await createExecutionApp(t)
    const id = await addScript(SLOW, [], { timeout_ms: ofScript })
    const body = ofRequest === undefined ? {} : { timeout_ms: ofRequest }
    const { data } = (await call('POST', `/scripts/${id}/execute`, { body })).json
    assert.deepEqual([data.status, data.duration_ms], ['timed_out', expected])
  })
}

test('the time limit of a script holds in execute-all and in retries', async (t) => {
  const { addScript, call } = await createExecutionApp(t)
  await addScript(SLOW, [], { timeout_ms: 1000 })
  const [first] = (await call('POST', '/scripts/execute-all')).json.data
  assert.deepEqual([first.status, first.duration_ms], ['timed_out', 1000])
  const { data } = (await call('POST', `/executions/${first.id}/retry`)).json
  assert.deepEqual([data.status, data.duration_ms], ['timed_out', 1000])
})
