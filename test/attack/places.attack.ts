import assert from 'node:assert/strict'
import { test } from 'node:test'
import { percentile99 } from './support/bystander.ts'
import { startSilence } from './support/silence.ts'
import { startTarget, type Target } from './support/target.ts'

const RUNS = 100
/** Half of what one of the attacker's tasks takes: nobody waits for one. The promise for a quiet machine is less. */
const MOST_MS = 500

const NODES = [
  { id: 'in', type: 'start' },
  {
    id: 'each',
    type: 'transform',
    parameters: { expression: 'input.prices ~> $map(function($p) { $p * 2 })' },
  },
  { id: 'sum', type: 'code', parameters: { code: 'return input.reduce((sum, price) => sum + price, 0)' } },
  { id: 'out', type: 'end' },
]
const CONNECTIONS = { in: [{ target: 'each' }], each: [{ target: 'sum' }], sum: [{ target: 'out' }] }

const prepareBystander = async (target: Target) => {
  const key = await target.createKey('write', 'execute')
  const body = { name: 'bystander', nodes: NODES, connections: CONNECTIONS }
  const { id } = await target.data('POST', '/api/scripts', { key, body })
  const execute = () => target.call('POST', `/api/scripts/${id}/execute`, { key, body: {} })
  // A server answers shortly before it is ready to execute.
  while ((await execute()).status === 503) await new Promise((resolve) => setTimeout(resolve, 50))
  return async () => {
    const times: number[] = []
    for (let run = 0; run < RUNS; run++) {
      const before = performance.now()
      const request = { key, body: { input: { prices: [1, 2, 3] } } }
      const { output } = await target.data('POST', `/api/scripts/${id}/execute`, request)
      times.push(performance.now() - before)
      assert.equal(output, 12)
    }
    return percentile99(times)
  }
}

/** Repeats a request until the signal is aborted. */
const repeat = async (signal: AbortSignal, request: () => Promise<Response>) => {
  while (!signal.aborted) {
    try {
      await (await request()).arrayBuffer()
    } catch {
      // Cut off by the end of the attack.
    }
  }
}

const times = <T>(length: number, value: T): T[] => Array.from({ length }, () => value)

const attacks: Record<string, (silence: string) => object[]> = {
  'endless code': () => times(16, { type: 'code', parameters: { code: 'for (;;);' } }),
  'code that ignores its deadline': () =>
    times(16, {
      type: 'code',
      parameters: { code: 'Array.prototype.indexOf.call({ length: 2 ** 53 - 1 }, 1)' },
    }),
  'endless expressions': () =>
    times(64, { type: 'transform', parameters: { expression: '$sum([1..1000000].($ * $ + $power($, 2)))' } }),
  'hanging requests': (silence) =>
    times(64, { type: 'http_request', parameters: { url: `http://${silence}/` } }),
  waits: () => times(64, { type: 'wait', parameters: { ms: 600_000 } }),
}

for (const [name, nodesOf] of Object.entries(attacks)) {
  test(`one caller with as much as it can of: ${name}`, async (t) => {
    const silence = await startSilence(t)
    const env = { RATE_LIMIT: '0', EXECUTION_RATE_LIMIT: '0', HTTP_NODE_ALLOW: silence }
    const target = await startTarget(t, { env })
    const run = await prepareBystander(target)
    await run()
    const idle = await run()

    const key = await target.createKey('write', 'execute')
    const nodes = nodesOf(silence)
    const body = { nodes, concurrency: Math.min(64, nodes.length) }
    const end = new AbortController()
    const attackers = times(8, undefined).map(() =>
      repeat(end.signal, () => target.call('POST', '/api/nodes/execute', { key, body, signal: end.signal })),
    )
    await new Promise((resolve) => setTimeout(resolve, 1500))
    const attacked = await run()
    end.abort()
    await Promise.all(attackers)
    t.diagnostic(`p99 of another key: ${attacked.toFixed(1)} ms, idle ${idle.toFixed(1)} ms`)
    assert.ok(target.isAlive(), 'the server has died')
    assert.ok(attacked <= MOST_MS, `p99 of another key is ${attacked} ms, idle ${idle} ms`)
  })
}
