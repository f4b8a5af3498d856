import assert from 'node:assert/strict'
import { test } from 'node:test'
import { list, pageText, success, successText } from '../../../src/http/response/envelope.ts'

const shapes = [
  { given: { a: 1 }, data: { a: 1 } },
  { given: null, data: null },
  { given: undefined, data: null },
  { given: 0, data: { value: 0 } },
  { given: '', data: { value: '' } },
  { given: false, data: { value: false } },
  { given: [1], data: { value: [1] } },
]

for (const { given, data } of shapes) {
  test(`success sends ${JSON.stringify(given)} as ${JSON.stringify(data)}`, () => {
    assert.deepEqual(success(given), { success: true, message: null, data })
  })
}

test('extras are merged into an object, a wrapped value and nothing', () => {
  assert.deepEqual(success({ a: 1 }, 'Done', { b: 2 }), {
    success: true,
    message: 'Done',
    data: { a: 1, b: 2 },
  })
  assert.deepEqual(success(1, null, { b: 2 }).data, { value: 1, b: 2 })
  assert.deepEqual(success(null, null, { b: 2 }).data, { b: 2 })
})

test('a list counts its items', () => {
  assert.deepEqual(list(['a', 'b'], 'Done'), {
    success: true,
    message: 'Done',
    data: ['a', 'b'],
    count: 2,
    next_cursor: null,
  })
})

test('the text of serialized data is the JSON of its envelope', () => {
  const data = { name: 'Ω "quoted" {}', items: [] }
  assert.equal(successText(JSON.stringify(data)), JSON.stringify(success(data)))
})

for (const nextCursor of [null, 'WzFd']) {
  test(`the text of a page before ${nextCursor} is the JSON of its envelope`, () => {
    const items = [
      { id: 1, name: 'Ω "quoted" []' },
      { id: 2, name: '$&' },
    ]
    assert.equal(
      pageText(JSON.stringify(items), 2, nextCursor),
      JSON.stringify({ ...list(items), next_cursor: nextCursor }),
    )
  })
}
