import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bodyFails, fails, failure, list, probeFails, success } from '../../../src/http/response/envelope.ts'

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

test('the error says what the message says unless it is given', () => {
  const given = { code: 'INTERNAL', message: 'No', requestId: 'r' } as const
  assert.equal(failure(given).error, 'No')
  assert.equal(failure({ ...given, error: 'Because' }).error, 'Because')
  assert.equal('details' in failure(given), false)
})

test('codes with one status share a response, and every operation can fail inside', () => {
  const responses = probeFails('SCRIPT_NOT_FOUND', 'NODE_NOT_FOUND')
  assert.deepEqual(Object.keys(responses), ['404', '431', '500', '503'])
  assert.equal(responses[404].description, 'SCRIPT_NOT_FOUND, NODE_NOT_FOUND')
})

test('an operation documents that it may be refused, unless anybody may call it', () => {
  const responses = fails('PATH_OUTSIDE_WORKSPACE')
  assert.deepEqual(Object.keys(responses), ['401', '403', '429', '431', '500', '503'])
  assert.equal(responses[403].description, 'PATH_OUTSIDE_WORKSPACE, FORBIDDEN, HOST_REFUSED, ORIGIN_REFUSED')
})

test('an operation with a body documents what a body can do wrong', () => {
  const always = Object.keys(fails())
  assert.deepEqual(Object.keys(bodyFails()), [...always, '400', '413', '415', '422'].sort())
})
