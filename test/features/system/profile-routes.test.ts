import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { ProfileReport } from '../../../src/features/system/profile-schema.ts'
import { bearer, dataOf, errorOf } from '../../support/http/client.ts'
import { createTestApp, OPERATOR_TOKEN } from '../../support/http/test-app.ts'

const PATH = '/api/debug/profile'

const keepBusy = (ms: number) => {
  const end = performance.now() + ms
  while (performance.now() < end);
}

test('a profile lists the most expensive functions and contains a .cpuprofile', async (t) => {
  const { request } = await createTestApp(t)
  const recording = request('POST', `${PATH}?seconds=1`)
  await delay(50)
  keepBusy(300)
  const answer = await recording
  assert.equal(answer.status, 200)
  const { duration_ms, samples, top_self, top_total, profile } = dataOf(ProfileReport, answer)
  assert.ok(duration_ms >= 990)
  assert.equal(samples, profile.samples?.length)
  assert.ok(top_self.length <= 10 && top_total.length <= 10)
  const busy = top_total.find((each) => each.function === 'keepBusy')
  assert.ok(busy && busy.total_ms > 200 && busy.total_percent > 10)
  assert.match(busy.url, /profile-routes\.test\.ts$/)
  assert.ok(profile.nodes.some(({ callFrame }) => callFrame.functionName === 'keepBusy'))
})

test('only one profile is recorded at a time', async (t) => {
  const { request, close } = await createTestApp(t)
  const first = request('POST', PATH)
  await delay(10)
  const second = await request('POST', PATH)
  assert.deepEqual([second.status, errorOf(second).error_code], [409, 'PROFILE_RUNNING'])
  await close()
  assert.equal((await first).status, 200)
})

test('a server that stops ends the profile early and answers with it', async (t) => {
  const { request, close } = await createTestApp(t)
  const recording = request('POST', `${PATH}?seconds=60`)
  await delay(100)
  await close()
  const answer = await recording
  assert.equal(answer.status, 200)
  assert.ok(dataOf(ProfileReport, answer).duration_ms < 30_000)
  // Whether keys are demanded cannot be asked of a database that is closed.
  const late = await request('POST', PATH, { headers: bearer(OPERATOR_TOKEN) })
  assert.deepEqual([late.status, errorOf(late).error_code], [503, 'SHUTTING_DOWN'])
})

test('a client that disconnects ends its profile, and the next one can start', async (t) => {
  const { app, request, close } = await createTestApp(t)
  const gone = new AbortController()
  const recording = app.request(`${PATH}?seconds=60`, { method: 'POST', signal: gone.signal })
  await delay(10)
  gone.abort()
  await recording
  const next = request('POST', `${PATH}?seconds=60`)
  await delay(10)
  await close()
  assert.equal((await next).status, 200)
})

test('the time is a whole number of seconds up to a minute', async (t) => {
  const { request } = await createTestApp(t)
  for (const seconds of ['0', '61', '1.5', '-1', 'x', '']) {
    const answer = await request('POST', `${PATH}?seconds=${seconds}`)
    assert.equal(answer.status, 422, seconds)
    assert.equal(errorOf(answer).details?.[0]?.path, 'query.seconds')
  }
})
