import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createExecutionApp, fail, start, wait } from '../../../support/http/execution-app.ts'

test('a script is run to its end, and the answer is the execution', async (t) => {
  const { addScript, call } = await createExecutionApp(t)
  const id = await addScript([
    { id: 'sum', type: 'transform', parameters: { expression: '$sum(params.prices)' } },
  ])
  const body = { input: { prices: [1, 2] } }
  const { status, json } = await call('POST', `/scripts/${id}/execute`, { body })
  assert.equal(status, 200)
  const { status: state, output, input, script_id, results } = json.data
  assert.deepEqual([state, output, input, script_id], ['completed', 3, body.input, id])
  assert.deepEqual([results.length, results[0].node_id, results[0].output], [1, 'sum', 3])
  assert.deepEqual((await call('GET', `/executions/${json.data.id}`)).json.data, json.data)
})

for (const type of [undefined, 'application/json', 'text/plain', 'application/json; charset=latin1']) {
  test(`an empty body of type ${type} is none, so that the input is null`, async (t) => {
    const { addScript, call } = await createExecutionApp(t)
    const id = await addScript([start('a')])
    const headers = type === undefined ? {} : { 'Content-Type': type }
    const { status, json } = await call('POST', `/scripts/${id}/execute`, {
      headers,
      ...(type !== undefined && { body: '' }),
    })
    assert.deepEqual([status, json.data.input, json.data.output], [200, null, null])
  })
}

test('a failed execution is answered 200', async (t) => {
  const { addScript, call } = await createExecutionApp(t)
  const id = await addScript([fail('a', 'no stock')])
  const { status, json } = await call('POST', `/scripts/${id}/execute`)
  assert.deepEqual([status, json.success, json.data.status], [200, true, 'failed'])
  assert.deepEqual(json.data.error, { code: 'FAILED', message: 'no stock', node_id: 'a' })
})

for (const { prefer, waited, applied } of [
  { prefer: 'respond-async', waited: 0, applied: 'respond-async' },
  { prefer: 'wait=0', waited: 0, applied: 'wait=0' },
  { prefer: 'wait=2', waited: 2000, applied: 'wait=2' },
  { prefer: undefined, waited: 500, applied: null },
]) {
  test(`an execution that exceeds Prefer: ${prefer} is answered 202 and continues`, async (t) => {
    const { addScript, call, clock } = await createExecutionApp(t, { EXECUTE_WAIT_MS: '500' })
    const id = await addScript([wait('w', 60_000)])
    const before = clock.now()
    const headers = prefer === undefined ? {} : { Prefer: prefer }
    const answer = await call('POST', `/scripts/${id}/execute`, { body: {}, headers })
    assert.deepEqual([answer.status, clock.now() - before], [202, waited])
    assert.equal(answer.headers.get('Preference-Applied'), applied)
    const path = answer.headers.get('Location') ?? ''
    assert.equal(path, `/api/executions/${answer.json.data.id}`)
    await clock.advance(30_000)
    const running = await call('GET', path.slice('/api'.length))
    assert.deepEqual([running.json.data.status, running.json.data.results[0].status], ['waiting', 'running'])
    await clock.advance(30_000)
    const ended = await call('GET', path.slice('/api'.length))
    assert.deepEqual([ended.json.data.status, ended.json.data.duration_ms], ['completed', 60_000])
  })
}

test('an execution that ends within the preferred time is answered 200', async (t) => {
  const { addScript, call } = await createExecutionApp(t, { EXECUTE_WAIT_MS: '0' })
  const id = await addScript([wait('w', 1000)])
  const { status, json } = await call('POST', `/scripts/${id}/execute`, { headers: { Prefer: 'wait=5' } })
  assert.deepEqual([status, json.data.status], [200, 'completed'])
})

test('a time limit of the request ends the execution', async (t) => {
  const { addScript, call } = await createExecutionApp(t)
  const id = await addScript([wait('w', 5000)])
  const { json } = await call('POST', `/scripts/${id}/execute`, { body: { timeout_ms: 100 } })
  assert.deepEqual([json.data.status, json.data.error.code], ['timed_out', 'EXECUTION_TIMED_OUT'])
  assert.equal(json.data.results[0].status, 'cancelled')
})

