import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chain } from '../../support/engine/graph-spec.ts'
import { createExecutionApp, fail, start, wait } from '../../support/http/execution-app.ts'

const UNKNOWN = 'ex_01KARDDJ80FXR3ZC8PCBFZ4WQZ'

test('an execution is cancelled at once, and only once', async (t) => {
  const { addScript, begin, call, clock } = await createExecutionApp(t)
  const script = await addScript([start('a'), wait('w', 60_000), start('z')], chain('a', 'w', 'z'))
  const id = await begin(script)
  await clock.advance(100)
  const { status, json } = await call('POST', `/executions/${id}/cancel`)
  assert.deepEqual([status, json.data.status, json.data.duration_ms], [200, 'cancelled', 100])
  const results = json.data.results.map((result: { node_id: string; status: string }) => [
    result.node_id,
    result.status,
  ])
  assert.deepEqual(results, [
    ['a', 'completed'],
    ['w', 'cancelled'],
    ['z', 'skipped'],
  ])
  const again = await call('POST', `/executions/${id}/cancel`)
  assert.deepEqual([again.status, again.json.error_code], [409, 'EXECUTION_FINISHED'])
  assert.equal((await call('GET', `/executions/${id}`)).json.data.status, 'cancelled')
})

test('an ended execution is deleted and subtracted from the counters', async (t) => {
  const { addScript, begin, call } = await createExecutionApp(t)
  const id = await begin(await addScript([wait('w', 60_000)]))
  const early = await call('DELETE', `/executions/${id}`)
  assert.deepEqual([early.status, early.json.error_code], [409, 'EXECUTION_NOT_FINISHED'])
  await call('POST', `/executions/${id}/cancel`)
  const cancelled = async () => (await call('GET', '/dashboard/stats')).json.data.executions.cancelled
  assert.equal(await cancelled(), 1)
  const [first, second] = await Promise.all([
    call('DELETE', `/executions/${id}`),
    call('DELETE', `/executions/${id}`),
  ])
  assert.deepEqual([first?.status, second?.status].toSorted(), [200, 404])
  assert.equal((await call('GET', `/executions/${id}`)).status, 404)
  assert.equal(await cancelled(), 0)
})

test('a retry continues from the failed node with the old graph', async (t) => {
  // Files and requests take time that this clock knows nothing of.
  const { addScript, request: call } = await createExecutionApp(t)
  const read = { id: 'read', type: 'file_read', parameters: { path: 'later.txt' } }
  const count = { id: 'count', type: 'stats', parameters: { deltas: { runs: 1 } } }
  const script = await addScript([count, read], chain('count', 'read'))
  const { json: failed } = await call('POST', `/api/scripts/${script}/execute`)
  assert.deepEqual([failed.data.status, failed.data.results[1].status], ['failed', 'failed'])
  await call('PUT', `/api/scripts/${script}/nodes`, { body: { nodes: [start('other')], connections: {} } })
  await call('POST', '/api/actions', {
    body: { action_type: 'file_write', parameters: { path: 'later.txt', content: 'now' } },
  })

  const again = await call('POST', `/api/executions/${failed.data.id}/retry`)
  assert.deepEqual([again.status, again.json.data.status, again.json.data.output], [200, 'completed', 'now'])
  assert.equal(again.json.data.retry_of, failed.data.id)
  const stored = await call('GET', `/api/executions/${again.json.data.id}`)
  assert.deepEqual(stored.json.data, again.json.data)
  assert.equal(stored.json.data.results.length, 2)

  const fresh = await call('POST', `/api/executions/${failed.data.id}/retry`, { body: { from_start: true } })
  assert.equal(fresh.json.data.status, 'completed')
  const runs = async () => (await call('GET', '/api/dashboard/stats')).json.data.stats.runs
  assert.equal(await runs(), 2)
})

test('a retry of a completed execution runs all nodes again', async (t) => {
  const { addScript, call } = await createExecutionApp(t)
  const script = await addScript([{ id: 'count', type: 'stats', parameters: { deltas: { runs: 1 } } }])
  const { json } = await call('POST', `/scripts/${script}/execute`, { body: { input: 5 } })
  const again = await call('POST', `/executions/${json.data.id}/retry`)
  assert.deepEqual([again.json.data.status, again.json.data.input], ['completed', 5])
  assert.equal((await call('GET', '/dashboard/stats')).json.data.stats.runs, 2)
})

test('a retry can be answered at once', async (t) => {
  const { addScript, call } = await createExecutionApp(t)
  const script = await addScript([wait('w', 10), fail('a')], chain('w', 'a'))
  const { json } = await call('POST', `/scripts/${script}/execute`)
  const path = `/executions/${json.data.id}/retry`
  const request = { headers: { Prefer: 'respond-async' }, body: { from_start: true } }
  const { status, headers, json: again } = await call('POST', path, request)
  assert.equal(status, 202)
  assert.equal(headers.get('Location'), `/api/executions/${again.data.id}`)
})

test('an unfinished execution cannot be retried', async (t) => {
  const { addScript, begin, call } = await createExecutionApp(t)
  const id = await begin(await addScript([wait('w', 60_000)]))
  const { status, json } = await call('POST', `/executions/${id}/retry`)
  assert.deepEqual([status, json.error_code], [409, 'EXECUTION_NOT_FINISHED'])
})

for (const [method, path] of [
  ['GET', ''],
  ['DELETE', ''],
  ['POST', '/cancel'],
  ['POST', '/retry'],
  ['GET', '/events'],
] as const) {
  test(`${method} ${path} of an unknown execution`, async (t) => {
    const { call } = await createExecutionApp(t)
    const unknown = await call(method, `/executions/${UNKNOWN}${path}`)
    assert.deepEqual([unknown.status, unknown.json.error_code], [404, 'EXECUTION_NOT_FOUND'])
    const wrong = await call(method, `/executions/nonsense${path}`)
    assert.deepEqual([wrong.status, wrong.json.error_code], [422, 'VALIDATION_FAILED'])
  })
}

test('a failed node is logged with its type, its parameters without secrets, the error and its stack', async (t) => {
  // Files and requests take time that this clock knows nothing of.
  const { addScript, request: call, log } = await createExecutionApp(t)
  const parameters = { message: 'no stock', code: 'OUT_OF_STOCK' }
  const request = {
    id: 'send',
    type: 'http_request',
    parameters: { method: 'GET', url: 'http://127.0.0.1:1/', headers: { authorization: 'Bearer s3cret' } },
  }
  const script = await addScript([{ id: 'a', type: 'fail', parameters }, request])
  const { json } = await call('POST', `/api/scripts/${script}/execute`)
  const lines = log.lines.filter(({ msg }) => msg === 'node failed')
  const [line] = lines.filter(({ node }) => node === 'a')
  const { execution_id, script_id, type, parameters: logged, err } = Object(line)
  assert.deepEqual(
    { execution_id, script_id, type, logged },
    { execution_id: json.data.id, script_id: script, type: 'fail', logged: parameters },
  )
  assert.deepEqual([err.code, err.message], ['OUT_OF_STOCK', 'no stock'])
  assert.match(err.stack, /^NodeError: no stock\n +at /)
  assert.equal(lines.length, 2)
  assert.ok(!JSON.stringify(log.lines).includes('s3cret'))
})
