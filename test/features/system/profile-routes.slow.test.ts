import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { ProfileReport } from '../../../src/features/system/profile-schema.ts'
import { type Answer, bearer, createRequest, dataOf, errorOf } from '../../support/http/client.ts'
import { createTestApp, OPERATOR_TOKEN } from '../../support/http/test-app.ts'

const PATH = '/api/debug/profile'

const keepBusy = (ms: number) => {
  const end = performance.now() + ms
  while (performance.now() < end);
}

/** Starts a recording of one minute. Two requests are sent: the refusal of one shows that the other is recording. */
const startRecording = async (record: () => Promise<Answer>) => {
  const answers = [record(), record()]
  const refused = await Promise.race(answers)
  const { error_code } = errorOf(refused)
  return {
    refused: [refused.status, error_code],
    recorded: async () => (await Promise.all(answers)).find((each) => each !== refused) ?? assert.fail(),
  }
}

test('a profile lists the most expensive functions and contains a .cpuprofile', async (t) => {
  const { request } = await createTestApp(t)
  let isOver = false
  const recording = request('POST', `${PATH}?seconds=1`).finally(() => {
    isOver = true
  })
  // Whenever the recording starts and ends, all of it is busy.
  while (!isOver) {
    keepBusy(20)
    await nextTurn()
  }
  const answer = await recording
  assert.equal(answer.status, 200)
  const { duration_ms, samples, top_self, top_total, profile } = dataOf(ProfileReport, answer)
  assert.ok(duration_ms >= 990)
  assert.equal(samples, profile.samples?.length)
  assert.ok(top_self.length <= 10 && top_total.length <= 10)
  const busy = top_total.find((each) => each.function === 'keepBusy')
  assert.ok(busy && busy.total_ms > 0 && busy.total_ms <= duration_ms && busy.total_percent > 10)
  assert.match(busy.url, /profile-routes\.slow\.test\.ts$/)
  assert.ok(profile.nodes.some(({ callFrame }) => callFrame.functionName === 'keepBusy'))
})

test('only one profile is recorded at a time, and a server that stops ends it early and answers with it', async (t) => {
  const { request, close } = await createTestApp(t)
  const { refused, recorded } = await startRecording(() => request('POST', `${PATH}?seconds=60`))
  assert.deepEqual(refused, [409, 'PROFILE_RUNNING'])
  await close()
  const answer = await recorded()
  assert.equal(answer.status, 200)
  assert.ok(dataOf(ProfileReport, answer).duration_ms < 60_000)
  // Whether keys are demanded cannot be asked of a database that is closed.
  const late = await request('POST', PATH, { headers: bearer(OPERATOR_TOKEN) })
  assert.deepEqual([late.status, errorOf(late).error_code], [503, 'SHUTTING_DOWN'])
})

test('a client that disconnects ends its profile, and the next one can start', async (t) => {
  const { request, app, close } = await createTestApp(t)
  const gone = new AbortController()
  const leaving = createRequest({
    request: (path, init) => app.request(path, { ...init, signal: gone.signal }),
  })
  const first = await startRecording(() => leaving('POST', `${PATH}?seconds=60`))
  gone.abort()
  await first.recorded()
  const next = await startRecording(() => request('POST', `${PATH}?seconds=60`))
  assert.deepEqual(next.refused, [409, 'PROFILE_RUNNING'])
  await close()
  assert.equal((await next.recorded()).status, 200)
})

test('the time is a whole number of seconds up to a minute', async (t) => {
  const { request } = await createTestApp(t)
  for (const seconds of ['0', '61', '1.5', '-1', 'x', '']) {
    const answer = await request('POST', `${PATH}?seconds=${seconds}`)
    assert.equal(answer.status, 422, seconds)
    assert.equal(errorOf(answer).details?.[0]?.path, 'query.seconds')
  }
})
