import { chain, type EdgeSpec, type NodeSpec, toGraphBody } from '../../support/engine/graph-spec.ts'
import { addScript, flood, type Scenario, times } from './scenario.ts'

const node = (id: string, type: string, parameters: NodeSpec['parameters'] = {}): NodeSpec => ({
  id,
  type,
  parameters,
})
const transform = (id: string, expression: string) => node(id, 'transform', { expression })

const start = node('start', 'start')
const wide = times(9998, (index) => transform(`n${index}`, `input + ${index}`))
const expressions = toGraphBody(times(10_000, (i) => transform(`n${i}`, `$sum(input.a${i}.b) + 1 + 1 + 1`)))
const invalid = toGraphBody(times(10_000, (i) => transform(`n${i}`, '((')))
const connected = toGraphBody(
  times(10_000, (i) => node(`n${i}`, 'merge')),
  times(50_000, (i) => [`n${i % 9990}`, `n${(i % 9990) + 1 + Math.floor(i / 9990)}`] as const),
)
const ports = toGraphBody(
  [
    node('s', 'switch', { expression: '1', cases: times(100, (i) => `case ${i}`.padEnd(90, 'x')) }),
    ...times(9999, (i) => node(`n${i}`, 'merge')),
  ],
  times(40_000, (i) => ['s', `n${i % 9999}`, `port ${i}`] as const),
)

/** Three times what was measured. */
const MOST_HOLD_MS = 600

/** A request for a script; what is read has been saved before. */
const sent = (
  name: string,
  request: readonly [method: string, end: string, body: object],
  callers = 4,
): Scenario => {
  const [method, end, body] = request
  const isRead = method === 'GET'
  return {
    name,
    mostHoldMs: MOST_HOLD_MS,
    prepare: (attacker) => addScript(attacker, isRead ? body : toGraphBody([start])),
    attack: (attacker, path) =>
      flood(attacker, { method, path: `${path}${end}`, ...(!isRead && { body }) }, callers),
  }
}

const executed = (
  name: string,
  graph: object | ((id: number) => object),
  more: { readonly callers?: number; readonly headers?: Readonly<Record<string, string>> } = {},
): Scenario => ({
  name,
  prepare: (attacker) => addScript(attacker, graph),
  attack: (attacker, path) => {
    const { callers = 1, headers = {} } = more
    return flood(attacker, { method: 'POST', path: `${path}/execute`, body: { input: 1 }, headers }, callers)
  },
})

/** Scripts at their limits, checked, saved, read and executed. */
export const graphs: readonly Scenario[] = [
  sent('validate 10,000 expressions', ['POST', '/validate', expressions]),
  sent('validate 10,000 wrong expressions', ['POST', '/validate', invalid]),
  sent('validate 50,000 connections', ['POST', '/validate', connected]),
  sent('validate 40,000 unknown ports', ['POST', '/validate', ports]),
  sent('save 50,000 connections', ['PUT', '/nodes', connected], 1),
  sent('read 50,000 connections', ['GET', '', connected]),
  executed(
    '10,000 nodes ready at once, joined',
    toGraphBody(
      [start, ...wide, node('join', 'merge')],
      wide.flatMap(({ id }): EdgeSpec[] => [
        ['start', id],
        [id, 'join'],
      ]),
    ),
  ),
  executed('a script that calls itself twice', (id) =>
    toGraphBody([
      start,
      node('one', 'sub_script', { script_id: id }),
      node('two', 'sub_script', { script_id: id }),
    ]),
  ),
  executed(
    '9,000 calls with a time limit',
    toGraphBody(
      times(9000, (i) => ({ ...node(`n${i}`, 'sub_script', { script_id: 1 }), timeout_ms: 60_000 })),
    ),
  ),
  executed(
    'a loop of 20,000 items',
    toGraphBody(
      [
        node('loop', 'repeat', { times: 20_000, concurrency: 20 }),
        node('in', 'log', { message: 'x', level: 'debug' }),
      ],
      [['loop', 'in', 'each']],
    ),
  ),
  executed(
    'results of 6 MB',
    toGraphBody(
      [
        transform('big', '$map([1..450000], function($v) { "item " & $v })'),
        transform('again', '$count($filter(input, function($v) { $v != "" }))'),
      ],
      chain('big', 'again'),
    ),
  ),
  executed('waiting executions', toGraphBody([node('wait', 'wait', { ms: 600_000 })]), {
    callers: 32,
    headers: { Prefer: 'respond-async' },
  }),
]
