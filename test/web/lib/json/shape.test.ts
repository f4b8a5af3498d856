import assert from 'node:assert/strict'
import { test } from 'node:test'
import { columnsOf, previewOf } from '../../../../src/web/lib/json/shape.ts'

test('a preview names the first members and stays short', () => {
  assert.equal(
    previewOf({ a: 1, b: [1, 2], c: { d: 1 }, e: null, f: 5 }),
    '{a: 1, b: [2], c: {…}, e: null, …}',
  )
  assert.equal(previewOf([]), '[]')
  assert.equal(previewOf('<b>'), '"<b>"')
  assert.ok(previewOf({ text: 'x'.repeat(1000) }).length < 100)
})

test('an array of objects is a table with all their columns', () => {
  assert.deepEqual(columnsOf([{ a: 1 }, { b: 2 }]), ['a', 'b'])
  for (const other of [[], [1], [{ a: 1 }, 2], {}, 'text', [{}]]) assert.equal(columnsOf(other), undefined)
})
