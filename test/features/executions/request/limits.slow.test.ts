import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createDelayedApp } from '../../../support/http/delayed-app.ts'

const HOUR = 3_600_000
const WAIT = { id: 'w', type: 'wait', parameters: { ms: 1000 } }

const refused: readonly (readonly [body: object, path: string, text: RegExp])[] = [
  [{ start_at: '2026-01-01T01:00:00Z', delay_ms: 1 }, 'delay_ms', /Only one of start_at and delay_ms/],
  [{ start_at: '2027-01-03T00:00:00Z' }, 'start_at', /at most 366 days ahead, .* 2027-01-02T00:00:00.000Z/],
  [{ start_at: '9999-12-31T23:59:59Z' }, 'start_at', /at most 366 days/],
  [{ start_at: 'tomorrow' }, 'start_at', /./],
  [{ start_at: '2026-02-30T00:00:00Z' }, 'start_at', /./],
  [{ start_at: '2026-01-01T01:00:00' }, 'start_at', /./],
  [{ start_at: 1_767_225_600_000 }, 'start_at', /./],
  [{ start_at: null }, 'start_at', /./],
  [{ delay_ms: -1 }, 'delay_ms', /./],
  [{ delay_ms: 1.5 }, 'delay_ms', /./],
  [{ delay_ms: '60000' }, 'delay_ms', /./],
  [{ delay_ms: 31_622_400_001 }, 'delay_ms', /./],
]

test('what is no time to start at is refused by field, in both languages', async (t) => {
  const { request, execute } = await createDelayedApp(t)
  for (const [body, path, text] of refused) {
    for (const url of ['/api/scripts/1/execute', '/api/scripts/execute-all']) {
      const { status, json } = await request('POST', url, { body })
      assert.deepEqual([status, json.details.map((each: { path: string }) => each.path)], [422, [path]])
      assert.match(json.details[0].message, text)
    }
    const { json } = await execute(body, { 'Accept-Language': 'ko' })
    assert.match(json.details[0].message, /[가-힣]/)
  }
  assert.equal((await request('GET', '/api/executions')).json.count, 0)
})

test('a limit of its own bounds how many may wait, and a cancelled one makes room', async (t) => {
  const { request, execute, pass } = await createDelayedApp(t, { env: { EXECUTION_SCHEDULED_LIMIT: '2' } })
  const { id } = (await execute({ delay_ms: HOUR })).json.data
  await execute({ delay_ms: HOUR })
  const full = await execute({ delay_ms: HOUR })
  assert.deepEqual([full.status, full.json.error_code], [429, 'SCHEDULED_LIMIT'])
  assert.match(full.json.message, /the limit is 2 \(EXECUTION_SCHEDULED_LIMIT\)/)
  const all = await request('POST', '/api/scripts/execute-all', { body: { delay_ms: 1 } })
  assert.equal(all.json.error_code, 'SCHEDULED_LIMIT')
  assert.equal((await execute({})).status, 200)
  await request('POST', `/api/executions/${id}/cancel`)
  assert.equal((await execute({ delay_ms: 1 })).status, 202)
  await pass(1)
  assert.equal((await execute({ delay_ms: 1 })).status, 202)
  assert.equal((await request('GET', '/api/executions?status=scheduled')).json.count, 2)
})

test('many take no place in the queue until they are due, and then all run, however small it is', async (t) => {
  const env = { EXECUTION_LIMIT: '2', EXECUTION_QUEUE_LIMIT: '1' }
  const { request, execute, pass } = await createDelayedApp(t, { env })
  await request('PUT', '/api/scripts/1/nodes', { body: { nodes: [WAIT], connections: {} } })
  for (let index = 0; index < 20; index++) await execute({ delay_ms: HOUR })
  await request('POST', '/api/scripts', { body: { name: 'Free', nodes: [{ id: 's', type: 'start' }] } })
  assert.equal((await execute({}, {}, 2)).status, 200)
  await pass(HOUR + 60_000)
  const { json } = await request('GET', '/api/executions?script_id=1&limit=100')
  assert.deepEqual(
    json.data.map(({ status, attempts }: Record<string, unknown>) => [status, attempts]),
    Array.from({ length: 20 }, () => ['completed', 1]),
  )
})

test('all scripts can start later, one after another in their order', async (t) => {
  const { request, get, pass } = await createDelayedApp(t)
  for (const name of ['B', 'C'])
    await request('POST', '/api/scripts', { body: { name, nodes: [{ ...WAIT, id: name }] } })
  const { status, headers, json } = await request('POST', '/api/scripts/execute-all', {
    body: { input: 1, delay_ms: HOUR },
  })
  assert.equal(status, 202)
  assert.match(headers.get('Location') ?? '', /batch_id=ba_/)
  assert.deepEqual(
    json.data.map((each: Record<string, unknown>) => each.status),
    ['scheduled', 'scheduled', 'scheduled'],
  )
  await request('DELETE', '/api/scripts/3')
  await pass(HOUR + 2500)
  const ended = await Promise.all(json.data.map(({ id }: { id: string }) => get(id)))
  assert.deepEqual(
    ended.map(({ status: end, script_id }) => [end, script_id]),
    [
      ['completed', 1],
      ['completed', 2],
      ['completed', 3],
    ],
  )
  assert.ok(ended[1].finished_at <= ended[2].started_at)
  assert.deepEqual(ended[2].trigger, {
    kind: 'batch',
    id: ended[2].batch_id,
    scheduled_at: '2026-01-01T01:00:00.000Z',
  })
})
