import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { createExecutionApp, fail, start, wait } from '../../../support/http/execution-app.ts'
import { createHookedApp, started } from '../../../support/webhooks/hooked-app.ts'

test('ended executions are deleted by id or filter, and each is told of', async (t) => {
  const { addScript, call, clock, begin } = await createExecutionApp(t)
  const good = await addScript([start('a')])
  const bad = await addScript([fail('a')])
  const running = await begin(await addScript([wait('a', 600_000)]))
  for (let round = 0; round < 4; round++) {
    await call('POST', `/scripts/${good}/execute`)
    await call('POST', `/scripts/${bad}/execute`)
    await clock.advance(1000)
  }
  const list = async (): Promise<{ id: string; script_id: number; created_at: string }[]> =>
    (await call('GET', '/executions?sort=created_at')).json.data
  const remove = async (body: unknown) => {
    const { status, json } = await call('POST', '/executions/delete', { body })
    assert.equal(status, 200, JSON.stringify(json))
    return json.data
  }
  const ofBad = (await list()).filter(({ script_id }) => script_id === bad)
  const [oldest, second, third] = ofBad

  const unknown = 'ex_01KARDDJ80FXR3ZC8PCBFZ4WQZ'
  assert.deepEqual(await remove({ ids: [running, unknown, third?.id, third?.id] }), {
    deleted: 1,
    more: false,
    results: [
      { id: running, deleted: false, error_code: 'EXECUTION_NOT_FINISHED' },
      { id: unknown, deleted: false, error_code: 'EXECUTION_NOT_FOUND' },
      { id: third?.id, deleted: true, error_code: null },
    ],
  })
  const filter = { script_id: bad, status: 'failed', until: ofBad[3]?.created_at }
  assert.deepEqual(await remove({ filter, limit: 2 }), {
    deleted: 2,
    more: true,
    results: [oldest, second].map((each) => ({ id: each?.id, deleted: true, error_code: null })),
  })
  assert.deepEqual([(await remove({ filter })).deleted, (await remove({ filter })).deleted], [1, 0])
  // Whatever is still running is left alone.
  assert.equal((await remove({ filter: { since: '2000-01-01T00:00:00Z' } })).deleted, 4)
  assert.deepEqual(
    (await list()).map(({ id }) => id),
    [running],
  )
  const { json: stats } = await call('GET', '/dashboard/stats')
  assert.deepEqual([stats.data.executions?.completed ?? 0, stats.data.executions?.failed ?? 0], [0, 0])
  await call('POST', `/executions/${running}/cancel`)
  assert.equal((await remove({ filter: { status: 'cancelled' } })).deleted, 1)
})

test('executions are deleted by what has started them', async (t) => {
  const { app, path } = await createHookedApp(t, { delivery_id: 'X-Id' })
  const other = (await app.request('POST', '/api/webhooks', { body: { script_id: 1, name: 'Other' } })).json
    .data
  for (const id of ['1', '2', '3']) await app.request('POST', path, { body: {}, headers: { 'X-Id': id } })
  await app.request('POST', other.path, { body: {} })
  const remove = async (filter: object) =>
    (await app.request('POST', '/api/executions/delete', { body: { filter } })).json
  while ((await app.request('GET', '/api/executions?status=completed')).json.count < 4) await setImmediate()
  assert.equal((await remove({ delivery_id: '2' })).data.deleted, 1)
  assert.equal((await remove({ trigger_kind: 'webhook', trigger_id: '1' })).data.deleted, 2)
  const alone = await remove({ trigger_id: '2' })
  assert.deepEqual([alone.error_code, alone.details[0].path], ['VALIDATION_FAILED', 'filter.trigger_kind'])
  assert.equal((await started(app)).length, 1)
})

for (const body of [
  {},
  { filter: {} },
  { filter: { status: 'running' } },
  { filter: { since: 'yesterday' } },
  { ids: ['ex_1'] },
  { ids: Array(1001).fill('ex_01KARDDJ80FXR3ZC8PCBFZ4WQZ') },
  { ids: ['ex_01KARDDJ80FXR3ZC8PCBFZ4WQZ'], filter: { status: 'failed' } },
]) {
  test(`deleting ${JSON.stringify(body).slice(0, 60)} is refused`, async (t) => {
    const { call } = await createExecutionApp(t)
    const { status, json } = await call('POST', '/executions/delete', { body })
    assert.deepEqual([status, json.error_code], [422, 'VALIDATION_FAILED'])
  })
}
