import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { NodeContext } from '../../../src/engine/node-type.ts'
import { mergeType } from '../../../src/engine/node-types/merge.ts'
import { runNode } from '../../support/engine/run/run-node.ts'

const one = [{ node_id: 'a', output: { x: 1 } }]
const lists = [
  { node_id: 'b', output: [1] },
  { node_id: 'a', output: [2, [3]] },
]
const objects = [
  { node_id: 'a', output: { x: 1, y: 1 } },
  { node_id: 'b', output: { y: 2 } },
]

const merged: readonly [string, NodeContext['arrivals'], unknown][] = [
  ['object', lists, { b: [1], a: [2, [3]] }],
  ['object', one, { a: { x: 1 } }],
  ['array', lists, [[1], [2, [3]]]],
  ['array', one, [{ x: 1 }]],
  ['assign', objects, { x: 1, y: 2 }],
  ['assign', objects.toReversed(), { x: 1, y: 1 }],
  ['concat', lists, [1, 2, [3]]],
]

for (const [mode, arrivals, output] of merged) {
  test(`mode ${mode} makes ${JSON.stringify(output)} of what arrived`, async () => {
    assert.deepStrictEqual(await runNode(mergeType, { parameters: { mode }, arrivals }), { output })
  })
}

test('without a mode the input is handed on as it is', async () => {
  const scope = { input: { a: 1, b: 2 } }
  assert.deepStrictEqual(await runNode(mergeType, { parameters: {}, scope, arrivals: lists }), {
    output: scope.input,
  })
})

const alone: readonly [string, unknown, unknown][] = [
  ['object', { a: 1 }, { a: 1 }],
  ['array', { a: 1, b: 2 }, [1, 2]],
  ['concat', [1, 2], [1, 2]],
  ['array', 'text', ['text']],
]

for (const [mode, input, output] of alone) {
  test(`mode ${mode} makes ${JSON.stringify(output)} of the input when nothing leads to the node`, async () => {
    assert.deepStrictEqual(await runNode(mergeType, { parameters: { mode }, scope: { input } }), { output })
  })
}

test('a field named __proto__ is plain data', async () => {
  const output: unknown = JSON.parse('{"__proto__": {"polluted": true}}')
  const arrivals = [{ node_id: '__proto__', output }]
  for (const mode of ['assign', 'object']) {
    const result = await runNode(mergeType, { parameters: { mode }, arrivals })
    assert.match(JSON.stringify(result), /^\{"output":\{"__proto__":/)
  }
  assert.equal(Reflect.get({}, 'polluted'), undefined)
})

for (const [mode, arrivals] of [
  ['assign', lists],
  ['concat', objects],
] as const) {
  test(`mode ${mode} names the node that delivered something unsuitable`, async () => {
    await assert.rejects(async () => runNode(mergeType, { parameters: { mode }, arrivals }), {
      code: 'INVALID_INPUT',
      retryable: false,
      message: new RegExp(`from node "${arrivals[0]?.node_id}"`),
    })
  })
}
