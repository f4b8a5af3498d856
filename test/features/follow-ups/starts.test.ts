import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { openDatabase } from '../../../src/db/client.ts'
import type { FollowUp } from '../../../src/features/follow-ups/schema.ts'
import { createTestApp, type TestApp } from '../../support/http/test-app.ts'
import { ManualClock } from '../../support/time/manual-clock.ts'

const FAILING = { id: 'pay', type: 'fail', parameters: { code: 'NO_MONEY', message: 'the account is empty' } }
const NOTHING = { id: 'a', type: 'transform', parameters: { expression: '1' } }
const ECHO = { id: 'a', type: 'transform', parameters: { expression: 'params' } }
const WAITING = { id: 'wait', type: 'wait', parameters: { ms: 3_600_000 } }

/** An app with the scripts, whose ids count from 1. */
const createApp = async (t: TestContext, scripts: readonly object[], env: Record<string, string> = {}) => {
  const clock = new ManualClock()
  const app = await createTestApp(t, { clock, env })
  for (const [index, script] of scripts.entries()) {
    const { status, text } = await app.request('POST', '/api/scripts', {
      body: { name: `Script ${index + 1}`, ...script },
    })
    assert.equal(status, 201, text)
  }
  return { app, clock }
}

const run = async (app: TestApp, id: number, body: object = {}) =>
  (await app.request('POST', `/api/scripts/${id}/execute`, { body })).json.data

const followUps = async (app: TestApp, query = '') =>
  (await app.request('GET', `/api/follow-ups?limit=200${query}`)).json.data

/** Once everything that is pending was decided, and has ended. */
const settled = async ({ app, clock }: { app: TestApp; clock: ManualClock }) => {
  const active = async () =>
    (await followUps(app, '&outcome=pending')).length > 0 ||
    (await app.request('GET', '/api/executions?status=queued')).json.count > 0 ||
    (await app.request('GET', '/api/executions?status=running')).json.count > 0
  while (await active()) await clock.settle()
  return followUps(app)
}

const startedBy = async (app: TestApp, kind: string) =>
  (await app.request('GET', `/api/executions?trigger_kind=${kind}`)).json.data

test('a failure starts the script that is named, with what has failed as its input', async (t) => {
  const world = await createApp(t, [{ nodes: [ECHO] }, { name: 'Pays', nodes: [FAILING], on_failure: 1 }], {
    PUBLIC_URL: 'https://scripts.example.com/',
  })
  const failed = await run(world.app, 2)
  const [followUp, ...others] = await settled(world)
  assert.deepEqual(others, [])
  const [started] = await startedBy(world.app, 'on_failure')
  const at = '2026-01-01T00:00:00.000Z'
  assert.deepEqual(followUp, {
    execution_id: failed.id,
    kind: 'on_failure',
    script_id: 1,
    outcome: 'started',
    reason: null,
    started_execution_id: started.id,
    created_at: at,
    decided_at: at,
  })
  assert.deepEqual(started.trigger, { kind: 'on_failure', id: failed.id, scheduled_at: null })
  const { data } = (await world.app.request('GET', `/api/executions/${started.id}`)).json
  const { input: _, output: __, results: ___, ...summary } = failed
  assert.deepEqual(data.output, {
    execution: summary,
    script: { id: 2, name: 'Pays' },
    output: null,
    output_omitted: false,
    error: { code: 'NO_MONEY', message: 'the account is empty', node_id: 'pay' },
    failed_node: 'pay',
    link: `https://scripts.example.com/api/executions/${failed.id}`,
  })
  const metrics = (await world.app.request('GET', '/metrics')).text
  assert.match(metrics, /scriptd_trigger_started_total\{kind="on_failure"\} 1/)
})

test('the output of what has completed is in the input, unless it is large', async (t) => {
  const text = { id: 'a', type: 'transform', parameters: { expression: '$pad("", params.length, "x")' } }
  const world = await createApp(t, [{ nodes: [NOTHING] }, { nodes: [text], on_success: 1 }])
  const inputOf = async (length: number) => {
    const { id } = await run(world.app, 2, { input: { length } })
    const [{ started_execution_id: started }] = (await settled(world)).filter(
      ({ execution_id }: FollowUp) => execution_id === id,
    )
    return (await world.app.request('GET', `/api/executions/${started}`)).json.data.input
  }
  const { output, output_omitted } = await inputOf(3)
  assert.deepEqual([output, output_omitted], ['xxx', false])
  const large = await inputOf(262_143)
  assert.deepEqual([large.output, large.output_omitted], [null, true])
})

