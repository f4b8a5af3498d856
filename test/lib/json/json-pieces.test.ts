import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { jsonPieces } from '../../../src/lib/json/json-pieces.ts'

const large = {
  text: 'a\ud83d\ude00"\\\n'.repeat(20_000),
  halves: '\ud83d'.repeat(50_000),
  numbers: Array.from({ length: 100_000 }, (_, index) => index),
  names: Object.fromEntries(Array.from({ length: 50_000 }, (_, index) => [`name ${index}`, { index }])),
  nested: [[['x'.repeat(40_000), [null, true]], { y: 'y'.repeat(40_000), z: {} }], []],
  missing: undefined,
}

test('the pieces of a value are its JSON, and none is long', () => {
  for (const value of [large, Object.values(large), large.text, 1, null, 'a', {}]) {
    const pieces = [...jsonPieces(value)]
    assert.equal(pieces.join(''), JSON.stringify(value))
    assert.ok(pieces.every((piece) => piece.length < 200_000))
  }
})

test('the pieces of any value are its JSON', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      assert.equal([...jsonPieces(value)].join(''), JSON.stringify(value))
    }),
  )
})
