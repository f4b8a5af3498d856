import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { Answers } from '../support/attack.ts'
import { percentile99, startBystander } from '../support/bystander.ts'
import { startSilence } from '../support/silence.ts'
import { slowness } from '../support/slowness.ts'
import { startTarget, type Target } from '../support/target.ts'
import { computing } from './computing.ts'
import { graphs } from './graphs.ts'
import type { Scenario } from './scenario.ts'
import { traffic } from './traffic.ts'

/** How long each attack goes on, and how long at most, when nothing has been answered by then. */
const ATTACK_MS = Number(process.env.ATTACK_MS ?? 600)
/** Only those with this in their names, to look into one. */
const ONLY = process.env.ATTACK_ONLY ?? ''
const LONGEST_ATTACK_MS = 10 * ATTACK_MS
/**
 * Of processor time. The promise is 50 ms on a quiet machine; others at work take from caches, and a collection of the
 * garbage that all attacks before have left takes up to 150 ms by itself.
 */
const MOST_HOLD_MS = 300
/**
 * The system gives up nothing of a program here. In a container with 512 MB the same attacks are survived: there, it takes
 * back what it can read again from files. Measured were 650.
 */
const MOST_MIB = 768
/** What Node allows in a container with 512 MB. */
const SMALL_HEAP = [
  '--max-old-space-size=256',
  '--import',
  join(import.meta.dirname, '../support/small-memory.ts'),
]

/** Waits until the attack has lasted, and has done to the server what it is about, however slow that is. */
const untilOver = async (scenario: Scenario, answers: Answers) => {
  const end = performance.now() + (scenario.isUnanswered ? ATTACK_MS : LONGEST_ATTACK_MS)
  await setTimeout(ATTACK_MS)
  while (answers.total === 0 && performance.now() < end) await setTimeout(20)
}

/** Ends what an attack has left behind, so that it disturbs no other one. */
const cancelAll = async (target: Target) => {
  for (const status of ['queued', 'running']) {
    const left = await target.data('GET', `/api/executions?status=${status}&limit=200`)
    for (const { id } of left) await (await target.call('POST', `/api/executions/${id}/cancel`)).arrayBuffer()
    if (left.length === 200) await cancelAll(target)
  }
}

const oneDigit = (ms: number): string => ms.toFixed(1).padStart(7)

test('no attack brings the server down, holds its event loop or fills its memory', async (t) => {
  const slow = slowness()
  const silence = await startSilence(t)
  const target = await startTarget(t, { nodeArgs: SMALL_HEAP, env: { HTTP_NODE_ALLOW: silence } })
  const bystander = await startBystander(target)
  await target.figures()
  const wallIdle = await bystander.p99()
  const { bystanderMs } = await target.figures()
  const idle = percentile99(bystanderMs)
  t.diagnostic(
    `others alone: p99 ${oneDigit(wallIdle)} ms, ${oneDigit(idle)} ms of the event loop; the machine needs ${slow.toFixed(1)} times the processor time`,
  )

  const run = async (scenario: Scenario) => {
    const { name, prepare, attack, mostHoldMs = MOST_HOLD_MS } = scenario
    const key = await target.createKey('read', 'write', 'execute')
    const prepared = await prepare?.({ target, key, silence })
    await target.figures()
    const end = new AbortController()
    const answers = new Answers()
    const attacked = attack({ target, key, silence, answers, signal: end.signal }, prepared)
    const over = untilOver(scenario, answers).then(() => end.abort())
    const [p99] = await Promise.all([bystander.p99(attacked), attacked, over])
    assert.ok(target.isAlive(), `the server has died of: ${name}`)
    const figures = await target.figures()
    const loop = percentile99(figures.bystanderMs)
    t.diagnostic(
      `${name.padEnd(40)} hold ${String(figures.longestHoldMs).padStart(4)} ms, memory ${figures.peakMib} MiB, ` +
        `others ${oneDigit(p99)} ms (x${(p99 / wallIdle).toFixed(1)}), loop ${oneDigit(loop)} ms, ` +
        Object.entries(answers.counts)
          .map(([status, count]) => `${count} x ${status}`)
          .join(' '),
    )
    await cancelAll(target)
    return { name, ...figures, most: Math.round(mostHoldMs * slow) }
  }

  const all = []
  for (const scenario of [...computing, ...traffic, ...graphs])
    if (scenario.name.includes(ONLY)) all.push(await run(scenario))
  for (const { name, longestHoldMs, most } of all)
    assert.ok(
      longestHoldMs <= most,
      `${name}: ${longestHoldMs} ms of processor time without a turn, ${most} at most`,
    )
  const peak = Math.max(...all.map(({ peakMib }) => peakMib))
  assert.ok(peak <= MOST_MIB, `${peak} MiB of memory were used`)
  await target.kill()
  const again = await startTarget(t, { folder: target.folder, nodeArgs: SMALL_HEAP })
  assert.equal((await again.call('GET', '/api/executions')).status, 200)
})