test('timeouts are failures, cancellations are neither, and a success starts the other script', async (t) => {
  const named = { on_failure: 1, on_success: 2 }
  const world = await createApp(t, [
    { nodes: [NOTHING] },
    { nodes: [NOTHING] },
    { nodes: [WAITING], ...named },
    { nodes: [NOTHING], ...named },
  ])
  const { app, clock } = world
  const headers = { Prefer: 'respond-async' }
  const begin = (body: object) => app.request('POST', '/api/scripts/3/execute', { headers, body })
  const cancelled = (await begin({})).json.data
  await app.request('POST', `/api/executions/${cancelled.id}/cancel`)
  const late = (await begin({ timeout_ms: 1000 })).json.data
  await clock.advance(1000)
  const good = await run(app, 4)
  const found = (await settled(world)).map(({ execution_id, kind, script_id }: FollowUp) => [
    execution_id,
    kind,
    script_id,
  ])
  assert.deepEqual(found, [
    [good.id, 'on_success', 2],
    [late.id, 'on_failure', 1],
  ])
  const [{ input }] = [
    (await app.request('GET', `/api/executions/${(await startedBy(app, 'on_failure'))[0].id}`)).json.data,
  ]
  assert.deepEqual([input.error.code, input.failed_node, input.link], ['EXECUTION_TIMED_OUT', null, null])
})

test('what was started so starts no other, and the default of the server is not started for itself', async (t) => {
  const world = await createApp(
    t,
    [{ nodes: [FAILING] }, { nodes: [FAILING], on_failure: 1 }, { nodes: [FAILING] }],
    { ON_FAILURE_SCRIPT: '2' },
  )
  const { app } = world
  await app.request('PATCH', '/api/scripts/1', { body: { on_failure: 2 } })
  const [first, own, byDefault] = [await run(app, 1), await run(app, 2), await run(app, 3)]
  const found = (await settled(world)).map(({ execution_id, script_id }: FollowUp) => [
    execution_id,
    script_id,
  ])
  assert.deepEqual(found, [
    [byDefault.id, 2],
    [own.id, 1],
    [first.id, 2],
  ])
  await app.request('PATCH', '/api/scripts/2', { body: { on_failure: null } })
  await run(app, 2)
  assert.equal((await settled(world)).length, 3)
})

test('what cannot start is recorded with the reason', async (t) => {
  const world = await createApp(
    t,
    [{ nodes: [NOTHING], active: false }, {}, { nodes: [FAILING], on_failure: 1 }, { nodes: [FAILING] }],
    { ON_FAILURE_SCRIPT: '99' },
  )
  const { app } = world
  for (const id of [3, 4]) await run(app, id)
  await app.request('PATCH', '/api/scripts/3', { body: { on_failure: 2 } })
  await run(app, 3)
  const reasons = (await settled(world)).map(({ outcome, reason }: FollowUp) => [outcome, reason])
  assert.deepEqual(reasons, [
    ['skipped', 'script_empty'],
    ['skipped', 'SCRIPT_NOT_FOUND'],
    ['skipped', 'script_inactive'],
  ])
  const metrics = (await app.request('GET', '/metrics')).text
  assert.match(metrics, /scriptd_trigger_skipped_total\{kind="on_failure",reason="script_inactive"\} 1/)
  const logged = app.log.lines.filter(({ msg }) => msg === 'a script was not started after an execution')
  assert.equal(logged.length, 3)
})

test('scripts can be named only while they exist, and not deleted while they are named', async (t) => {
  const { app } = await createApp(t, [
    { nodes: [NOTHING] },
    { nodes: [FAILING], on_failure: 1, on_success: 1 },
  ])
  const problems = async (body: object, id = 2) => {
    const { status, json } = await app.request('PATCH', `/api/scripts/${id}`, { body })
    return [status, json.details?.map(({ path, code }: Record<string, unknown>) => [path, code])]
  }
  assert.deepEqual(await problems({ on_failure: 2, on_success: 99 }), [
    422,
    [
      ['on_failure', 'script_follows_itself'],
      ['on_success', 'unknown_script'],
    ],
  ])
  assert.deepEqual(await problems({ on_failure: 0 }), [422, [['on_failure', 'too_small']]])
  const refused = await app.request('DELETE', '/api/scripts/1')
  assert.deepEqual([refused.status, refused.json.error_code], [409, 'SCRIPT_REFERENCED'])
  assert.match(refused.json.message, /\(2\)/)
  assert.deepEqual(await problems({ on_failure: null, on_success: null }), [200, undefined])
  assert.equal((await app.request('DELETE', '/api/scripts/1')).status, 200)
})

test('failures of a schedule start the script at most once in the time that it sets', async (t) => {
  const world = await createApp(t, [{ nodes: [NOTHING] }, { nodes: [FAILING], on_failure: 1 }])
  const { app, clock } = world
  const body = { script_id: 2, name: 'Often', every_ms: 1000, on_failure_throttle_ms: 3000 }
  assert.equal((await app.request('POST', '/api/schedules', { body })).status, 201)
  for (let second = 0; second < 5; second++) {
    await clock.advance(1000)
    await settled(world)
  }
  await run(app, 2)
  const found = (await settled(world)).map(({ outcome, reason }: FollowUp) => reason ?? outcome)
  assert.deepEqual(found.reverse(), ['started', 'throttled', 'throttled', 'started', 'throttled', 'started'])
})

