import assert from 'node:assert/strict'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { multiplySchedule } from '../support/db/many-schedules.ts'
import { SHIFTED_CLOCK, setClock } from '../support/time/shifted-clock.ts'
import { underAttack } from './support/attack.ts'
import { startTarget, type Target } from './support/target.ts'

const SCHEDULES = 10_000
const SECOND = 1000
const HOUR = 3_600_000
const NOTHING = { name: 'Nothing', nodes: [{ id: 'a', type: 'transform', parameters: { expression: '1' } }] }

const MOST_HOLD_MS = 50
/** What a server without clients still does after its start is over by then. */
const SETTLING_MS = 15 * SECOND
const WINDOW_MS = 10 * SECOND
const WINDOWS = 4
/** A hundredth of a processor cannot be told from what the server does anyway. */
const MOST_IDLE_SHARE = 0.01

/** A server with as many schedules, which tick once, an hour from now. */
const startScheduled = async (t: TestContext, count = SCHEDULES) => {
  const at = Date.now() + HOUR
  const nodeArgs = ['--import', SHIFTED_CLOCK]
  const first = await startTarget(t)
  const { id } = await first.data('POST', '/api/scripts', { body: NOTHING })
  const body = { script_id: id, name: 'Once', at: new Date(at).toISOString(), catchup_window_ms: HOUR }
  await first.data('POST', '/api/schedules', { body })
  await first.stop()
  multiplySchedule(join(first.folder, 'data/scriptd.db'), count)
  return { at, target: await startTarget(t, { folder: first.folder, nodeArgs }) }
}

const startedBy = async (target: Target): Promise<number> => {
  const text = await (await target.call('GET', '/metrics')).text()
  return Number(/^scriptd_trigger_started_total\{.*kind="tick".*\} (\d+)$/m.exec(text)?.[1] ?? 0)
}

test('10,000 schedules that tick at the same time', async (t) => {
  const { at, target } = await startScheduled(t)
  await underAttack(
    t,
    target,
    async () => {
      const ticked = Date.now()
      await setClock(target.folder, at - ticked, target.child)
      while ((await startedBy(target)) < SCHEDULES) await delay(100)
      t.diagnostic(`all have started after ${(Date.now() - ticked) / SECOND} s`)
    },
    MOST_HOLD_MS,
  )
  assert.equal(await startedBy(target), SCHEDULES)
})

test('10,000 schedules that do not tick', async (t) => {
  const targets = [(await startScheduled(t, 1)).target, (await startScheduled(t)).target]
  await delay(SETTLING_MS)
  const windows: number[][] = []
  // Both at the same time, so that they are disturbed by the same, and in several windows, of which the quietest counts.
  for (let index = 0; index < WINDOWS; index++)
    windows.push(await Promise.all(targets.map((each) => each.processorTimeOf(() => delay(WINDOW_MS)))))
  const [few, many] = targets.map((_, index) => Math.min(...windows.map((each) => each[index] ?? 0)))
  t.diagnostic(
    `processor time in ${WINDOW_MS / SECOND} s: ${few} s with one schedule, ${many} s with ${SCHEDULES}`,
  )
  assert.ok(((many ?? 0) - (few ?? 0)) / (WINDOW_MS / SECOND) <= MOST_IDLE_SHARE)
})
