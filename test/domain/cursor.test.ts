import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { decodeCursor, encodeCursor } from '../../src/domain/cursor.ts'

test('a cursor gives its key back and fits into an address as it is', () => {
  const key = fc.array(fc.oneof(fc.string({ unit: 'grapheme' }), fc.integer()))
  fc.assert(
    fc.property(key, (values) => {
      const cursor = encodeCursor(values)
      assert.match(cursor, /^[\w-]+$/)
      assert.deepEqual(decodeCursor(cursor), values)
    }),
  )
})

test('what is no cursor is undefined', () => {
  const notArray = Buffer.from('{"a":1}').toString('base64url')
  for (const text of ['', 'nope', '%%%', notArray]) assert.equal(decodeCursor(text), undefined)
})
