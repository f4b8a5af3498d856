import assert from 'node:assert/strict'
import { test } from 'node:test'
import { byteRangeOf } from '../../../src/http/request/byte-range.ts'

const cases: readonly (readonly [
  header: string | undefined,
  expected: readonly [number, number] | 'none' | undefined,
])[] = [
  [undefined, undefined],
  ['bytes=0-0', [0, 0]],
  ['bytes=2-5', [2, 5]],
  ['bytes=2-', [2, 9]],
  ['bytes=2-99', [2, 9]],
  ['bytes=-3', [7, 9]],
  ['bytes=-99', [0, 9]],
  ['Bytes= 1-2 ', [1, 2]],
  ['bytes=10-', 'none'],
  ['bytes=10-12', 'none'],
  ['bytes=-0', 'none'],
  ['bytes=99999999999999999999-', 'none'],
  ['bytes=5-2', undefined],
  ['bytes=-', undefined],
  ['bytes=0-1,3-4', undefined],
  ['bytes=a-b', undefined],
  ['lines=0-1', undefined],
  ['', undefined],
]

for (const [header, expected] of cases) {
  test(`the part ${header} of ten bytes`, () => {
    const [start, end] = Array.isArray(expected) ? expected : []
    assert.deepEqual(byteRangeOf(header, 10), Array.isArray(expected) ? { start, end } : expected)
  })
}

test('an empty content has no parts', () => {
  assert.equal(byteRangeOf('bytes=0-', 0), 'none')
  assert.equal(byteRangeOf('bytes=-1', 0), 'none')
  assert.equal(byteRangeOf(undefined, 0), undefined)
})
