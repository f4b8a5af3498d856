import assert from 'node:assert/strict'
import { test } from 'node:test'
import { forEachType } from '../../../src/engine/node-types/for-each.ts'
import { repeatType } from '../../../src/engine/node-types/repeat.ts'
import { accepts, runNode } from '../../support/engine/run/run-node.ts'

const input = { orders: [{ id: 1 }, { id: 2 }], none: null, empty: [], text: 'input.orders', times: 2 }

const lists: readonly [unknown, unknown[]][] = [
  ['input.orders', [{ id: 1 }, { id: 2 }]],
  ['{{ input.orders }}', [{ id: 1 }, { id: 2 }]],
  ['input.orders[id=1][]', [{ id: 1 }]],
  ['[1..3]', [1, 2, 3]],
  ['input.empty', []],
  ['input.none', []],
  ['input.nothing', []],
  [
    ['a', '{{ input.times }}', { b: '{{ input.text }}' }],
    ['a', 2, { b: 'input.orders' }],
  ],
  [[], []],
]

for (const [items, expected] of lists) {
  test(`for_each goes over ${JSON.stringify(items)}`, async () => {
    const result = await runNode(forEachType, { parameters: { items }, scope: { input } })
    assert.deepStrictEqual(result, { items: expected, concurrency: 1 })
  })
}

test('for_each goes over lists of so many values with batch_size', async () => {
  const batchesOf = async (items: string, batch_size: number) =>
    Object(await runNode(forEachType, { parameters: { items, batch_size }, scope: { input } })).items
  assert.deepEqual(await batchesOf('[1..5]', 2), [[1, 2], [3, 4], [5]])
  assert.deepEqual(await batchesOf('[1..4]', 2), [
    [1, 2],
    [3, 4],
  ])
  assert.deepEqual(await batchesOf('input.empty', 2), [])
})

const wrongItems: readonly (readonly [items: string, code: string, message: RegExp])[] = [
  ['input.orders[id=1]', 'ITEMS_NOT_ARRAY', /not an object\. .*`\[\]` follows the path/],
  ['input.text', 'ITEMS_NOT_ARRAY', /not a string\. .*\$split/],
  ['input', 'ITEMS_NOT_ARRAY', /\$each/],
  ['$count(input.orders)', 'ITEMS_NOT_ARRAY', /not a number\. .*repeat node/],
  ['true', 'ITEMS_NOT_ARRAY', /not a boolean\. Write \[ … \]/],
  ['input.', 'EXPRESSION_INVALID', /end of expression/],
]

for (const [items, code, message] of wrongItems) {
  test(`for_each fails with ${code} for ${items}`, async () => {
    await assert.rejects(async () => runNode(forEachType, { parameters: { items }, scope: { input } }), {
      code,
      message,
      retryable: false,
    })
  })
}

test('for_each takes a limit of items at once', async () => {
  const parameters = { items: [1], concurrency: 64 }
  assert.deepStrictEqual(await runNode(forEachType, { parameters }), { items: [1], concurrency: 64 })
})

for (const parameters of [
  {},
  { items: '' },
  { items: 7 },
  { items: [], concurrency: 65 },
  { items: [], concurrency: 0 },
]) {
  test(`for_each refuses ${JSON.stringify(parameters)}`, () => {
    assert.equal(accepts(forEachType, parameters), false)
  })
}

test('repeat counts from zero', async () => {
  const parameters = { times: '{{ input.times }}', concurrency: 2 }
  assert.deepStrictEqual(await runNode(repeatType, { parameters, scope: { input } }), {
    items: [0, 1],
    concurrency: 2,
  })
  assert.deepStrictEqual(await runNode(repeatType, { parameters: { times: 0 } }), {
    items: [],
    concurrency: 1,
  })
})

test('repeat with until runs in rounds', async () => {
  const parameters = { times: '{{ input.times }}', until: 'input.ready' }
  assert.deepStrictEqual(await runNode(repeatType, { parameters, scope: { input } }), {
    times: 2,
    onLimit: 'fail',
  })
  const done = { times: 5, until: '{{ input.ready }}', on_limit: 'done', concurrency: 1 }
  assert.deepStrictEqual(await runNode(repeatType, { parameters: done }), { times: 5, onLimit: 'done' })
})

for (const parameters of [
  { until: 'true' },
  { times: 5, until: '' },
  { times: 5, until: true },
  { times: 5, until: 'true', concurrency: 2 },
  { times: 5, until: 'true', on_limit: 'stop' },
  { times: 5, on_limit: 'done' },
]) {
  test(`repeat refuses ${JSON.stringify(parameters)}`, () => {
    assert.equal(accepts(repeatType, parameters), false)
  })
}

for (const times of [-1, 1.5, 100_001, '3', null]) {
  test(`repeat refuses ${JSON.stringify(times)} times`, () => {
    assert.equal(accepts(repeatType, { times }), false)
  })
}
