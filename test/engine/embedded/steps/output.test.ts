import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { MAX_OUTPUT_DEPTH, toOutput, toOutputInTurns } from '../../../../src/engine/embedded/steps/output.ts'
import { NodeError } from '../../../../src/engine/errors.ts'
import { Turns } from '../../../../src/lib/async/turns.ts'
import { chain } from '../../../support/engine/graph-spec.ts'
import { buildGraph } from '../../../support/engine/graphs.ts'
import { createRunner, recordOf } from '../../../support/engine/run/world.ts'

const PLENTY = 1_000_000
const nested = (depth: number): unknown => (depth === 0 ? 1 : [nested(depth - 1)])
const circular: unknown[] = []
circular.push({ circular })

const cases: readonly (readonly [name: string, value: unknown, output: unknown])[] = [
  ['nothing', undefined, null],
  ['null', null, null],
  ['a function', () => 1, null],
  ['a symbol', Symbol('s'), null],
  ['a BigInt', 12345678901234567890n, '12345678901234567890'],
  ['a BigInt inside', { a: [1n] }, { a: ['1'] }],
  ['a date', new Date(0), '1970-01-01T00:00:00.000Z'],
  ['a date that is none', [new Date(Number.NaN)], [null]],
  ['numbers that JSON has not', [Number.NaN, Number.POSITIVE_INFINITY, 1], [null, null, 1]],
  ['nothing in a list', [undefined, () => 1, 2], [null, null, 2]],
  ['holes in a list', new Array(2), [null, null]],
  ['nothing in an object', { a: undefined, b: () => 1, c: null }, { c: null }],
  ['what says itself how it is written', { toJSON: () => ({ a: 1n }) }, { a: '1' }],
  ['an object of a class', new Map([[1, 2]]), {}],
  ['a field named __proto__', JSON.parse('{"__proto__":1}'), JSON.parse('{"__proto__":1}')],
]

for (const [name, value, output] of cases) {
  test(`an output as JSON: ${name}`, () => assert.deepEqual(toOutput(value, PLENTY).output, output))
}

for (const [name, value, code] of [
  ['what refers to itself', circular, 'OUTPUT_NOT_JSON'],
  ['what is nested too deeply', nested(MAX_OUTPUT_DEPTH + 1), 'OUTPUT_NOT_JSON'],
  ['what is too large', ['x'.repeat(PLENTY)], 'OUTPUT_TOO_LARGE'],
] as const) {
  test(`no output: ${name}`, () => {
    const isRefusal = (error: unknown) =>
      error instanceof NodeError && error.code === code && error.retryable === false
    assert.throws(() => toOutput(value, PLENTY), isRefusal)
  })
}

test('plain JSON is not copied', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      assert.equal(toOutput(value, PLENTY).output, Object.is(value, -0) ? -0 : value)
    }),
  )
})

test('the limit applies to the exact length of the JSON text', () => {
  const anything = fc.anything({
    withBigInt: true,
    withDate: true,
    withNullPrototype: true,
    withSparseArray: true,
  })
  fc.assert(
    fc.property(anything, (value) => {
      const { output } = toOutput(value, PLENTY)
      const bytes = Buffer.byteLength(JSON.stringify(output))
      assert.deepEqual(
        JSON.parse(JSON.stringify(toOutput(value, bytes).output)),
        JSON.parse(JSON.stringify(output)),
      )
      assert.throws(() => toOutput(value, bytes - 1), { code: 'OUTPUT_TOO_LARGE' })
    }),
  )
})

const inTurns = async (value: unknown, maxBytes = 20 * PLENTY) =>
  toOutputInTurns(value, maxBytes, { turns: new Turns(), caller: 'me' })

/** Around a value, enough of the same and of others to be converted in parts. */
const large = (value: unknown) => ({
  list: Array.from({ length: 20_000 }, (_, index) => (index % 500 === 0 ? value : index)),
  names: Object.fromEntries(Array.from({ length: 40_000 }, (_, index) => [`é${index}`, index])),
  text: 'é'.repeat(70_000),
  last: value,
})

for (const [name, value] of cases) {
  test(`a large output in turns: ${name}`, async () => {
    const expected = toOutput(large(value), 20 * PLENTY)
    assert.deepEqual(await inTurns(large(value)), expected)
  })
}

test('a large output of plain JSON is not copied, and its limit is exact', async () => {
  const value = large([1, { a: null }])
  const bytes = Buffer.byteLength(JSON.stringify(value))
  assert.equal((await inTurns(value, bytes)).output, value)
  await assert.rejects(inTurns(value, bytes - 1), { code: 'OUTPUT_TOO_LARGE' })
})

test('a large output is refused as a small one is', async () => {
  const deep = large(nested(MAX_OUTPUT_DEPTH))
  for (const value of [circular, large(circular), deep])
    await assert.rejects(inTurns(value), { code: 'OUTPUT_NOT_JSON' })
  await assert.rejects(inTurns(large(1), PLENTY / 10), { code: 'OUTPUT_TOO_LARGE' })
})

const double = (id: string) => ({
  id,
  type: 'transform',
  parameters: { expression: '{"a": input, "b": input}' },
})

test('an output that doubles from node to node fails where it becomes too large, and nothing sees it', async () => {
  const { run } = await createRunner({ outputBytes: 10_000 })
  const ids = Array.from({ length: 40 }, (_, index) => `n${index}`)
  const state = await run(buildGraph(ids.map(double), chain(...ids)), { input: 'x'.repeat(100) })
  const failed = state.nodes.find(({ status }) => status === 'failed')
  assert.equal(failed?.node_id, 'n6')
  assert.deepEqual([failed?.error?.code, failed?.attempts, failed?.output], ['OUTPUT_TOO_LARGE', 1, null])
  assert.equal(recordOf(state, 'n7')?.status, 'skipped')
})

const big = { id: 'big', type: 'transform', parameters: { expression: '$pad("", 400, "x")' } }

for (const [name, graph, failed] of [
  [
    'the list of a loop',
    buildGraph([{ id: 'a', type: 'repeat', parameters: { times: 5 } }, big], [['a', 'big', 'each']]),
    'a',
  ],
  [
    'what a wait hands on',
    buildGraph(
      [big, { ...big, id: 'big2' }, { ...big, id: 'big3' }, { id: 'a', type: 'wait', parameters: { ms: 1 } }],
      [
        ['big', 'a'],
        ['big2', 'a'],
        ['big3', 'a'],
      ],
    ),
    'a',
  ],
  [
    'several last nodes together',
    buildGraph([big, { ...big, id: 'big2' }, { ...big, id: 'big3' }]),
    undefined,
  ],
] as const) {
  test(`too large: ${name}`, async () => {
    const { run } = await createRunner({ outputBytes: 1000 })
    const { execution } = await run(graph)
    assert.deepEqual([execution.status, execution.error?.code], ['failed', 'OUTPUT_TOO_LARGE'])
    assert.equal(execution.error?.node_id, failed)
  })
}
