import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createControls } from '../../../src/engine/workers/controls.ts'
import { TaskTimer } from '../../../src/engine/workers/task-timer.ts'

const pause = (ms: number) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)

const work = (timer: TaskTimer) => {
  for (;;) {
    const exceeded = timer.exceeded()
    if (exceeded) return exceeded
  }
}

test('time in which the machine does something else does not count, up to the time in all', () => {
  const timer = new TaskTimer({ timeoutMs: 200, wallTimeMs: 3_600_000 }, createControls())
  pause(400)
  assert.equal(timer.exceeded(), undefined)
  assert.equal(work(timer), 'timeoutMs')

  const late = new TaskTimer({ timeoutMs: 200, wallTimeMs: 300 }, createControls())
  pause(400)
  assert.equal(late.exceeded(), 'wallTimeMs')
})

test('sleeping counts, and is refused beyond the limit', () => {
  const timer = new TaskTimer({ timeoutMs: 500, wallTimeMs: 3_600_000 }, createControls())
  assert.equal(timer.sleep(300), true)
  assert.equal(timer.sleep(300), false)
  assert.equal(timer.exceeded(), undefined)
})

test('a cancelled task does not sleep', () => {
  const controls = createControls()
  Atomics.store(controls.cancelled, 0, 1)
  // One that sleeps runs out of the time limit of the tests.
  const timer = new TaskTimer({ timeoutMs: 36_000_000, wallTimeMs: 36_000_000 }, controls)
  assert.equal(timer.sleep(18_000_000), true)
})
