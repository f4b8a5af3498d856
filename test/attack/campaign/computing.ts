import { flood, type Scenario, times } from './scenario.ts'

const nodes = (count: number, type: string, parameters: object) => ({
  nodes: times(count, () => ({ type, parameters })),
  concurrency: count,
})

const floodOf = (name: string, bodyOf: (silence: string) => object, callers = 4): Scenario => ({
  name,
  isUnanswered: callers < 16,
  attack: (attacker) =>
    flood(attacker, { method: 'POST', path: '/api/nodes/execute', body: bodyOf(attacker.silence) }, callers),
})

/** Nodes that compute or wait as long as they may, in as many places as one caller can have. */
export const computing: readonly Scenario[] = [
  floodOf('endless code', () => nodes(16, 'code', { code: 'for (;;);' })),
  floodOf('code that ignores its deadline', () =>
    nodes(16, 'code', { code: 'Array.prototype.indexOf.call({ length: 2 ** 53 - 1 }, 1)' }),
  ),
  floodOf('endless expressions', () =>
    nodes(32, 'transform', { expression: '$sum([1..1000000].($ * $ + $power($, 2)))' }),
  ),
  floodOf('expressions that fill their memory', () =>
    nodes(16, 'transform', {
      expression: '$count($map([1..400000], function($v) { $string($v) & "with some more text" }))',
    }),
  ),
  floodOf('hanging requests', (silence) => nodes(64, 'http_request', { url: `http://${silence}/` })),
  floodOf('waits', () => nodes(64, 'wait', { ms: 600_000 })),
  floodOf('many short nodes', () => nodes(64, 'transform', { expression: '1' }), 16),
]
