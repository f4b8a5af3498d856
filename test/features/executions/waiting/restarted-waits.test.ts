import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { NodeSpec } from '../../../support/engine/graph-spec.ts'
import { createTestApp, type TestAppOptions } from '../../../support/http/test-app.ts'
import { ManualClock } from '../../../support/time/manual-clock.ts'

const approval = {
  id: 'approval',
  type: 'wait_for_event',
  parameters: { name: 'approval', timeout_ms: 60_000 },
}

/** Processes on one database, which follow one another. */
const processOf = async (t: TestContext, clock: ManualClock, options: TestAppOptions = {}) => {
  const app = await createTestApp(t, { ...options, clock })
  const { request } = app
  const pass = async (ms: number) => {
    await clock.advance(ms)
    await clock.settle()
  }
  return {
    ...app,
    pass,
    add: async (nodes: readonly NodeSpec[], more: object = {}): Promise<number> =>
      (await request('POST', '/api/scripts', { body: { name: `s${clock.now()}`, nodes, ...more } })).json.data
        .id,
    begin: async (script: number): Promise<string> => {
      const headers = { Prefer: 'respond-async' }
      return (await request('POST', `/api/scripts/${script}/execute`, { headers, body: { input: 7 } })).json
        .data.id
    },
    show: async (id: string) => (await request('GET', `/api/executions/${id}`)).json.data,
    send: (id: string) =>
      request('POST', `/api/executions/${id}/events`, { body: { name: 'approval', payload: 'yes' } }),
    waiting: async () => (await request('GET', '/api/dashboard/stats')).json.data.executions.waiting,
  }
}

test('a restart leaves what waits on disk, until an event or its time comes', async (t) => {
  const clock = new ManualClock()
  const first = await processOf(t, clock)
  const script = await first.add([approval])
  const [a, b] = [await first.begin(script), await first.begin(script)]
  await first.pass(2000)
  await first.close()

  const second = await processOf(t, clock, { folder: first.folder })
  assert.equal(await second.waiting(), 2)
  await second.pass(1000)
  assert.deepEqual([(await second.show(a)).status, (await second.show(b)).status], ['waiting', 'waiting'])
  await second.send(a)
  await second.pass(1000)
  const { status, output, attempts } = await second.show(a)
  assert.deepEqual([status, output, attempts], ['completed', 'yes', 1])
  await second.close()

  await clock.advance(60_000)
  const third = await processOf(t, clock, { folder: first.folder })
  await third.pass(1000)
  const late = await third.show(b)
  assert.deepEqual([late.status, late.output, late.results[0].port], ['completed', 7, 'timeout'])
})

test('what waits keeps its place among few, and its turn in a batch, over a restart', async (t) => {
  const clock = new ManualClock()
  const first = await processOf(t, clock)
  const single = await first.add([approval], { max_concurrent: 1 })
  const waiting = await first.begin(single)
  await first.pass(2000)
  await first.request('PATCH', `/api/scripts/${single}`, { body: { active: false } })
  await first.add([approval])
  await first.pass(1)
  await first.add([{ id: 'last', type: 'start' }])
  const batch = await first.request('POST', '/api/scripts/execute-all', {
    headers: { Prefer: 'respond-async' },
    body: {},
  })
  const [before, after]: { id: string }[] = batch.json.data
  await first.pass(2000)
  await first.close()

  const second = await processOf(t, clock, { folder: first.folder })
  const next = await second.begin(single)
  await second.pass(2000)
  const statuses = async () =>
    Promise.all(
      [waiting, next, before?.id ?? '', after?.id ?? ''].map(async (id) => (await second.show(id)).status),
    )
  assert.deepEqual(await statuses(), ['waiting', 'queued', 'waiting', 'queued'])
  await second.send(waiting)
  await second.send(before?.id ?? '')
  await second.pass(2000)
  assert.deepEqual(await statuses(), ['completed', 'waiting', 'completed', 'completed'])
})