test('all active scripts run in their order, also after a failure', async (t) => {
  const { addScript, call } = await createExecutionApp(t)
  const last = await addScript([start('a')], [], { execution_order: 3 })
  const failing = await addScript([fail('a')], [], { execution_order: 2 })
  await addScript([start('a')], [], { active: false })
  const first = await addScript([wait('a', 10)], [], { execution_order: 1 })
  const { status, json } = await call('POST', '/scripts/execute-all', { body: { input: 7 } })
  assert.equal(status, 200)
  const ran = json.data.map(({ script_id, status: state, input }: Ran) => [script_id, state, input])
  assert.deepEqual(ran, [
    [first, 'completed', 7],
    [failing, 'failed', 7],
    [last, 'completed', 7],
  ])
  assert.equal(json.count, 3)
  const starts = json.data.map(({ started_at }: Ran) => started_at)
  assert.deepEqual(starts, starts.toSorted())
  assert.equal(new Set(json.data.map(({ batch_id }: Ran) => batch_id)).size, 1)
})

interface Ran {
  readonly script_id: number
  readonly status: string
  readonly input: unknown
  readonly started_at: string
  readonly batch_id: string
}

test('a batch has an id of its own kind, with an idempotency key too, and honours the preference', async (t) => {
  const { addScript, call } = await createExecutionApp(t)
  await addScript([start('a')])
  for (const key of [undefined, 'key-1', 'key-1']) {
    const headers = { Prefer: 'wait="5"; note=x', ...(key !== undefined && { 'Idempotency-Key': key }) }
    const answer = await call('POST', '/scripts/execute-all', { headers })
    const [{ batch_id }] = answer.json.data
    assert.match(batch_id, /^ba_[0-9A-Z]{26}$/)
    assert.equal(answer.headers.get('Preference-Applied'), 'wait=5')
    assert.equal((await call('GET', `/executions?batch_id=${batch_id}`)).json.count, 1)
  }
  assert.equal((await call('GET', '/executions')).json.count, 2)
})

test('the unfinished executions of a batch are found by its id', async (t) => {
  const { addScript, call, clock } = await createExecutionApp(t)
  await addScript([wait('a', 1000)])
  await addScript([wait('a', 1000)])
  const answer = await call('POST', '/scripts/execute-all', { headers: { Prefer: 'respond-async' } })
  assert.equal(answer.status, 202)
  const path = (answer.headers.get('Location') ?? '').slice('/api'.length)
  const statuses = async () => (await call('GET', path)).json.data.map(({ status }: Ran) => status)
  await clock.advance(3000)
  assert.deepEqual(await statuses(), ['completed', 'completed'])
})

test('without an active script there is nothing to run', async (t) => {
  const { call } = await createExecutionApp(t)
  const { status, json } = await call('POST', '/scripts/execute-all')
  assert.deepEqual([status, json.data, json.count], [200, [], 0])
})

test('a batch that takes too much memory is refused', async (t) => {
  const { addScript, call } = await createExecutionApp(t, { EXECUTION_MEMORY_LIMIT_BYTES: '200000' })
  const output = 'x'.repeat(40_000)
  for (let count = 0; count < 4; count++) await addScript([{ id: 'a', type: 'end', parameters: { output } }])
  const refused = await call('POST', '/scripts/execute-all', { body: { input: 'x'.repeat(30_000) } })
  assert.deepEqual([refused.status, refused.json.error_code], [413, 'EXECUTION_MEMORY_LIMIT'])
  const list = await call('POST', '/scripts/execute-all')
  assert.equal(list.status, 200)
  assert.deepEqual(
    list.json.data.map(({ status: state }: { status: string }) => state),
    Array(4).fill('completed'),
  )
})

test('invalid actions are refused', async (t) => {
  const { addScript, call, begin } = await createExecutionApp(t, {
    EXECUTION_LIMIT: '1',
    EXECUTION_QUEUE_LIMIT: '0',
    EXECUTION_SCHEDULED_LIMIT: '0',
  })
  const id = await addScript([wait('a', 60_000)])
  const refused = async (path: string, body: unknown) => {
    const { status, json } = await call('POST', path, { body })
    return [status, json.error_code]
  }
  assert.deepEqual(await refused('/scripts/999/execute', {}), [404, 'SCRIPT_NOT_FOUND'])
  assert.deepEqual(await refused(`/scripts/${id}/execute`, '{'), [400, 'MALFORMED_JSON'])
  assert.deepEqual(await refused(`/scripts/${id}/execute`, { timeout_ms: 0 }), [422, 'VALIDATION_FAILED'])
  assert.deepEqual(await refused(`/scripts/${id}/execute`, { inputs: 1 }), [422, 'VALIDATION_FAILED'])
  await begin(id)
  assert.deepEqual(await refused(`/scripts/${id}/execute`, {}), [429, 'QUEUE_FULL'])
  assert.deepEqual(await refused('/scripts/execute-all', {}), [429, 'QUEUE_FULL'])
})
