import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isoTime, systemClock } from '../../../src/lib/time/clock.ts'

test('a sleep ends after its time', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  let awake = false
  const sleep = systemClock.sleep(1000).then(() => {
    awake = true
  })
  t.mock.timers.tick(999)
  await Promise.resolve()
  assert.equal(awake, false)
  t.mock.timers.tick(1)
  await sleep
})

test('a sleep longer than a timer can be lasts to its end', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const MAX_TIMER_MS = 2 ** 31 - 1
  let awake = false
  const sleep = systemClock.sleep(2 * MAX_TIMER_MS + 5).then(() => {
    awake = true
  })
  for (const part of [MAX_TIMER_MS, MAX_TIMER_MS, 4]) {
    t.mock.timers.tick(part)
    await new Promise((resolve) => setImmediate(resolve))
    assert.equal(awake, false)
  }
  t.mock.timers.tick(1)
  await sleep
})

for (const when of ['before', 'during'] as const) {
  test(`a sleep that is aborted ${when} it rejects with the reason`, async () => {
    const abort = new AbortController()
    if (when === 'before') abort.abort('enough')
    const sleep = systemClock.sleep(60_000, abort.signal)
    abort.abort('enough')
    await assert.rejects(sleep, (reason) => reason === 'enough')
  })
}

test('times are written in UTC with milliseconds', () => {
  assert.equal(isoTime(Date.UTC(2026, 0, 2, 3, 4, 5, 6)), '2026-01-02T03:04:05.006Z')
})

test('an alarm goes off after its time, also a long one, unless it is stopped', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const MAX_TIMER_MS = 2 ** 31 - 1
  const calls: string[] = []
  systemClock.after(1000, () => calls.push('short'))
  systemClock.after(MAX_TIMER_MS + 5, () => calls.push('long'))
  const stop = systemClock.after(2000, () => calls.push('stopped'))
  t.mock.timers.tick(1000)
  stop()
  assert.deepEqual(calls, ['short'])
  t.mock.timers.tick(MAX_TIMER_MS - 1000)
  t.mock.timers.tick(4)
  assert.deepEqual(calls, ['short'])
  t.mock.timers.tick(1)
  assert.deepEqual(calls, ['short', 'long'])
})