test('what is over the rate or finds no place stays pending, also over a restart, and is started later', async (t) => {
  const scripts = [{ nodes: [NOTHING] }, { nodes: [FAILING], on_failure: 1 }, { nodes: [WAITING] }]
  const { app, clock } = await createApp(t, scripts, { TRIGGER_RATE_LIMIT: '2' })
  const deliver = async (script_id: number) => {
    const { json } = await app.request('POST', '/api/webhooks', { body: { script_id, name: 'Hook' } })
    return (await app.request('POST', json.data.path, { body: {} })).json.data.execution_id
  }
  const waiting = [await deliver(3), await deliver(3)]
  for (const _ of [1, 2]) await run(app, 2)
  await deliver(2)
  while ((await followUps(app)).length < 3) await clock.settle()
  await clock.settle()
  const [pending] = await followUps(app, '&outcome=pending')
  const countExecutions = async () => (await app.request('GET', '/api/dashboard/stats')).json.data.executions
  while ((await countExecutions()).queued > 0) await clock.settle()
  const statsBefore = await countExecutions()
  const kept = await app.request('DELETE', `/api/executions/${pending.execution_id}`)
  assert.deepEqual([kept.status, kept.json.error_code], [409, 'FOLLOW_UP_PENDING'])
  const { data } = (
    await app.request('POST', '/api/executions/delete', { body: { ids: [pending.execution_id] } })
  ).json
  assert.deepEqual(data.results[0].error_code, 'FOLLOW_UP_PENDING')
  assert.deepEqual(await countExecutions(), statsBefore)
  await app.close()

  const later = new ManualClock(clock.now() + 10_000)
  const env = { EXECUTION_LIMIT: '1', EXECUTION_QUEUE_LIMIT: '1', EXECUTION_SCHEDULED_LIMIT: '0' }
  const next = await createTestApp(t, { clock: later, env, folder: app.folder })
  await later.advance(5000)
  assert.equal((await followUps(next, '&outcome=pending')).length, 1)
  for (const id of waiting) await next.request('POST', `/api/executions/${id}/cancel`)
  await later.advance(2000)
  const found = await settled({ app: next, clock: later })
  assert.deepEqual(
    found.map(({ outcome }: FollowUp) => outcome),
    ['started', 'started', 'started'],
  )
  assert.equal((await startedBy(next, 'on_failure')).length, 3)
})

test('executions that are put aside after a restart have failed, too', async (t) => {
  const { app, clock } = await createApp(t, [{ nodes: [NOTHING] }, { nodes: [WAITING], on_failure: 1 }])
  const headers = { Prefer: 'respond-async' }
  const { id } = (await app.request('POST', '/api/scripts/2/execute', { headers, body: {} })).json.data
  await clock.settle()
  await app.close()
  const database = await openDatabase({ url: `file:${app.folder}/scriptd.db`, synchronous: 'OFF' })
  await database.execute({ sql: 'UPDATE executions SET interruptions = 3 WHERE id = ?', args: [id] })
  await database.close()
  const next = { app: await createTestApp(t, { clock, folder: app.folder }), clock }
  const [followUp] = await settled(next)
  assert.deepEqual([followUp.execution_id, followUp.outcome], [id, 'started'])
  const { data } = (await next.app.request('GET', `/api/executions/${followUp.started_execution_id}`)).json
  assert.equal(data.input.error.code, 'EXECUTION_INTERRUPTED')
})

test('an execution is kept by retention until what follows it has started, and takes the record with it', async (t) => {
  const world = await createApp(t, [{ nodes: [NOTHING] }, { nodes: [FAILING], on_failure: 1 }])
  const failed = await run(world.app, 2)
  await settled(world)
  assert.equal((await world.app.request('DELETE', `/api/executions/${failed.id}`)).status, 200)
  assert.deepEqual(await followUps(world.app), [])
})

test('a script of ON_FAILURE_SCRIPT that would not start is warned of at the start', async (t) => {
  const world = await createApp(t, [{ nodes: [NOTHING] }, { nodes: [NOTHING], active: false }, {}])
  const { folder } = world.app
  await world.app.close()
  for (const [id, reason] of [
    ['1', undefined],
    ['2', 'script_inactive'],
    ['3', 'script_empty'],
    ['99', 'SCRIPT_NOT_FOUND'],
  ] as const) {
    const app = await createTestApp(t, { folder, clock: world.clock, env: { ON_FAILURE_SCRIPT: id } })
    const warnings = app.log.lines.filter(({ msg }) => String(msg).includes('ON_FAILURE_SCRIPT'))
    assert.deepEqual(
      warnings.map((line) => [line.level, line.script_id, line.reason]),
      reason === undefined ? [] : [['warn', Number(id), reason]],
    )
    await app.close()
  }
})
