import assert from 'node:assert/strict'
import { test } from 'node:test'
import { failType } from '../../../src/engine/node-types/fail.ts'
import { logType } from '../../../src/engine/node-types/log.ts'
import { statsType } from '../../../src/engine/node-types/stats.ts'
import type { LogLine } from '../../../src/engine/records.ts'
import { accepts, runNode } from '../../support/engine/run/run-node.ts'
import { captureLog } from '../../support/log-capture.ts'

const input = { sku: 'A-1', tags: ['x'] }

const logged: readonly [Record<string, unknown>, string, string][] = [
  [{ message: 'sku {{ input.sku }}' }, 'info', 'sku A-1'],
  [{ message: '{{ input.tags }}', level: 'error' }, 'error', '["x"]'],
  [{ message: '{{ input.nothing }}', level: 'debug' }, 'debug', ''],
]

for (const [parameters, level, msg] of logged) {
  test(`log writes ${JSON.stringify(parameters)} with the execution's id`, async () => {
    const { logger, lines } = captureLog()
    const logs: LogLine[] = []
    const result = await runNode(logType, { parameters, scope: { input }, services: { logger }, logs })
    assert.deepStrictEqual(result, { output: input })
    const [line, ...others] = lines
    assert.deepStrictEqual(others, [])
    assert.deepStrictEqual(logs, [{ level, message: msg }])
    assert.deepStrictEqual(
      { ...line, time: '' },
      { level, time: '', execution_id: 'ex_1', script_id: 7, node_id: 'node', msg },
    )
  })
}

const failures: readonly [Record<string, unknown>, string, string][] = [
  [{ message: 'no {{ input.sku }}' }, 'FAILED', 'no A-1'],
  [{ message: '{{ input }}', code: 'OUT_OF_STOCK' }, 'OUT_OF_STOCK', '{"sku":"A-1","tags":["x"]}'],
]

for (const [parameters, code, message] of failures) {
  test(`fail with ${JSON.stringify(parameters)} fails for good`, async () => {
    await assert.rejects(async () => runNode(failType, { parameters, scope: { input } }), {
      name: 'NodeError',
      code,
      message,
      retryable: false,
    })
  })
}

test('stats adds all deltas at once', async () => {
  const added: unknown[] = []
  const stats = { increment: async (deltas: unknown) => void added.push(deltas) }
  const parameters = { deltas: { orders: '{{ $count(input.tags) }}', stock: -2 } }
  const result = await runNode(statsType, { parameters, scope: { input }, services: { stats } })
  assert.deepStrictEqual(result, { output: { deltas: { orders: 1, stock: -2 } } })
  assert.deepStrictEqual(added, [{ orders: 1, stock: -2 }])
})

test('stats fails when the counters cannot be written', async () => {
  const stats = { increment: () => Promise.reject(new Error('disk full')) }
  await assert.rejects(
    async () => runNode(statsType, { parameters: { deltas: { a: 1 } }, services: { stats } }),
    {
      message: 'disk full',
    },
  )
})

const refused = [
  [logType, {}],
  [logType, { message: 'x', level: 'fatal' }],
  [failType, {}],
  [failType, { message: 'x', code: 'lower' }],
  [failType, { message: 'x', code: 'A__B' }],
  [failType, { message: 'x', code: '' }],
  [statsType, {}],
  [statsType, { deltas: {} }],
  [statsType, { deltas: { '': 1 } }],
  [statsType, { deltas: { ['x'.repeat(101)]: 1 } }],
  [statsType, { deltas: { a: 1.5 } }],
  [statsType, { deltas: { a: 2 ** 53 } }],
  [statsType, { deltas: Object.fromEntries(Array.from({ length: 101 }, (_, index) => [`k${index}`, 1])) }],
] as const

for (const [type, parameters] of refused) {
  test(`${type.type} refuses ${JSON.stringify(parameters).slice(0, 50)}`, () => {
    assert.equal(accepts(type, parameters), false)
  })
}
