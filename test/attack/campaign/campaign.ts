import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { type TestContext, test } from 'node:test'
import { Answers } from '../support/attack.ts'
import { percentile99, startBystander } from '../support/bystander.ts'
import { startTarget, type Target } from '../support/target.ts'
import { computing } from './computing.ts'
import { graphs } from './graphs.ts'
import type { Scenario } from './scenario.ts'
import { traffic } from './traffic.ts'

/** How long each attack goes on. */
const ATTACK_MS = Number(process.env.ATTACK_MS ?? 1200)
/** The promise is 50 ms on a quiet machine; one that is five times as slow must not fail. */
const MOST_HOLD_MS = 250
/** The defaults fit 512 MB; where there is more memory, threads take as much as is allowed there. */
const MOST_MIB = 768
const SMALL_HEAP = ['--max-old-space-size=256']

/** The address of a server that takes connections and never answers. */
const startSilence = async (t: TestContext): Promise<string> => {
  const server = createServer(() => undefined)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.close()
    server.closeAllConnections()
  })
  const address = server.address()
  return `127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
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
  const silence = await startSilence(t)
  const target = await startTarget(t, { nodeArgs: SMALL_HEAP, env: { HTTP_NODE_ALLOW: silence } })
  const bystander = await startBystander(target)
  await target.figures()
  const wallIdle = await bystander.p99()
  const { bystanderMs } = await target.figures()
  const idle = percentile99(bystanderMs)
  t.diagnostic(`others alone: p99 ${oneDigit(wallIdle)} ms, ${oneDigit(idle)} ms of the event loop`)

  const run = async ({ name, prepare, attack, knownHoldMs }: Scenario) => {
    const key = await target.createKey('read', 'write', 'execute')
    const prepared = await prepare?.({ target, key, silence })
    await target.figures()
    const end = new AbortController()
    const answers = new Answers()
    const attacked = attack({ target, key, silence, answers, signal: end.signal }, prepared)
    setTimeout(() => end.abort(), ATTACK_MS)
    const [p99] = await Promise.all([bystander.p99(attacked), attacked])
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
    return { name, ...figures, most: knownHoldMs ?? MOST_HOLD_MS }
  }

  const all = []
  for (const scenario of [...computing, ...traffic, ...graphs]) all.push(await run(scenario))
  for (const { name, longestHoldMs, most } of all)
    assert.ok(longestHoldMs <= most, `${name}: the event loop was held for ${longestHoldMs} ms`)
  const peak = Math.max(...all.map(({ peakMib }) => peakMib))
  assert.ok(peak <= MOST_MIB, `${peak} MiB of memory were used`)
  await target.kill()
  const again = await startTarget(t, { folder: target.folder, nodeArgs: SMALL_HEAP })
  assert.equal((await again.call('GET', '/api/executions')).status, 200)
})
